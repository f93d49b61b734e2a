"""The last seat, the same person twice, and who enrols at the moment of the start."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

import pytest
from django.db.models import F

from cms.core.errors import Refusal
from cms.networks.enums import NetworkKind
from cms.people.models import User
from courses.cohorts.actions import approve, enrol, offer_places, start_cohorts, withdraw
from courses.cohorts.enums import CohortState, EnrolmentState, Entry
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.editions.models import Syllabus
from tests.cast import NOW, make_course, make_module, make_network, make_person
from tests.courses import taught
from tests.races import ROUNDS, problems, race

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
STARTED = datetime.fromisoformat("2027-04-05T00:00:00+00:00")


def take_a_seat(given: dict[str, int], email: str) -> str | int:
    cohort = Cohort.all_objects.get(pk=given["cohort"])
    try:
        return enrol(cohort, user=User.objects.get(email=email), now=NOW).pk
    except Refusal as refusal:
        return refusal.code


def one_enrols(given: dict[str, int]) -> str | int:
    return take_a_seat(given, "one@example.org")


def another_enrols(given: dict[str, int]) -> str | int:
    return take_a_seat(given, "another@example.org")


def the_first_leaves(given: dict[str, int]) -> str:
    enrolment = Enrolment.all_objects.get(cohort=given["cohort"], user__email="first@example.org")
    return withdraw(enrolment, now=NOW).state


def places_are_offered(given: dict[str, int]) -> int:
    return offer_places(NOW)


def many_enrol(given: dict[str, Any], half: int) -> list[str]:
    cohort = Cohort.all_objects.get(pk=given["cohort"])
    answers = []
    for email in given["people"][half::2]:
        try:
            answers.append(enrol(cohort, user=User.objects.get(email=email), now=NOW).state)
        except Refusal as refusal:
            answers.append(refusal.code)
    return answers


def one_half_enrols(given: dict[str, Any]) -> list[str]:
    return many_enrol(given, 0)


def the_other_half_enrols(given: dict[str, Any]) -> list[str]:
    return many_enrol(given, 1)


def organiser_approves(given: dict[str, Any]) -> str:
    enrolment = Enrolment.all_objects.get(cohort=given["cohort"], user__email="another@example.org")
    try:
        return approve(enrolment, by=User.objects.get(email="central@example.org"), now=NOW).state
    except Refusal as refusal:
        return refusal.code


def applicant_withdraws(given: dict[str, Any]) -> str:
    enrolment = Enrolment.all_objects.get(cohort=given["cohort"], user__email="another@example.org")
    return withdraw(enrolment, now=NOW).state


def some_enrol(given: dict[str, Any]) -> None:
    cohort = Cohort.all_objects.get(pk=given["cohort"])
    for email in given["people"]:
        enrol(cohort, user=User.objects.get(email=email), now=STARTED)


def start(given: dict[str, Any]) -> int:
    return start_cohorts(STARTED)


def an_open_cohort(network: Any, course_key: uuid.UUID, number: int, **values: Any) -> Cohort:
    return Cohort.all_objects.create(
        network=network,
        course_key=course_key,
        name=f"Round {number}",
        languages=["en"],
        time_zone="Africa/Dakar",
        enrolment_opens_on=date(2027, 2, 1),
        enrolment_closes_on=date(2027, 4, 30),
        starts=date(2027, 4, 5),
        ends=date(2027, 5, 30),
        state=CohortState.OPEN,
        **values,
    )


@pytest.fixture
def two_people() -> None:
    make_person("one")
    make_person("another")


def test_the_last_seat_goes_to_one_of_two(two_people: None) -> None:
    filled = taught.a_running_cohort()
    taught.enrolled(filled, "first@example.org")

    def before(number: int) -> dict[str, int]:
        cohort = an_open_cohort(filled.network, filled.course_key, number, capacity=2)
        taught.enrolled(cohort, "first@example.org")
        return {"cohort": cohort.pk}

    results = race([one_enrols, another_enrols], before=before)

    assert problems(results) == []
    assert [["full"] for _ in results] == [[a for a in answers if isinstance(a, str)] for answers in results]
    rounds = Cohort.all_objects.exclude(pk=filled.pk).with_seats_taken()
    assert list(rounds.values_list("seats_taken", flat=True)) == [2] * ROUNDS


def test_fifty_people_on_the_last_five_seats() -> None:
    host = taught.a_running_cohort()
    people = [make_person(f"trainee-{number}").email for number in range(50)]

    def before(number: int) -> dict[str, Any]:
        cohort = an_open_cohort(host.network, host.course_key, number, capacity=5)
        return {"cohort": cohort.pk, "people": people}

    results = race([one_half_enrols, the_other_half_enrols], before=before, rounds=min(ROUNDS, 3))

    assert problems(results) == []
    for one, other in results:
        assert sorted(one + other) == ["active"] * 5 + ["full"] * 45


def test_a_seat_that_comes_free_goes_to_who_waits_and_not_to_who_comes(two_people: None) -> None:
    host = taught.a_running_cohort()
    waiting = make_person("waiting")
    taught.enrolled(host, "first@example.org")

    def before(number: int) -> dict[str, int]:
        cohort = an_open_cohort(host.network, host.course_key, number, capacity=1)
        taught.enrolled(cohort, "first@example.org")
        queued = taught.enrolled(cohort, waiting.email, state=EnrolmentState.WAITING)
        Enrolment.all_objects.filter(pk=queued.pk).update(asked_at=NOW, enrolled_at=None)
        return {"cohort": cohort.pk}

    results = race([the_first_leaves, places_are_offered, one_enrols], before=before)
    offer_places(NOW)

    assert problems(results) == []
    assert [answers[2] for answers in results] == ["full"] * ROUNDS
    held = Enrolment.all_objects.filter(state=EnrolmentState.OFFERED)
    assert set(held.values_list("user", flat=True)) == {waiting.pk}
    assert held.count() == ROUNDS
    taken = Cohort.all_objects.exclude(pk=host.pk).with_seats_taken().values_list("seats_taken", flat=True)
    assert set(taken) == {1}


def test_who_takes_an_application_back_while_it_is_approved_is_in_or_out(two_people: None) -> None:
    host = taught.a_running_cohort()
    make_person("central", central=True)

    def before(number: int) -> dict[str, int]:
        cohort = an_open_cohort(
            host.network, host.course_key, number, capacity=1, entry=Entry.APPROVAL, waiting_list=False
        )
        asked = taught.enrolled(cohort, "another@example.org", state=EnrolmentState.APPLIED)
        Enrolment.all_objects.filter(pk=asked.pk).update(asked_at=NOW, enrolled_at=None)
        return {"cohort": cohort.pk}

    results = race([organiser_approves, applicant_withdraws], before=before)

    assert problems(results) == []
    assert {answers[1] for answers in results} == {"withdrawn"}
    assert {answers[0] for answers in results} <= {"active", "not_applied"}
    ended = Enrolment.all_objects.exclude(cohort=host).values_list("state", flat=True)
    assert set(ended) == {EnrolmentState.WITHDRAWN}


def test_who_enrols_twice_at_once_holds_one_seat(two_people: None) -> None:
    running = taught.a_running_cohort()

    def before(number: int) -> dict[str, int]:
        return {"cohort": an_open_cohort(running.network, running.course_key, number, capacity=1).pk}

    results = race([one_enrols, one_enrols], before=before)

    assert problems(results) == []
    assert [first == second for first, second in results] == [True] * ROUNDS
    assert Enrolment.all_objects.count() == ROUNDS


def test_who_enrols_while_the_cohort_starts_is_taught_what_the_others_are() -> None:
    host = make_network("wacap", NetworkKind.EMERGING, by=make_person("central", central=True))
    module = make_module(host, "Before you write")
    course = make_course(host, "A request that gets an answer", module)
    people = [make_person(f"trainee-{number}").email for number in range(4)]

    def before(number: int) -> dict[str, Any]:
        start_cohorts(STARTED)  # a cohort that was being enrolled into waits for the next sweep
        cohort = an_open_cohort(host, course.translation_key, number)
        Release.objects.create(cohort=cohort, module_key=module.translation_key, day_offset=0)
        return {"cohort": cohort.pk, "people": people}

    results = race([some_enrol, start, start], before=before)
    start_cohorts(STARTED)

    assert problems(results) == []
    enrolments = Enrolment.all_objects.filter(cohort__state=CohortState.RUNNING)
    assert enrolments.count() == ROUNDS * len(people)
    assert enrolments.filter(syllabus=F("cohort__syllabus")).count() == ROUNDS * len(people)
    assert Syllabus.all_objects.count() == ROUNDS
