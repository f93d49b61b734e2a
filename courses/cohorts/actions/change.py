from __future__ import annotations

import copy
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.actions.facilitator import name_facilitators
from courses.cohorts.actions.letters import renew_letters
from courses.cohorts.actions.own_moves import with_own_moves
from courses.cohorts.cohort_notices import tell_of_last_day
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.cohorts.moved_notices import tell_each_of_moved_dates
from courses.cohorts.permissions import refuse_if_over, refuse_unless_organiser
from courses.cohorts.planning.moving import Shift

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
# What dates within the cohort are counted from, and what else cuts those of single people off.
_COUNTED_FROM = {"starts", "time_zone"}
_MOVE_OTHERS = _COUNTED_FROM | {"ends"}
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

    None leaves the releases, or who facilitates, as they are. Only instants that follow from what changes are
    derived anew: when a zone has changed its rules, people are told how the others move. Refusal with code `fixed`
    (promised already), `seats` (fewer than are taken), `earlier`, `session_outside`, `ended` or `no_facilitator`.
    """
    refuse_unless_organiser(cohort, by)
    with transaction.atomic():
        cohort = locked(Cohort.all_objects.filter(pk=cohort.pk)).get()
        _refuse_if_promised(cohort, values, releases)
        _refuse_if_too_few_seats(cohort, values)
        before = copy.copy(cohort)
        changed = {name for name, value in values.items() if getattr(cohort, name) != value}
        for name in changed:
            setattr(cohort, name, values[name])
        cohort.full_clean(exclude=_DERIVED)

        def write() -> None:
            _save(cohort, changed)
            renew_letters(cohort)
            if releases is not None:
                _replace_releases(cohort, releases)
            if changed & _COUNTED_FROM:
                _derive_what_lies_within(cohort)

        if changed & _MOVE_OTHERS:
            own = with_own_moves(cohort, write, now=now)
            _refuse_if_a_session_lies_outside(cohort)
            _tell_of_last_day(before, cohort, own, now=now)
        else:
            write()
        if facilitators is not None:
            name_facilitators(cohort, facilitators)
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


def _refuse_if_a_session_lies_outside(cohort: Cohort) -> None:
    outside = cohort.sessions.held().exclude(starts_at__gte=cohort.starts_at, ends_at__lte=cohort.ends_at)
    if session := outside.order_by("starts_at", "pk").first():
        raise Refusal(
            _(
                "“%(session)s” would lie after the last day. Choose a later last day, or move that session first."
            )
            % {"session": session.title},
            code="session_outside",
        )


def _save(cohort: Cohort, changed: set[str]) -> None:
    """Writes what has changed, and the instants that follow from it."""
    instants = set(_DATES) if "time_zone" in changed else {at for at, day in _DATES.items() if day & changed}
    cohort.save(update_fields=changed | instants)


_DATES = {
    "enrolment_opens_at": {"enrolment_opens_on", "enrolment_opens_time"},
    "enrolment_closes_at": {"enrolment_closes_on", "enrolment_closes_time"},
    "starts_at": {"starts"},
    "ends_at": {"ends"},
}


def _derive_what_lies_within(cohort: Cohort) -> None:
    for dated in (*cohort.releases.all(), *cohort.sessions.all()):
        dated.cohort = cohort
        dated.save()


def _tell_of_last_day(
    before: Cohort, cohort: Cohort, own: Sequence[tuple[Enrolment, list[Shift]]], *, now: datetime
) -> None:
    """Those whose own dates move along are told of both in one."""
    if cohort.ends == before.ends or cohort.state == CohortState.DRAFT:
        return
    last_day = Shift("ends", cohort, before.ends_at, cohort.ends_at)
    moved = [(each, [last_day, *shifts]) for each, shifts in own if shifts]
    tell_each_of_moved_dates(cohort, moved, now=now)
    tell_of_last_day(cohort, before=before.ends, without=[each for each, _shifts in moved], now=now)


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
