"""Dates that move while attempts are started, handed in and ended by the clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from assessments.quizzes.actions import close_expired, start_attempt, submit
from assessments.quizzes.enums import AttemptState
from assessments.quizzes.models import Attempt
from cms.networks.enums import Role
from cms.people.models import User
from courses.cohorts.actions import extend
from courses.cohorts.actions.move import move, moving
from courses.cohorts.models import Cohort, Enrolment, OwnDates, Release
from courses.cohorts.planning.moving import Scope
from courses.editions.models import EditionStep
from tests.assessments import taught
from tests.assessments.quizzes.sat import MINUTE, NOW, Sat, a_quiz, released
from tests.races import ROUNDS, Heard, problems, race

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

A_DAY = Scope(days=1, since=NOW.date())


def a_quiz_that_closes_today() -> tuple[Sat, Release]:
    sat = a_quiz(time_limit=None)
    taught.with_role(taught.person("organiser@example.org"), sat.cohort.network, Role.ORGANISER)
    today = (NOW.date() - sat.cohort.starts).days
    return sat, released(sat, due_offset=today, last_submission_offset=today)


def organiser() -> User:
    return User.objects.get(email="organiser@example.org")


def extends(given: dict[str, Any]) -> int:
    return len(
        extend(
            Enrolment.all_objects.get(pk=given["enrolment"]),
            release=Release.objects.get(pk=given["release"]),
            due_on=given["until"],
            reason="No power",
            by=organiser(),
            now=given["now"],
        )
    )


def hands_in(given: dict[str, Any]) -> int:
    attempt = Attempt.all_objects.select_related("enrolment__user").get(pk=given["attempt"])
    with Heard("assessments.quizzes") as heard:
        submit(attempt, user=attempt.enrolment.user, now=given["now"])
    return heard.events.count("attempt.submitted")


def sweeps(given: dict[str, Any]) -> int:
    with Heard("assessments.quizzes") as heard:
        close_expired(given["swept_at"])
    return heard.events.count("attempt.submitted")


def test_more_time_while_it_is_handed_in_and_swept() -> None:
    sat, release = a_quiz_that_closes_today()
    closes = release.last_submission_at
    assert closes is not None

    def before(number: int) -> dict[str, Any]:
        enrolment = taught.enrol(taught.person(f"{number}@example.org"), sat.cohort)
        attempt = start_attempt(enrolment, edition_step=sat.step, language="en", now=NOW)
        return {
            "enrolment": enrolment.pk,
            "attempt": attempt.pk,
            "release": release.pk,
            "until": NOW.date() + dt.timedelta(days=3),
            "now": closes + MINUTE,
            "swept_at": closes + (11 if number % 2 else 1) * MINUTE,
        }

    results = race([extends, hands_in, sweeps], before=before)

    assert problems(results) == []
    assert {moved for moved, *_counts in results} == {2}
    assert [counts for _moved, *counts in results if sum(counts) != 1] == []
    assert set(Attempt.all_objects.values_list("state", flat=True)) == {AttemptState.GRADED}
    assert OwnDates.objects.count() == ROUNDS


def moves(given: dict[str, Any]) -> int:
    cohort = Cohort.all_objects.get(pk=given["cohort"])
    return len(move(cohort, scope=A_DAY, seen=given["seen"], by=organiser(), now=NOW).moving)


def starts(given: dict[str, Any]) -> int:
    enrolment = Enrolment.all_objects.get(pk=given["enrolment"])
    step = EditionStep.objects.get(pk=given["step"])
    return start_attempt(enrolment, edition_step=step, language="en", now=NOW).pk


def hands_in_of_before(given: dict[str, Any]) -> int:
    attempt = Attempt.all_objects.filter(pk=given["of_before"]).select_related("enrolment__user").first()
    return submit(attempt, user=attempt.enrolment.user, now=NOW + MINUTE).pk if attempt else 0


def test_who_starts_while_the_module_moves_has_its_new_end() -> None:
    sat, release = a_quiz_that_closes_today()
    closes = release.last_submission_at
    assert closes is not None
    people: list[Enrolment] = []

    def before(number: int) -> dict[str, Any]:
        cohort = Cohort.all_objects.get(pk=sat.cohort.pk)
        people.append(taught.enrol(taught.person(f"{number}@example.org"), cohort))
        of_before = Attempt.all_objects.filter(enrolment=people[number - 1]).first() if number else None
        return {
            "cohort": cohort.pk,
            "seen": moving(cohort, scope=A_DAY, now=NOW).seen,
            "enrolment": people[number].pk,
            "step": sat.step.pk,
            "of_before": of_before.pk if of_before else 0,
        }

    results = race([moves, starts, hands_in_of_before], before=before)

    assert problems(results) == []
    for number, (_moved, attempt, _other) in enumerate(results, start=1):
        ended = Attempt.all_objects.get(pk=attempt)
        # It was handed in while the module moved once more, or before that.
        assert ended.deadline in {closes + dt.timedelta(days=more) for more in (number, number + 1)}
