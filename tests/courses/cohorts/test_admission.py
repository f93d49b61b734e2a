"""Who may come in; the waiting list and its clock. Every state against every act: test_states_of_enrolments.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.errors import NotAllowed, Refusal
from cms.notices.models import Notice
from cms.people.models import User
from cms.world.models import Country
from courses.catalogue.models import CoursePage
from courses.cohorts.actions import (
    apply,
    approve,
    cancel,
    end_queues,
    enrol,
    join_waiting_list,
    lapse_offers,
    offer_places,
    refuse,
    withdraw,
)
from courses.cohorts.enums import (
    ASKING_STATES,
    ENROLLED_STATES,
    CohortState,
    EnrolmentState,
    Entry,
)
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.offers import offer, offers_of_course
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, make_person

pytestmark = pytest.mark.django_db

S = EnrolmentState
OPEN_AT = datetime(2027, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))


def open_cohort(cast: Cast, course: CoursePage, name: str = "Spring", **values: object) -> Cohort:
    return make_cohort(cast.wacap, course, name, state=CohortState.OPEN, **values)


def row(cohort: Cohort, user: User, state: EnrolmentState, **values: object) -> Enrolment:
    seated = {"enrolled_at": NOW} if state in ENROLLED_STATES else {}
    asked = {"asked_at": NOW} if state in ASKING_STATES else {}
    held = {"answer_by": OPEN_AT + timedelta(days=1)} if state == S.OFFERED else {}
    answered = {"answer": "Others first."} if state == S.REFUSED else {}
    said = seated | asked | held | answered | values
    return Enrolment.all_objects.create(cohort=cohort, user=user, state=state, language="en", **said)


def test_an_application_is_told_answered_and_told_again(cast: Cast, course: CoursePage) -> None:
    cohort = open_cohort(cast, course, entry=Entry.APPROVAL, questions=["Why?", "When?"])
    enrolment = apply(cohort, user=cast.trainee, answers=["To learn", "Soon"], now=OPEN_AT)
    assert enrolment.application == [["Why?", "To learn"], ["When?", "Soon"]]
    approve(enrolment, by=cast.organiser, now=OPEN_AT)
    told = Notice.objects.filter(recipient=cast.trainee).values_list("kind", flat=True)
    assert sorted(told) == ["application_received", "seat_taken"]


def test_a_refusal_needs_a_reason_and_tells_it(cast: Cast, course: CoursePage) -> None:
    enrolment = row(open_cohort(cast, course, entry=Entry.APPROVAL), cast.trainee, S.APPLIED)
    with pytest.raises(Refusal) as refusal:
        refuse(enrolment, reason="  ", by=cast.organiser, now=OPEN_AT)
    assert refusal.value.code == "no_reason"
    refuse(enrolment, reason="Only prosecutors this time.", by=cast.organiser, now=OPEN_AT)
    assert Notice.objects.get(kind="not_admitted").facts["reason"] == "Only prosecutors this time."


@pytest.mark.parametrize("person", ["casc_organiser", "secretariat", "manager", "trainee"])
def test_only_the_hosts_organisers_answer(cast: Cast, course: CoursePage, person: str) -> None:
    enrolment = row(open_cohort(cast, course, entry=Entry.APPROVAL), cast.stranger, S.APPLIED)
    for act in (
        lambda by: approve(enrolment, by=by, now=OPEN_AT),
        lambda by: refuse(enrolment, reason="No.", by=by, now=OPEN_AT),
    ):
        with pytest.raises(NotAllowed):
            act(getattr(cast, person))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"entry": Entry.INVITATION}, "invitation"),
        ({"only_members": True}, "members"),
        ({"only_countries": ["SN"]}, "countries"),
        ({"only_roles": ["judge"]}, "roles"),
    ],
)
def test_who_may_not_come_in_by_themselves_comes_in_by_invitation(
    cast: Cast, course: CoursePage, values: dict[str, object], code: str
) -> None:
    cohort = open_cohort(cast, course, **values)
    with pytest.raises(Refusal) as refusal:
        enrol(cohort, user=cast.trainee, now=OPEN_AT)
    assert refusal.value.code == code
    counted = Cohort.all_objects.with_seats_taken().get()
    assert offer(counted, user=cast.trainee, now=OPEN_AT).state == "barred"
    assert enrol(cohort, user=cast.trainee, invited=True, now=OPEN_AT).state == S.ACTIVE


def test_who_is_named_comes_in(cast: Cast, course: CoursePage) -> None:
    cohort = open_cohort(cast, course, only_members=True, only_countries=["SN"], only_roles=["judge"])
    cast.organiser.country = Country.objects.get(pk="SN")
    cast.organiser.role = "judge"
    cast.organiser.save()
    assert enrol(cohort, user=cast.organiser, now=OPEN_AT).state == S.ACTIVE


def test_who_had_a_seat_comes_back_without_being_asked_again(cast: Cast, course: CoursePage) -> None:
    cohort = open_cohort(cast, course, entry=Entry.APPROVAL)
    row(cohort, cast.trainee, S.WITHDRAWN, enrolled_at=NOW)
    assert enrol(cohort, user=cast.trainee, now=OPEN_AT).state == S.ACTIVE


def people(number: int) -> Iterator[User]:
    for place in range(number):
        yield make_person(f"queue-{place}")


def test_free_seats_are_held_in_the_order_in_which_people_asked(cast: Cast, course: CoursePage) -> None:
    cohort = open_cohort(cast, course, capacity=1)
    holder = enrol(cohort, user=cast.trainee, now=OPEN_AT)
    first, second = people(2)
    for number, person in enumerate((first, second)):
        join_waiting_list(cohort, user=person, now=OPEN_AT + timedelta(minutes=number))
    assert offer_places(OPEN_AT) == 0
    withdraw(holder, now=OPEN_AT)
    with pytest.raises(Refusal) as refusal:
        enrol(cohort, user=cast.stranger, now=OPEN_AT)
    assert refusal.value.code == "full", "a seat that is free is theirs who wait"
    assert offer_places(OPEN_AT) == 1
    assert offer_places(OPEN_AT) == 0
    offered = Enrolment.all_objects.get(state=S.OFFERED)
    assert (offered.user, offered.answer_by) == (first, OPEN_AT + timedelta(hours=48))
    later = OPEN_AT + timedelta(hours=48)
    assert (lapse_offers(later - timedelta(seconds=1)), lapse_offers(later), offer_places(later)) == (0, 1, 1)
    assert Enrolment.all_objects.get(state=S.OFFERED).user == second
    assert enrol(cohort, user=second, now=later).state == S.ACTIVE
    told = Notice.objects.filter(recipient=second).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["place_in_queue", "place_free", "seat_taken"]


def test_a_lapsed_offer_is_no_seat_even_before_the_sweep(cast: Cast, course: CoursePage) -> None:
    cohort = open_cohort(cast, course)
    enrolment = row(cohort, cast.trainee, S.OFFERED, answer_by=OPEN_AT)
    with pytest.raises(Refusal) as refusal:
        enrol(cohort, user=cast.trainee, now=OPEN_AT)
    assert refusal.value.code == "lapsed"
    assert enrol(cohort, user=cast.trainee, now=OPEN_AT - timedelta(seconds=1)).pk == enrolment.pk


def test_a_seat_is_offered_until_the_cohort_has_begun_and_enrolment_closed(
    cast: Cast, course: CoursePage
) -> None:
    cohort = open_cohort(cast, course, capacity=1)
    row(cohort, cast.trainee, S.WAITING)
    last = cohort.starts_at
    assert offer_places(last - timedelta(hours=1)) == 1
    assert Enrolment.all_objects.get().answer_by == last, "it is held no longer than it can be given"
    lapse_offers(last)
    row(cohort, cast.stranger, S.WAITING)
    assert (offer_places(last), end_queues(last)) == (0, 1)
    assert Enrolment.all_objects.get(user=cast.stranger).state == S.REFUSED
    assert Notice.objects.get(recipient=cast.stranger).kind == "not_admitted"


def test_more_seats_are_offered_to_who_waits(cast: Cast, course: CoursePage) -> None:
    cohort = open_cohort(cast, course, capacity=1)
    enrol(cohort, user=cast.trainee, now=OPEN_AT)
    for person in people(3):
        join_waiting_list(cohort, user=person, now=OPEN_AT)
    cohort.capacity = 3
    cohort.save()
    assert offer_places(OPEN_AT) == 1
    assert cohort.enrolments.filter(state=S.OFFERED).count() == 2


def test_a_cohort_without_a_list_keeps_none(cast: Cast, course: CoursePage) -> None:
    cohort = open_cohort(cast, course, capacity=1, waiting_list=False)
    enrol(cohort, user=cast.trainee, now=OPEN_AT)
    with pytest.raises(Refusal) as refusal:
        join_waiting_list(cohort, user=cast.stranger, now=OPEN_AT)
    assert refusal.value.code == "no_list"


def test_a_cancelled_cohort_tells_who_asked_and_nothing_else(cast: Cast, course: CoursePage) -> None:
    cohort = open_cohort(cast, course, entry=Entry.APPROVAL)
    row(cohort, cast.trainee, S.APPLIED)
    cancel(cohort, by=cast.organiser, now=OPEN_AT)
    assert Enrolment.all_objects.get().state == S.REFUSED
    assert list(Notice.objects.values_list("kind", flat=True)) == ["cohort_cancelled"]
    offer_places(OPEN_AT)
    assert Notice.objects.count() == 1


def test_many_cohorts_with_every_rule_cost_the_same(cast: Cast, course: CoursePage) -> None:
    open_cohort(cast, course, only_members=True)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            offers_of_course(course, user=cast.trainee, now=OPEN_AT)
        counts.append(len(queries))
        for place in range(2):
            open_cohort(cast, course, f"{number} {place}", only_members=True, only_countries=["SN"])
    assert counts[0] == counts[1]


@pytest.fixture
def at_open() -> Iterator[None]:
    with time_machine.travel(OPEN_AT, tick=False):
        yield


def page(client: Client, cohort: Cohort) -> str:
    return client.get(reverse("cohorts:cohort", args=[cohort.pk])).content.decode()


@pytest.mark.usefixtures("at_open")
def test_from_application_to_seat_in_the_browser_form(client: Client, cast: Cast, course: CoursePage) -> None:
    cohort = open_cohort(cast, course, entry=Entry.APPROVAL, questions=["Why?"])
    client.force_login(cast.trainee)
    assert "Why?" in page(client, cohort)
    address = reverse("cohorts:apply", args=[cohort.pk])
    assert client.post(address, {"answer_0": ""}).status_code == 400
    assert client.post(address, {"answer_0": "To answer requests"}).status_code == 302
    assert "Your application has arrived" in page(client, cohort)
    assert "See where it stands" in client.get(reverse("learning:learn")).content.decode()

    client.force_login(cast.organiser)
    applications = reverse("cohort:applications", args=[cohort.pk])
    shown = client.get(applications).content.decode()
    assert "To answer requests" in shown
    assert "has applied for" in client.get(reverse("wagtailadmin_home")).content.decode()
    [enrolment] = Enrolment.all_objects.all()
    assert client.post(applications, {"refuse": enrolment.pk, "reason": ""}).status_code == 200
    assert client.post(applications, {"approve": [enrolment.pk]}).status_code == 302
    enrolment.refresh_from_db()
    assert enrolment.state == S.ACTIVE


@pytest.mark.usefixtures("at_open")
def test_from_the_waiting_list_to_declining(client: Client, cast: Cast, course: CoursePage) -> None:
    cohort = open_cohort(cast, course, capacity=1)
    holder = enrol(cohort, user=cast.stranger, now=OPEN_AT)
    client.force_login(cast.trainee)
    address = reverse("cohorts:cohort", args=[cohort.pk])
    assert client.post(address).status_code == 409
    assert client.post(address, {"queue": "1"}).status_code == 302
    assert "Leave the list" in page(client, cohort)
    withdraw(holder, now=OPEN_AT)
    offer_places(OPEN_AT)
    assert "Accept the seat" in page(client, cohort)
    client.post(reverse("cohorts:withdraw", args=[cohort.pk]))
    assert Enrolment.all_objects.get(user=cast.trainee).state == S.WITHDRAWN


@pytest.mark.usefixtures("at_open")
def test_the_secretariat_reads_and_does_not_answer(client: Client, cast: Cast, course: CoursePage) -> None:
    cohort = open_cohort(cast, course, entry=Entry.APPROVAL)
    enrolment = row(cohort, cast.trainee, S.APPLIED)
    client.force_login(cast.secretariat)
    address = reverse("cohort:applications", args=[cohort.pk])
    assert "Admit those marked" not in client.get(address).content.decode()
    client.post(address, {"approve": [enrolment.pk]})
    enrolment.refresh_from_db()
    assert enrolment.state == S.APPLIED


def test_nobody_asks_twice_whatever_the_sweep_does(cast: Cast, course: CoursePage) -> None:
    cohort = open_cohort(cast, course, capacity=1)
    row(cohort, cast.trainee, S.WAITING)
    for _time in range(2):
        with time_machine.travel(OPEN_AT, tick=False):
            call_command("sweep", "--at", OPEN_AT.isoformat(), verbosity=0)
    assert Notice.objects.filter(kind="place_free").count() == 1


@pytest.mark.usefixtures("at_open")
def test_who_was_refused_meanwhile_finds_the_answer(client: Client, cast: Cast, course: CoursePage) -> None:
    """Another window still offers to take the application back."""
    cohort = open_cohort(cast, course, entry=Entry.APPROVAL)
    enrolment = row(cohort, cast.trainee, S.APPLIED)
    refuse(enrolment, reason="Only prosecutors this time.", by=cast.organiser, now=OPEN_AT)
    client.force_login(cast.trainee)
    answer = client.post(reverse("cohorts:withdraw", args=[cohort.pk]), follow=True)
    assert answer.status_code == 200
    assert "Only prosecutors this time." in answer.content.decode()


@pytest.mark.usefixtures("at_open")
def test_who_asks_stands_a_page_at_a_time_and_costs_the_same(
    client: Client, cast: Cast, course: CoursePage
) -> None:
    cohort = open_cohort(cast, course, entry=Entry.APPROVAL)
    client.force_login(cast.organiser)
    address = reverse("cohort:applications", args=[cohort.pk])
    client.get(address)
    counts = []
    for group in range(2):
        for number in range(1 + group * 2):
            row(cohort, make_person(f"asks-{group}-{number}"), S.APPLIED)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    for number in range(30):
        row(cohort, make_person(f"more-{number}"), S.APPLIED)
    assert "more-29@" not in client.get(address).content.decode()
    assert "more-29@" in client.get(address, {"p": 2}).content.decode()
