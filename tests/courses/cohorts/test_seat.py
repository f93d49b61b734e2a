"""Leaving and coming back: by oneself until the cohort ends, and by an organiser's hand."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cms.core.errors import NotAllowed, Refusal
from cms.notices.models import Notice
from courses.cohorts.actions import apply, enrol, refuse, withdraw
from courses.cohorts.actions.seat import bring_back, withdraw_person
from courses.cohorts.enums import CohortState, EnrolmentState, Entry
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.offers import offer
from tests.cast import Cast, make_cohort, make_course, make_module

pytestmark = pytest.mark.django_db
S = EnrolmentState


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    """Runs; one could enrol until the end of March 2027."""
    course = make_course(cast.wacap, "Course", make_module(cast.ejn, "One"))
    return make_cohort(cast.wacap, course, "Spring", state=CohortState.RUNNING, capacity=1)


@pytest.fixture
def enrolment(cast: Cast, cohort: Cohort) -> Enrolment:
    return enrol(cohort, user=cast.trainee, now=during(cohort))


def during(cohort: Cohort) -> datetime:
    return cohort.enrolment_opens_at + timedelta(days=1)


def after(cohort: Cohort) -> datetime:
    """Enrolment has closed, the cohort goes on."""
    return cohort.enrolment_closes_at + timedelta(days=1)


def code_of(act: object, *args: object, **values: object) -> str:
    with pytest.raises(Refusal) as refused:
        act(*args, **values)
    return refused.value.code


def seen(cohort: Cohort, user: object, now: datetime) -> tuple[str, bool]:
    counted = Cohort.all_objects.with_seats_taken().get(pk=cohort.pk)
    found = offer(counted, user=user, now=now)
    return found.state, found.back


def test_who_has_left_comes_back_until_the_cohort_ends(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    now = after(cohort)
    withdraw(enrolment, now=now)
    assert seen(cohort, cast.trainee, now) == ("open", True)
    assert seen(cohort, cast.stranger, now) == ("closed", False)
    assert code_of(enrol, cohort, user=cast.stranger, now=now) == "window"
    assert code_of(enrol, cohort, user=cast.trainee, now=cohort.ends_at) == "window"
    assert enrol(cohort, user=cast.trainee, now=now).state == S.ACTIVE


def test_nobody_comes_back_onto_a_seat_that_is_taken(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    withdraw(enrolment, now=during(cohort))
    other = enrol(cohort, user=cast.stranger, now=during(cohort))
    now = after(cohort)
    assert seen(cohort, cast.trainee, now) == ("full", True)
    assert code_of(enrol, cohort, user=cast.trainee, now=now) == "full"
    assert code_of(bring_back, enrolment, by=cast.organiser, now=now) == "full"
    withdraw(other, now=now)
    assert bring_back(enrolment, by=cast.organiser, now=now).state == S.ACTIVE


@time_machine.travel(datetime.fromisoformat("2027-04-02T09:00+00:00"), tick=False)
def test_the_page_on_which_one_lands_offers_it(
    client: Client, cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    client.force_login(cast.trainee)
    page = client.post(reverse("cohorts:withdraw", args=[cohort.pk]), follow=True).text
    assert "Come back until" in page
    assert "Enrolment is closed" not in page
    client.post(reverse("cohorts:cohort", args=[cohort.pk]))
    enrolment.refresh_from_db()
    assert enrolment.state == S.ACTIVE


@pytest.mark.parametrize("asked_again", [True, False])
def test_where_the_host_has_said_no_one_does_not_come_back_by_oneself(
    cast: Cast, cohort: Cohort, enrolment: Enrolment, asked_again: bool
) -> None:
    now = during(cohort)
    if asked_again:
        Cohort.all_objects.filter(pk=cohort.pk).update(entry=Entry.APPROVAL)
        withdraw(enrolment, now=now)
        asked = apply(cohort, user=cast.trainee, answers=["Please"], now=now)
        refuse(asked, reason="Others first.", by=cast.organiser, now=now)
    else:
        withdraw_person(enrolment, reason="Not seen for a month.", by=cast.organiser, now=now)
    for at in (now, after(cohort)):
        assert seen(cohort, cast.trainee, at) == ("refused", False)
    assert code_of(enrol, cohort, user=cast.trainee, now=now) == "refused"
    assert bring_back(enrolment, by=cast.organiser, now=after(cohort)).state == S.ACTIVE
    enrolment.refresh_from_db()
    withdraw(enrolment, now=after(cohort))
    assert enrol(cohort, user=cast.trainee, now=after(cohort)).state == S.ACTIVE, "the no was taken back"


def test_who_is_withdrawn_is_told_why_once(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    now = after(cohort)
    assert code_of(withdraw_person, enrolment, reason=" ", by=cast.organiser, now=now) == "no_reason"
    for _click in range(2):
        withdraw_person(enrolment, reason="Not seen.", by=cast.organiser, now=now)
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.answer, enrolment.answered_by) == (
        S.WITHDRAWN,
        "Not seen.",
        cast.organiser,
    )
    assert Notice.objects.get(kind="seat_ended").facts["reason"] == "Not seen."
    for _click in range(2):
        bring_back(enrolment, by=cast.organiser, now=now + timedelta(minutes=1))
    assert Notice.objects.filter(kind="seat_taken", recipient=cast.trainee).count() == 2


@pytest.mark.parametrize("state", S)
def test_every_state_against_both_acts(
    cast: Cast, cohort: Cohort, enrolment: Enrolment, state: EnrolmentState
) -> None:
    now = after(cohort)

    def put() -> None:
        answer_by = cohort.ends_at if state == S.OFFERED else None
        Enrolment.all_objects.filter(pk=enrolment.pk).update(state=state, answer_by=answer_by)

    put()
    assert bring_back(enrolment, by=cast.organiser, now=now).state == (
        state if state in {S.COMPLETED, S.NOT_COMPLETED} else S.ACTIVE
    )
    put()
    if state == S.ACTIVE:
        assert withdraw_person(enrolment, reason="No", by=cast.organiser, now=now).state == S.WITHDRAWN
    else:
        assert code_of(withdraw_person, enrolment, reason="No", by=cast.organiser, now=now) == "not_active"


def test_only_organisers_of_the_host_and_only_until_it_ends(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    now = after(cohort)
    for by in (cast.secretariat, cast.casc_organiser, cast.trainee):
        with pytest.raises(NotAllowed):
            withdraw_person(enrolment, reason="No", by=by, now=now)
        with pytest.raises(NotAllowed):
            bring_back(enrolment, by=by, now=now)
    never = Enrolment.all_objects.create(cohort=cohort, user=cast.stranger, state=S.REFUSED, language="en")
    assert code_of(bring_back, never, by=cast.organiser, now=now) == "no_seat"
    Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.CLOSED)
    assert code_of(withdraw_person, enrolment, reason="No", by=cast.organiser, now=now) == "closed"
    assert code_of(bring_back, enrolment, by=cast.organiser, now=now) == "closed"


@time_machine.travel(datetime.fromisoformat("2027-04-02T09:00+00:00"), tick=False)
def test_by_hand(client: Client, cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    client.force_login(cast.organiser)
    seat = reverse("board:seat", args=[enrolment.pk])
    timeline = reverse("board:timeline", args=[enrolment.pk])
    assert seat in client.get(timeline).text
    assert "This field is required" in client.post(seat, {"reason": ""}).text
    assert "Their seat is free." in client.post(seat, {"reason": "Not seen."}, follow=True).text
    assert "Give the seat again" in client.get(seat).text
    assert "They have a seat again" in client.post(seat, {"back": "1"}, follow=True).text
    enrolment.refresh_from_db()
    assert enrolment.state == S.ACTIVE
    client.force_login(cast.secretariat)
    assert client.get(seat).status_code in {302, 403}
