from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.actions.facilitator import name_facilitators
from courses.cohorts.models import Cohort, Group
from courses.cohorts.models.group import MOST_GROUPS
from courses.cohorts.permissions import refuse_if_over, refuse_unless_organiser

logger = logging.getLogger(__name__)


def add_group(
    cohort: Cohort,
    *,
    name: str,
    countries: Sequence[str],
    languages: Sequence[str],
    facilitator: User | None,
    by: User,
) -> Group:
    """The last in order: who fits an earlier group stays there. Its facilitator becomes one of the cohort's.

    Refusal with code `ended`, `nobody` (it would choose everybody), `same_name`, `many`, `no_facilitator`.
    """
    refuse_unless_organiser(cohort, by)
    with transaction.atomic():
        cohort = locked(Cohort.all_objects.select_related("network").filter(pk=cohort.pk)).get()
        refuse_if_over(cohort)
        _refuse(cohort, name=name, chosen=[*countries, *languages])
        if facilitator is not None:
            name_facilitators(cohort, [*cohort.facilitators.all(), facilitator])
        group = Group.all_objects.create(
            cohort=cohort,
            name=name,
            countries=list(countries),
            languages=list(languages),
            facilitator=facilitator,
        )
    _log("group.added", group, by)
    return group


def _refuse(cohort: Cohort, *, name: str, chosen: Sequence[str]) -> None:
    present = Group.all_objects.of(cohort)
    if not chosen:
        raise Refusal(_("Choose a country or a language, or nobody would be left for others."), code="nobody")
    if present.filter(name=name).exists():
        raise Refusal(_("There is a group of this name already. Choose another name."), code="same_name")
    if present.count() >= MOST_GROUPS:
        raise Refusal(_("A cohort has twenty groups at most. Take one away first."), code="many")


def remove_group(group: Group, *, by: User) -> None:
    """Its people fall to the next that fits. Its facilitator goes on helping the cohort."""
    refuse_unless_organiser(group.cohort, by)
    with transaction.atomic():
        locked(Cohort.all_objects.filter(pk=group.cohort_id)).get()
        Group.all_objects.filter(pk=group.pk).delete()
    _log("group.removed", group, by)


def _log(event: str, group: Group, by: User) -> None:
    logger.info(
        "Groups of a cohort",
        extra={"event": event, "group": group.pk, "cohort": group.cohort_id, "by": by.pk},
    )
