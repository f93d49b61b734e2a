"""A no of the host stays until the host says otherwise; one of the clock does not bar anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cms.core.errors import Refusal
from courses.catalogue.models import CoursePage
from courses.cohorts.actions import (
    apply,
    approve,
    end_queues,
    enrol,
    join_waiting_list,
    offer_places,
    refuse,
    withdraw,
)
from courses.cohorts.actions.change import change_cohort
from courses.cohorts.enums import CohortState, EnrolmentState, Entry
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.offers import offer
from tests.cast import Cast, make_cohort, make_course, make_module, make_person
from tests.courses.cohorts.test_admission import OPEN_AT

S = EnrolmentState
DAY = timedelta(days=1)


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))


def full_cohort(cast: Cast, course: CoursePage, **values: object) -> Cohort:
    """The one seat is taken."""
    cohort = make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN, capacity=1, **values)
    Enrolment.all_objects.create(
        cohort=cohort, user=make_person("holder"), language="en", enrolled_at=OPEN_AT
    )
    return cohort


def waited_in_vain(cohort: Cohort, cast: Cast) -> Enrolment:
    """The queue has ended by the clock, and the cohort is running; then enrolment is extended."""
    end = cohort.starts_at
    assert end_queues(end) == 1
    Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.RUNNING)
    values = {"enrolment_closes_on": cohort.ends}
    change_cohort(cohort, values=values, releases=None, by=cast.organiser, now=end)
    cohort.refresh_from_db()
    return Enrolment.all_objects.get(cohort=cohort, state=S.REFUSED)


def seen(cohort: Cohort, user, now) -> str:
    return offer(Cohort.all_objects.with_seats_taken().get(pk=cohort.pk), user=user, now=now).state


def more_seats(cohort: Cohort, number: int) -> None:
    Cohort.all_objects.filter(pk=cohort.pk).update(capacity=number)


@pytest.mark.parametrize("entry", Entry)
def test_who_waited_until_the_clock_ended_it_may_ask_again(
    cast: Cast, course: CoursePage, entry: Entry
) -> None:
    """Whoever let them onto the list has let them in: the host's answer, its invitation, or the rule."""
    cohort = full_cohort(cast, course, entry=entry)
    if entry == Entry.APPROVAL:
        asked = apply(cohort, user=cast.trainee, answers=["To learn"], now=OPEN_AT)
        assert approve(asked, by=cast.organiser, now=OPEN_AT).state == S.WAITING
    else:
        join_waiting_list(cohort, user=cast.trainee, invited=entry == Entry.INVITATION, now=OPEN_AT)
    assert seen(cohort, cast.trainee, cohort.starts_at) == "waiting"
    waited_in_vain(cohort, cast)
    now = cohort.starts_at + DAY
    assert seen(cohort, cast.trainee, now) == "queue"
    more_seats(cohort, 5)
    assert seen(cohort, cast.trainee, now) == "open"
    assert enrol(cohort, user=cast.trainee, now=now).state == S.ACTIVE


def test_their_old_place_in_the_queue_counts(cast: Cast, course: CoursePage) -> None:
    cohort = full_cohort(cast, course)
    join_waiting_list(cohort, user=cast.trainee, now=OPEN_AT)
    waited_in_vain(cohort, cast)
    now = cohort.starts_at + DAY
    join_waiting_list(cohort, user=cast.stranger, now=now)
    again = join_waiting_list(cohort, user=cast.trainee, now=now + DAY)
    assert (again.state, again.asked_at) == (S.WAITING, OPEN_AT)
    more_seats(cohort, 2)
    offer_places(now + DAY)
    assert Enrolment.all_objects.get(state=S.OFFERED).user == cast.trainee


def test_while_enrolment_is_closed_the_page_says_that_no_seat_came_free(
    client: Client, cast: Cast, course: CoursePage
) -> None:
    cohort = full_cohort(cast, course)
    join_waiting_list(cohort, user=cast.trainee, now=OPEN_AT)
    end_queues(cohort.starts_at)
    address = reverse("cohorts:cohort", args=[cohort.pk])
    with time_machine.travel(cohort.starts_at, tick=False):
        client.force_login(cast.trainee)
        assert "No seat came free for you" in client.get(address).text
        with pytest.raises(Refusal, check=lambda refusal: refusal.code == "window"):
            enrol(cohort, user=cast.trainee, now=cohort.starts_at)


def test_a_no_of_the_host_holds_for_who_once_had_a_seat(
    client: Client, cast: Cast, course: CoursePage
) -> None:
    cohort = full_cohort(cast, course)
    more_seats(cohort, 2)
    withdraw(enrol(cohort, user=cast.trainee, now=OPEN_AT), now=OPEN_AT)
    more_seats(cohort, 1)
    queued = join_waiting_list(cohort, user=cast.trainee, now=OPEN_AT)
    refuse(queued, reason="Others first.", by=cast.organiser, now=OPEN_AT)
    more_seats(cohort, 5)
    for act in (enrol, join_waiting_list):
        with pytest.raises(Refusal, check=lambda refusal: refusal.code == "refused"):
            act(cohort, user=cast.trainee, now=OPEN_AT)
    Cohort.all_objects.update(entry=Entry.APPROVAL)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "refused"):
        apply(cohort, user=cast.trainee, answers=["Please"], now=OPEN_AT)
    assert seen(cohort, cast.trainee, OPEN_AT) == "refused"
    with time_machine.travel(OPEN_AT, tick=False):
        client.force_login(cast.trainee)
        page = client.post(reverse("cohorts:cohort", args=[cohort.pk]))
    assert page.status_code == 409 and "Others first." in page.text


def test_an_invitation_takes_the_no_back_and_leaves_none_for_the_clock(
    cast: Cast, course: CoursePage
) -> None:
    cohort = full_cohort(cast, course)
    queued = join_waiting_list(cohort, user=cast.trainee, now=OPEN_AT)
    refuse(queued, reason="Others first.", by=cast.organiser, now=OPEN_AT)
    join_waiting_list(cohort, user=cast.trainee, invited=True, now=OPEN_AT)
    assert waited_in_vain(cohort, cast).answer == ""
    assert seen(cohort, cast.trainee, cohort.starts_at) == "queue"
