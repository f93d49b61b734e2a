from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.actions.enrolment import give_seat, own_row, refuse_ended, seats_free, withdraw
from courses.cohorts.enums import ENROLLED_STATES, OFFERED_STATES, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.permissions import refuse_unless_organiser
from courses.learning.actions.progress import complete_enrolment
from courses.learning.models import Progress

logger = logging.getLogger(__name__)

CARRIED = (
    *("step_key", "opened_at", "completed_at", "last_position", "last_seen_at", "seconds"),
    *("score", "passed", "result_at", "source"),
)


def transfer(enrolment: Enrolment, *, to: Cohort, by: User, now: datetime) -> Enrolment:
    """Gives the person a seat in another cohort of the same course, with what they have done, and frees the old one.

    In this order: both cohorts locked, the old enrolment withdrawn, the seat given (and told), the progress copied.
    The old rows stay as they are; attempts stay with them, and what was passed counts on. Refusal with code
    `other_course`, `same`, `not_active`, `already`, `full`, `not_open`, `cancelled` or `closed`.
    """
    with transaction.atomic():
        old_cohort, new_cohort = _lock_both(enrolment.cohort_id, to.pk)
        for cohort in (old_cohort, new_cohort):
            refuse_unless_organiser(cohort, by)
        _refuse_cohorts(old_cohort, new_cohort)
        old = locked(Enrolment.all_objects.select_related("user").filter(pk=enrolment.pk)).get()
        if old.state != EnrolmentState.ACTIVE:
            raise Refusal(_("Only who takes part now can be moved to another cohort."), code="not_active")
        new = own_row(new_cohort, old.user)
        if new.pk and new.state in ENROLLED_STATES:
            raise Refusal(_("This person has a seat in that cohort already."), code="already")
        if new.state != EnrolmentState.OFFERED and seats_free(new_cohort) < 1:
            raise Refusal(_("All seats in that cohort are taken. Give it more seats first."), code="full")
        withdraw(old, now=now)
        give_seat(new, language=old.language, now=now)
        carry(old, new)
        complete_enrolment(new, now=now)
    logger.info(
        "Enrolment transferred",
        extra={"event": "enrolment.transferred", "enrolment": old.pk, "to": new.pk, "by": by.pk},
    )
    return new


def _lock_both(one: int, other: int) -> tuple[Cohort, Cohort]:
    """In one order, whichever way somebody is moved."""
    if one == other:
        raise Refusal(_("Choose another cohort than the one they are in."), code="same")
    rows = locked(Cohort.all_objects.select_related("network").filter(pk__in=[one, other]).order_by("pk"))
    found = {cohort.pk: cohort for cohort in rows}
    return found[one], found[other]


def _refuse_cohorts(old: Cohort, new: Cohort) -> None:
    if old.course_key != new.course_key:
        raise Refusal(_("That cohort teaches another course."), code="other_course")
    refuse_ended(new)
    if new.state not in OFFERED_STATES:
        raise Refusal(_("That cohort is not announced yet. Announce it first."), code="not_open")


def carry(old: Enrolment, new: Enrolment) -> None:
    """Copies progress; what they have done in `new` already is not overwritten where it is better."""
    there = {row.step_key: row for row in Progress.all_objects.filter(enrolment=new)}
    for row in Progress.all_objects.filter(enrolment=old):
        present = there.get(row.step_key)
        if present is not None and not _is_better(row, present):
            continue
        values = {name: getattr(row, name) for name in CARRIED if name != "step_key"}
        Progress.all_objects.update_or_create(enrolment=new, step_key=row.step_key, defaults=values)


def _is_better(row: Progress, present: Progress) -> bool:
    return _worth(row) > _worth(present)


def _worth(row: Progress) -> tuple[bool, bool, float]:
    return bool(row.passed), row.completed_at is not None, float(row.score or 0)
