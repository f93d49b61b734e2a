"""Seats that an organiser ends and gives again, where somebody does not do it themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.actions.enrolment import (
    give_seat,
    lock_cohort,
    log_enrolment,
    refuse_ended,
    seats_free,
    withdraw,
)
from courses.cohorts.enums import ENROLLED_STATES, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.permissions import refuse_unless_organiser
from courses.cohorts.seat_notices import tell_of_ended_seat


def withdraw_person(enrolment: Enrolment, *, reason: str, by: User, now: datetime) -> Enrolment:
    """Frees the seat of somebody who takes part no more; they are told, with the reason. What they did is kept.

    They come back only where an organiser brings them back. NotAllowed unless `by` runs the host's cohorts; Refusal
    with code `no_reason`, `not_active`, `cancelled` or `closed`.
    """
    if not reason.strip():
        raise Refusal(_("Write a reason: the person reads it."), code="no_reason")
    with transaction.atomic():
        cohort, enrolment = _lock(enrolment, by=by)
        if enrolment.state == EnrolmentState.WITHDRAWN and enrolment.answer:
            return enrolment
        if enrolment.state != EnrolmentState.ACTIVE:
            raise Refusal(_("Only who takes part now has a seat that can be ended."), code="not_active")
        enrolment = withdraw(enrolment, now=now)
        enrolment.cohort = cohort
        enrolment.answer, enrolment.answered_by = reason.strip(), by
        enrolment.save(update_fields=["answer", "answered_by"])
        tell_of_ended_seat(enrolment, now=now)
    log_enrolment("enrolment.seat_ended", enrolment, by=by.pk)
    return enrolment


def bring_back(enrolment: Enrolment, *, by: User, now: datetime) -> Enrolment:
    """Gives who has had a seat one again, after enrolment has closed too; who has one keeps it. They are told.

    NotAllowed unless `by` runs the host's cohorts; Refusal with code `no_seat` (they never had one), `full`,
    `cancelled` or `closed`.
    """
    with transaction.atomic():
        cohort, enrolment = _lock(enrolment, by=by)
        if enrolment.state in ENROLLED_STATES:
            return enrolment
        if enrolment.enrolled_at is None:
            raise Refusal(_("This person has not had a seat here. Invite them."), code="no_seat")
        if enrolment.state != EnrolmentState.OFFERED and seats_free(cohort) < 1:
            raise Refusal(_("All seats are taken. Give the cohort more seats first."), code="full")
        give_seat(enrolment, language=enrolment.language, now=now)
    log_enrolment("enrolment.brought_back", enrolment, by=by.pk)
    return enrolment


def _lock(enrolment: Enrolment, *, by: User) -> tuple[Cohort, Enrolment]:
    """The cohort first: who counts seats holds its lock."""
    cohort = lock_cohort(enrolment.cohort)
    refuse_unless_organiser(cohort, by)
    refuse_ended(cohort)
    found = locked(Enrolment.all_objects.select_related("user").filter(pk=enrolment.pk)).get()
    found.cohort = cohort
    return cohort, found
