from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.actions.enrolment import give_seat, own_row, refuse_ended, seats_free, withdraw
from courses.cohorts.enums import ENROLLED_STATES, OFFERED_STATES, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.permissions import refuse_unless_organiser
from courses.learning.actions.carrying import carry_leaves, carry_progress, move_notes
from courses.learning.actions.progress import complete_enrolment
from courses.learning.transfer_notices import tell_of_move

logger = logging.getLogger(__name__)


def transfer(enrolment: Enrolment, *, to: Cohort, by: User, now: datetime) -> Enrolment:
    """Gives the person a seat in another cohort of the same course, with what they have done, and frees the old one.

    In this order: both cohorts locked, the old enrolment withdrawn, the seat given (and the move told), progress and
    leaves copied, notes moved. The old rows stay as they are, and say where the person goes on: an attempt that is
    under way counts there too, and none is given anew. Refusal with code `other_course`, `same`, `not_active`,
    `already`, `full`, `not_open`, `cancelled` or `closed`.
    """
    with transaction.atomic():
        old_cohort, new_cohort = _lock_both(enrolment.cohort_id, to.pk)
        for cohort in (old_cohort, new_cohort):
            refuse_unless_organiser(cohort, by)
        _refuse_cohorts(old_cohort, new_cohort)
        # The new row first, as `record_result` has them, which goes from one that was left to one that goes on.
        new = own_row(new_cohort, enrolment.user)
        old = locked(Enrolment.all_objects.select_related("user").filter(pk=enrolment.pk)).get()
        old.cohort = old_cohort
        if old.state != EnrolmentState.ACTIVE:
            raise Refusal(_("Only who takes part now can be moved to another cohort."), code="not_active")
        if new.pk and new.state in ENROLLED_STATES:
            raise Refusal(_("This person has a seat in that cohort already."), code="already")
        if new.state != EnrolmentState.OFFERED and seats_free(new_cohort) < 1:
            raise Refusal(_("All seats in that cohort are taken. Give it more seats first."), code="full")
        withdraw(old, now=now)
        give_seat(new, language=old.language, now=now, tell=partial(tell_of_move, before=old_cohort))
        Enrolment.all_objects.filter(pk=old.pk).update(continued_as=new)
        carry_progress(old, new)
        carry_leaves(old, new, now=now)
        move_notes(old, new)
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
