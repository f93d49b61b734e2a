"""What happens by itself on a waiting list: seats are offered in turn, and go on where nobody answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cms.core.locking import locked
from cms.core.sweep import each_due
from courses.cohorts.actions.enrolment import log_enrolment, seats_free
from courses.cohorts.asking_notices import tell_of_free_place, tell_of_refusal
from courses.cohorts.enums import ASKING_STATES, ENDED_STATES, OFFERED_STATES, CohortState, EnrolmentState
from courses.cohorts.models import Cohort, CohortQuerySet, Enrolment


def lapse_offers(now: datetime) -> int:
    """Sweep step: seats that were held for an answer which did not come are free again."""
    return each_due(
        Enrolment.all_objects.offers_over_at(now).order_by("answer_by", "pk"),
        lambda enrolment: _lapse(enrolment, now),
    )


def offer_places(now: datetime) -> int:
    """Sweep step: seats that are free are held for those who wait, in the order in which they asked.

    A seat is held for the cohort's `hours_to_accept`, and no longer than a seat may be given at all.
    """
    return each_due(
        _cohorts_with_places_to_offer(now).order_by("starts_at", "pk"), lambda cohort: _offer(cohort, now)
    )


def settle_asking(cohort: Cohort, *, now: datetime) -> None:
    """Whoever still asks for a seat when a cohort ends is not admitted; in the transaction that ends it.

    They are told so, unless they are told that it is cancelled.
    """
    asking = Enrolment.all_objects.filter(cohort=cohort, state__in=ASKING_STATES).select_related("user")
    for enrolment in locked(asking):
        enrolment.cohort = cohort
        enrolment.state = EnrolmentState.REFUSED
        enrolment.ended_at, enrolment.answer_by = now, None
        enrolment.save(update_fields=["state", "ended_at", "answer_by"])
        if cohort.state != CohortState.CANCELLED:
            tell_of_refusal(enrolment, now=now)
        log_enrolment("enrolment.not_reached", enrolment)


def end_queues(now: datetime) -> int:
    """Sweep step: who still waits when no seat can be given any more is told so."""
    waiting = Enrolment.all_objects.filter(
        state=EnrolmentState.WAITING, cohort__enrolment_closes_at__lte=now, cohort__starts_at__lte=now
    ).exclude(cohort__state__in=ENDED_STATES)
    return each_due(waiting.order_by("asked_at", "pk"), lambda enrolment: _end(enrolment, now))


def _cohorts_with_places_to_offer(now: datetime) -> CohortQuerySet:
    here = Enrolment.all_objects.filter(cohort=OuterRef("pk"))
    taken = here.seated().order_by().values("cohort").annotate(number=Count("pk")).values("number")
    return (
        Cohort.all_objects.filter(
            Q(enrolment_closes_at__gt=now) | Q(starts_at__gt=now),
            Exists(here.filter(state=EnrolmentState.WAITING)),
            state__in=OFFERED_STATES,
        )
        .annotate(taken=Coalesce(Subquery(taken), 0))
        .filter(taken__lt=F("capacity"))
    )


def _offer(cohort: Cohort, now: datetime) -> bool:
    held_until = min(
        now + timedelta(hours=cohort.hours_to_accept), max(cohort.enrolment_closes_at, cohort.starts_at)
    )
    free = max(seats_free(cohort), 0)
    first = list(locked(cohort.enrolments.queueing().select_related("user"))[:free])
    for enrolment in first:
        enrolment.cohort = cohort
        enrolment.state = EnrolmentState.OFFERED
        enrolment.answer_by = held_until
        enrolment.save(update_fields=["state", "answer_by"])
        tell_of_free_place(enrolment, now=now)
        log_enrolment("enrolment.offered", enrolment)
    return bool(first)


def _lapse(enrolment: Enrolment, now: datetime) -> bool:
    enrolment.state = EnrolmentState.WITHDRAWN
    enrolment.ended_at, enrolment.answer_by = now, None
    enrolment.save(update_fields=["state", "ended_at", "answer_by"])
    log_enrolment("enrolment.lapsed", enrolment)
    return True


def _end(enrolment: Enrolment, now: datetime) -> bool:
    enrolment.state = EnrolmentState.REFUSED
    enrolment.ended_at = now
    enrolment.save(update_fields=["state", "ended_at"])
    tell_of_refusal(enrolment, now=now)
    log_enrolment("enrolment.not_reached", enrolment)
    return True
