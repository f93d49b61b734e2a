from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.actions.enrolment import (
    asks_since,
    enrol,
    give_seat,
    lock_cohort,
    log_enrolment,
    own_row,
    refuse_ended,
    refuse_if_answered,
    refuse_outside_window,
    refuse_unconfirmed,
    seats_free,
)
from courses.cohorts.admission import questions_of, why_not
from courses.cohorts.asking_notices import tell_of_application, tell_of_place_in_queue, tell_of_refusal
from courses.cohorts.enums import ASKING_STATES, ENROLLED_STATES, EnrolmentState, Entry
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.permissions import refuse_unless_organiser


def apply(
    cohort: Cohort, *, user: User, answers: Sequence[str], language: str | None = None, now: datetime
) -> Enrolment:
    """Asks for a seat; an organiser decides. Who has asked, or is in, gets their row back as it is.

    `answers` answer `questions_of` the cohort, in its order. Refusal with code `not_needed`, `refused`, and as
    `enrol` has them.
    """
    refuse_unconfirmed(user)
    with transaction.atomic():
        cohort = lock_cohort(cohort)
        enrolment = own_row(cohort, user)
        if enrolment.pk and enrolment.state in ASKING_STATES | ENROLLED_STATES:
            return enrolment
        refuse_outside_window(cohort, now)
        _refuse_application(cohort, enrolment)
        enrolment.asked_at = asks_since(enrolment, now)
        enrolment.state = EnrolmentState.APPLIED
        enrolment.language = language or user.language
        enrolment.application = [list(pair) for pair in zip(questions_of(cohort), answers, strict=True)]
        enrolment.answer, enrolment.answered_by, enrolment.ended_at = "", None, None
        enrolment.save()
        tell_of_application(enrolment, now=now)
        log_enrolment("enrolment.applied", enrolment)
    return enrolment


def _refuse_application(cohort: Cohort, enrolment: Enrolment) -> None:
    if cohort.entry != Entry.APPROVAL:
        raise Refusal(_("You need not apply for this cohort. Enrol on this page."), code="not_needed")
    refuse_if_answered(enrolment)
    if reason := why_not(cohort, enrolment.user):
        raise reason


def approve(enrolment: Enrolment, *, by: User, now: datetime) -> Enrolment:
    """Gives who applied a seat, or a place on the waiting list where none is free or others wait already.

    Approving again changes nothing. NotAllowed unless `by` runs the host's cohorts; Refusal with code
    `cancelled`, `closed`, `not_applied`, or `full` where the cohort keeps no waiting list, or none any more.
    """
    with transaction.atomic():
        cohort, enrolment = _lock_for_answer(enrolment, by=by)
        if enrolment.state in ENROLLED_STATES | {EnrolmentState.WAITING, EnrolmentState.OFFERED}:
            return enrolment
        _refuse_unless(enrolment, EnrolmentState.APPLIED)
        enrolment.answered_by = by
        over = not cohort.admits_at(now)
        if seats_free(cohort) > 0 and (over or not cohort.enrolments.queueing().exists()):
            give_seat(enrolment, language=enrolment.language, now=now)
        elif over:
            raise Refusal(
                _(
                    "All seats are taken, and the waiting list has ended with enrolment. Give the cohort more "
                    "seats and approve again, or say no with a reason."
                ),
                code="full",
            )
        elif cohort.waiting_list:
            enrolment.state = EnrolmentState.WAITING
            enrolment.save(update_fields=["state", "answered_by"])
            tell_of_place_in_queue(enrolment, now=now)
        else:
            raise Refusal(
                _("All seats are taken. Give the cohort more seats, or a waiting list, and approve again."),
                code="full",
            )
        log_enrolment("enrolment.approved", enrolment, by=by.pk)
    return enrolment


def refuse(enrolment: Enrolment, *, reason: str, by: User, now: datetime) -> Enrolment:
    """Answers who applied, or waits, with no, and with the reason, which they read.

    Refusal with code `no_reason`, and as `approve` has them.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Write a reason: the person reads it."), code="no_reason")
    with transaction.atomic():
        _cohort, enrolment = _lock_for_answer(enrolment, by=by)
        if enrolment.state == EnrolmentState.REFUSED:
            return enrolment
        _refuse_unless(enrolment, EnrolmentState.APPLIED, EnrolmentState.WAITING)
        enrolment.state = EnrolmentState.REFUSED
        enrolment.answer, enrolment.answered_by, enrolment.ended_at = reason, by, now
        enrolment.save(update_fields=["state", "answer", "answered_by", "ended_at"])
        tell_of_refusal(enrolment, now=now)
        log_enrolment("enrolment.refused", enrolment, by=by.pk)
    return enrolment


def join_waiting_list(
    cohort: Cohort, *, user: User, language: str | None = None, invited: bool = False, now: datetime
) -> Enrolment:
    """Puts `user` at the end of the queue for a seat; enrols them where one is free after all.

    An invitation passes by who may come in, as in `enrol`, and is the answer to who has applied.
    Refusal with code `no_list`, `approval` (those who apply are put on it by the organiser's answer), and as
    `enrol` has them.
    """
    try:
        return enrol(cohort, user=user, language=language, invited=invited, now=now)
    except Refusal as refusal:
        if refusal.code != "full":
            raise
    with transaction.atomic():
        cohort = lock_cohort(cohort)
        enrolment = own_row(cohort, user)
        answers = invited and enrolment.state == EnrolmentState.APPLIED
        if enrolment.pk and enrolment.state in ASKING_STATES | ENROLLED_STATES and not answers:
            return enrolment
        refuse_outside_window(cohort, now)
        if not cohort.waiting_list:
            raise Refusal(
                _("This cohort keeps no waiting list. Look for another one of the same course."),
                code="no_list",
            )
        enrolment.asked_at = asks_since(enrolment, now)
        enrolment.state = EnrolmentState.WAITING
        enrolment.language = language or user.language
        enrolment.answer, enrolment.answered_by, enrolment.ended_at = "", None, None
        enrolment.save()
        tell_of_place_in_queue(enrolment, now=now)
        log_enrolment("enrolment.queued", enrolment)
    return enrolment


def _lock_for_answer(enrolment: Enrolment, *, by: User) -> tuple[Cohort, Enrolment]:
    """The cohort first, as everywhere: who counts seats waits for one lock only."""
    cohort = lock_cohort(enrolment.cohort)
    refuse_unless_organiser(cohort, by)
    found = locked(Enrolment.all_objects.select_related("user").filter(pk=enrolment.pk)).get()
    found.cohort = cohort
    refuse_ended(cohort)
    return cohort, found


def _refuse_unless(enrolment: Enrolment, *states: EnrolmentState) -> None:
    if enrolment.state not in states:
        raise Refusal(
            _("This person no longer waits for an answer: %(state)s.")
            % {"state": enrolment.get_state_display()},
            code="not_applied",
        )
