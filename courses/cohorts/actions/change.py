from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.actions.facilitator import name_facilitators
from courses.cohorts.actions.own_dates import derive_own_dates, with_own_dates
from courses.cohorts.cohort_notices import tell_of_last_day
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Release
from courses.cohorts.permissions import refuse_if_over, refuse_unless_organiser

logger = logging.getLogger(__name__)

# Who may come in concerns those who have not come yet.
ADMISSION = frozenset(
    {
        *("entry", "questions", "only_members", "only_roles", "only_countries"),
        *("waiting_list", "hours_to_accept"),
    }
)
# Once announced, people have planned by the dates: what was promised stays.
CHANGEABLE_WHEN_ANNOUNCED = ADMISSION | {
    *("name", "capacity", "enrolment_closes_on", "enrolment_closes_time", "ends")
}
CHANGEABLE_IN_DRAFT = CHANGEABLE_WHEN_ANNOUNCED | {
    "languages",
    "pacing",
    "time_zone",
    "enrolment_opens_on",
    "enrolment_opens_time",
    "starts",
}
_DERIVED = {"enrolment_opens_at", "enrolment_closes_at", "starts_at", "ends_at", "syllabus", "facilitators"}


def change_cohort(
    cohort: Cohort,
    *,
    values: Mapping[str, Any],
    releases: Iterable[Release] | None,
    facilitators: Iterable[User] | None = None,
    by: User,
    now: datetime,
) -> Cohort:
    """Writes `values` (field → value) and, in draft, `releases` in place of the present ones.

    None leaves the releases, or who facilitates, as they are; instants are derived anew in any case. Refusal
    with code `fixed` (promised already), `seats` (fewer than are taken), `earlier`, `ended` or `no_facilitator`.
    """
    refuse_unless_organiser(cohort, by)
    with transaction.atomic():
        cohort = locked(Cohort.all_objects.filter(pk=cohort.pk)).get()
        _refuse_if_promised(cohort, values, releases)
        _refuse_if_too_few_seats(cohort, values)
        last_day = cohort.ends
        for name, value in values.items():
            setattr(cohort, name, value)
        cohort.full_clean(exclude=_DERIVED)
        cohort.save()
        if releases is not None:
            _replace_releases(cohort, releases)
        for dated in (*cohort.releases.all(), *cohort.sessions.all()):
            dated.cohort = cohort
            dated.save()
        derive_own_dates(cohort, with_own_dates(cohort), now=now)
        if facilitators is not None:
            name_facilitators(cohort, facilitators)
        if cohort.ends != last_day and cohort.state != CohortState.DRAFT:
            tell_of_last_day(cohort, before=last_day, now=now)
    logger.info("Cohort changed", extra={"event": "cohort.changed", "cohort": cohort.pk, "by": by.pk})
    return cohort


def discard_draft(cohort: Cohort, *, by: User, now: datetime) -> None:
    """Deletes a cohort that nobody has been told of. Refusal with code `not_draft` for any other."""
    refuse_unless_organiser(cohort, by)
    with transaction.atomic():
        cohort = locked(Cohort.all_objects.filter(pk=cohort.pk)).get()
        if cohort.state != CohortState.DRAFT:
            raise Refusal(_("Only a draft can be deleted. Cancel the cohort instead."), code="not_draft")
        pk = cohort.pk
        cohort.delete()
    logger.info("Draft discarded", extra={"event": "cohort.discarded", "cohort": pk, "by": by.pk})


def _refuse_if_promised(
    cohort: Cohort, values: Mapping[str, Any], releases: Iterable[Release] | None
) -> None:
    refuse_if_over(cohort)
    draft = cohort.state == CohortState.DRAFT
    changed = {name for name, value in values.items() if getattr(cohort, name) != value}
    if changed - (CHANGEABLE_IN_DRAFT if draft else CHANGEABLE_WHEN_ANNOUNCED) or (
        releases is not None and not draft
    ):
        raise Refusal(
            _(
                "People have been told this already, so it stays. Cancel the cohort and announce another one instead."
            ),
            code="fixed",
        )
    if not draft and "ends" in changed and values["ends"] < cohort.ends:
        raise Refusal(_("The last day has been announced; it can only move to a later one."), code="earlier")


def _refuse_if_too_few_seats(cohort: Cohort, values: Mapping[str, Any]) -> None:
    taken = cohort.enrolments.seated().count()
    if values.get("capacity", cohort.capacity) < taken:
        raise Refusal(
            _("%(taken)d seats are taken; choose that number or a higher one.") % {"taken": taken},
            code="seats",
        )


def _replace_releases(cohort: Cohort, releases: Iterable[Release]) -> None:
    """Keeps the row of a module that stays, so that what points to it stays too."""
    kept = {release.module_key: release for release in cohort.releases.all()}
    wanted = list(releases)
    cohort.releases.exclude(module_key__in=[release.module_key for release in wanted]).delete()
    for release in wanted:
        release.cohort = cohort
        release.pk = kept[release.module_key].pk if release.module_key in kept else None
        release._state.adding = release.pk is None
        release.save()
