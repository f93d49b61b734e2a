from __future__ import annotations

import logging
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.cohort_notices import tell_of_seat
from courses.cohorts.enums import ENROLLING_STATES, CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment

logger = logging.getLogger(__name__)


def enrol(cohort: Cohort, *, user: User, language: str | None = None, now: datetime) -> Enrolment:
    """Gives `user` a seat at once; who was enrolled before gets the same row back.

    Refusal with code `unconfirmed`, `not_open`, `cancelled`, `closed`, `window` or `full`.
    """
    if not has_confirmed_address(user):
        raise Refusal(
            _(
                "Confirm your e-mail address first: open the link that we sent you, then come back to this page."
            ),
            code="unconfirmed",
        )
    with transaction.atomic():
        cohort = locked(Cohort.all_objects.select_related("network").filter(pk=cohort.pk)).get()
        enrolment = locked(Enrolment.all_objects.filter(cohort=cohort, user=user)).first()
        if enrolment is not None and enrolment.state != EnrolmentState.WITHDRAWN:
            return enrolment
        _refuse_unless_free(cohort, now)
        if enrolment is None:
            enrolment = Enrolment(cohort=cohort, user=user)
        else:
            enrolment.sequence += 1
        enrolment.state = EnrolmentState.ACTIVE
        enrolment.language = language or user.language
        enrolment.syllabus = enrolment.syllabus or cohort.syllabus
        enrolment.enrolled_at = now
        enrolment.ended_at = None
        enrolment.save()
        tell_of_seat(enrolment, now=now)
    logger.info(
        "Enrolled",
        extra={
            "event": "enrolment.made",
            "enrolment": enrolment.pk,
            "cohort": cohort.pk,
        },
    )
    return enrolment


def has_confirmed_address(user: User) -> bool:
    return EmailAddress.objects.filter(user=user, verified=True).exists()


def _refuse_unless_free(cohort: Cohort, now: datetime) -> None:
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
    if cohort.enrolments.seated().count() >= cohort.capacity:
        raise Refusal(
            _("The last seat in this cohort is taken. Look for another one of the same course."),
            code="full",
        )


def withdraw(enrolment: Enrolment, *, now: datetime) -> Enrolment:
    """Frees the seat; progress and attempts are kept for who comes back."""
    with transaction.atomic():
        enrolment = locked(Enrolment.all_objects.filter(pk=enrolment.pk)).get()
        if enrolment.state == EnrolmentState.WITHDRAWN:
            return enrolment
        if enrolment.state != EnrolmentState.ACTIVE:
            raise Refusal(
                _("This enrolment has ended; there is nothing to withdraw from."),
                code="ended",
            )
        enrolment.state = EnrolmentState.WITHDRAWN
        enrolment.ended_at = now
        enrolment.sequence += 1
        enrolment.save(update_fields=["state", "ended_at", "sequence"])
    logger.info("Withdrawn", extra={"event": "enrolment.withdrawn", "enrolment": enrolment.pk})
    return enrolment
