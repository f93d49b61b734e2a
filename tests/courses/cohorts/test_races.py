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
from courses.cohorts.actions import enrol, start_cohorts
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Enrolment
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
    course = make_course(host, "A request that gets an answer", make_module(host, "Before you write"))
    people = [make_person(f"trainee-{number}").email for number in range(4)]

    def before(number: int) -> dict[str, Any]:
        start_cohorts(STARTED)  # a cohort that was being enrolled into waits for the next sweep
        return {"cohort": an_open_cohort(host, course.translation_key, number).pk, "people": people}

    results = race([some_enrol, start, start], before=before)
    start_cohorts(STARTED)

    assert problems(results) == []
    enrolments = Enrolment.all_objects.filter(cohort__state=CohortState.RUNNING)
    assert enrolments.count() == ROUNDS * len(people)
    assert enrolments.filter(syllabus=F("cohort__syllabus")).count() == ROUNDS * len(people)
    assert Syllabus.all_objects.count() == ROUNDS
