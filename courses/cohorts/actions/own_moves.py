"""How the dates of those who have their own move along with a cohort's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from courses.cohorts.actions.own_dates import derive_own_dates, shifts_between, with_own_dates
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.own_dates import releases_by_enrolment
from courses.cohorts.planning.moving import Shift


def with_own_moves(
    cohort: Cohort, write: Callable[[], None], *, now: datetime
) -> list[tuple[Enrolment, list[Shift]]]:
    """Calls `write`, which writes dates of `cohort`, and then writes anew the dates of those who have their own.

    (enrolment, what moved) for each of these, where nothing moved too. Eleven queries at most besides those of
    `write`, in the caller's transaction, which holds the cohort's lock.
    """
    special = with_own_dates(cohort)
    before = releases_by_enrolment(special)
    write()
    derive_own_dates(cohort, special, now=now)
    after = releases_by_enrolment(special)
    return [(each, shifts_between(before[each.pk], after[each.pk])) for each in special]
