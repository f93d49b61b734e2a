from __future__ import annotations

import logging
from datetime import datetime
from typing import Protocol

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.actions.own_dates import begin_self_study
from courses.cohorts.admission import why_not
from courses.cohorts.cohort_notices import tell_of_seat
from courses.cohorts.enums import (
    ASKING_STATES,
    ENROLLED_STATES,
    ENROLLING_STATES,
    CohortState,
    EnrolmentState,
    Entry,
)
from courses.cohorts.models import Cohort, Enrolment

logger = logging.getLogger(__name__)


class Tell(Protocol):
    def __call__(self, enrolment: Enrolment, /, *, now: datetime) -> None: ...


def enrol(
    cohort: Cohort, *, user: User, language: str | None = None, invited: bool = False, now: datetime
) -> Enrolment:
    """Gives `user` a seat at once; who was enrolled before gets the same row back, until the cohort ends.

    Who was offered a seat takes it. An invitation passes by who may come in and by the waiting list, not by
    the number of seats. Refusal with code `unconfirmed`, `not_open`, `cancelled`, `closed`, `window`, `full`,
    `approval`, `refused`, `lapsed`, or as `why_not` has them.
    """
    refuse_unconfirmed(user)
    with transaction.atomic():
        cohort = lock_cohort(cohort)
        enrolment = own_row(cohort, user)
        if enrolment.state in ENROLLED_STATES and enrolment.pk:
            return enrolment
        if enrolment.state == EnrolmentState.OFFERED:
            refuse_lapsed(enrolment, now)
            refuse_ended(cohort)
        else:
            if not enrolment.may_come_back or cohort.ends_at <= now:
                refuse_outside_window(cohort, now)
            refuse_ended(cohort)
            if not invited:
                _refuse_by_rule(cohort, enrolment)
            refuse_unless_free(cohort, queue=not invited, now=now)
        give_seat(enrolment, language=language or user.language, now=now)
    return enrolment


def give_seat(enrolment: Enrolment, *, language: str, now: datetime, tell: Tell = tell_of_seat) -> None:
    """In the transaction that holds the cohort's lock and has counted its seats; `tell` tells the person."""
    cohort = enrolment.cohort
    if enrolment.pk and enrolment.enrolled_at:
        enrolment.sequence += 1
    enrolment.state = EnrolmentState.ACTIVE
    enrolment.language = language
    enrolment.syllabus = enrolment.syllabus or cohort.syllabus
    enrolment.enrolled_at = now
    enrolment.ended_at = enrolment.answer_by = enrolment.continued_as = None
    enrolment.answer = ""
    enrolment.save()
    begin_self_study([enrolment], cohort=cohort, now=now)
    tell(enrolment, now=now)
    log_enrolment("enrolment.made", enrolment)


def own_row(cohort: Cohort, user: User) -> Enrolment:
    """The person's row in the cohort, locked; an unsaved one, withdrawn, where there is none yet."""
    found = locked(Enrolment.all_objects.filter(cohort=cohort, user=user)).first()
    enrolment = found or Enrolment(state=EnrolmentState.WITHDRAWN, language=user.language)
    enrolment.cohort, enrolment.user = cohort, user
    return enrolment


def asks_since(enrolment: Enrolment, now: datetime) -> datetime:
    """Whom only the clock sent away keeps their place among those who wait."""
    return (enrolment.asked_at if enrolment.ended_by_clock else None) or now


def lock_cohort(cohort: Cohort) -> Cohort:
    """Whoever counts seats holds this lock."""
    return locked(Cohort.all_objects.select_related("network").filter(pk=cohort.pk)).get()


def has_confirmed_address(user: User) -> bool:
    return EmailAddress.objects.filter(user=user, verified=True).exists()


def refuse_unconfirmed(user: User) -> None:
    if not has_confirmed_address(user):
        raise Refusal(
            _(
                "Confirm your e-mail address first: open the link that we sent you, then come back to this page."
            ),
            code="unconfirmed",
        )


def _refuse_by_rule(cohort: Cohort, enrolment: Enrolment) -> None:
    """Who was let in before comes back without being asked again, unless the host has said no since."""
    refuse_if_answered(enrolment)
    if enrolment.let_in_before:
        return
    if cohort.entry == Entry.APPROVAL:
        raise Refusal(
            _("An organiser decides who gets a seat here. Send your application on this page."),
            code="approval",
        )
    if reason := why_not(cohort, enrolment.user):
        raise reason


def refuse_if_answered(enrolment: Enrolment) -> None:
    if not enrolment.host_said_no:
        return
    if enrolment.state == EnrolmentState.WITHDRAWN:
        raise Refusal(
            _("The host has ended your seat. Write to it if something has changed since."), code="refused"
        )
    raise Refusal(
        _("The host has answered your application. Write to them if something has changed since."),
        code="refused",
    )


def refuse_ended(cohort: Cohort) -> None:
    if cohort.state == CohortState.CANCELLED:
        raise Refusal(
            _("This cohort was cancelled. Look for another one of the same course."),
            code="cancelled",
        )
    if cohort.state in {CohortState.CLOSED, CohortState.ARCHIVED}:
        raise Refusal(
            _("This cohort has ended. Look for another one of the same course."),
            code="closed",
        )


def refuse_outside_window(cohort: Cohort, now: datetime) -> None:
    refuse_ended(cohort)
    if cohort.state not in ENROLLING_STATES or now < cohort.enrolment_opens_at:
        raise Refusal(
            _("Enrolment has not opened yet. Come back on the day named on this page."),
            code="not_open",
        )
    if not cohort.enrols_at(now):
        raise Refusal(
            _("Enrolment in this cohort has closed. Look for another one of the same course."),
            code="window",
        )


def refuse_lapsed(enrolment: Enrolment, now: datetime) -> None:
    if enrolment.answer_by is not None and enrolment.answer_by <= now:
        raise Refusal(
            _("The seat was held for you until its time was over, and goes to the next person now."),
            code="lapsed",
        )


def refuse_unless_free(cohort: Cohort, *, queue: bool, now: datetime) -> None:
    """With `queue`, seats that are free are those of the people on the waiting list."""
    if seats_free(cohort) > 0 and not (queue and cohort.enrolments.queueing().exists()):
        return
    raise Refusal(
        _("The last seat in this cohort is taken. Join the waiting list, or look for another cohort.")
        if cohort.waiting_list and cohort.enrols_at(now)
        else _("The last seat in this cohort is taken. Look for another one of the same course."),
        code="full",
    )


def seats_free(cohort: Cohort) -> int:
    """Below 0 where more were given than there are."""
    return cohort.capacity - cohort.enrolments.seated().count()


def withdraw(enrolment: Enrolment, *, now: datetime) -> Enrolment:
    """Frees the seat, takes back the application, leaves the waiting list or declines the seat that is held.

    Progress and attempts are kept for who comes back. Refusal with code `ended`.
    """
    with transaction.atomic():
        enrolment = locked(Enrolment.all_objects.filter(pk=enrolment.pk)).get()
        if enrolment.state == EnrolmentState.WITHDRAWN:
            return enrolment
        if enrolment.state not in ASKING_STATES | {EnrolmentState.ACTIVE}:
            raise Refusal(
                _("This enrolment has ended; there is nothing to withdraw from."),
                code="ended",
            )
        enrolment.state = EnrolmentState.WITHDRAWN
        enrolment.ended_at = now
        enrolment.answer_by = None
        enrolment.sequence += 1
        enrolment.save(update_fields=["state", "ended_at", "answer_by", "sequence"])
    log_enrolment("enrolment.withdrawn", enrolment)
    return enrolment


def log_enrolment(event: str, enrolment: Enrolment, **ids: int) -> None:
    logger.info(
        "Enrolment changed",
        extra={"event": event, "enrolment": enrolment.pk, "cohort": enrolment.cohort_id} | ids,
    )
