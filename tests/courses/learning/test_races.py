"""Results of one person from two processes: none is lost, and the last one completes the course."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment
from courses.learning.actions import keep_position, open_step, record_result
from courses.learning.enums import ResultSource
from courses.learning.models import Progress
from tests.assessments import taught
from tests.races import ROUNDS, problems, race

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
OFTEN = 10


def _record(given: dict[str, Any], which: int) -> None:
    """The quiz by both, once well and once not; then a lesson each, of which the later one completes."""
    enrolment = Enrolment.all_objects.get(pk=given["enrolment"])
    record_result(
        enrolment,
        step_key=given["quiz"],
        now=taught.NOW,
        score=Decimal("0.9") if which else Decimal("0.3"),
        passed=bool(which),
        source=ResultSource.QUIZ,
    )
    record_result(enrolment, step_key=given["lessons"][which], now=taught.NOW, source=ResultSource.READ)


def record_one(given: dict[str, Any]) -> None:
    _record(given, 0)


def record_another(given: dict[str, Any]) -> None:
    _record(given, 1)


def read_on(given: dict[str, Any]) -> None:
    enrolment = Enrolment.all_objects.get(pk=given["enrolment"])
    for _ in range(OFTEN):
        keep_position(
            enrolment, step_key=given["quiz"], block_id=given["lessons"][0], seconds=1, now=taught.NOW
        )


def record_often(given: dict[str, Any]) -> None:
    enrolment = Enrolment.all_objects.get(pk=given["enrolment"])
    for times in range(1, OFTEN + 1):
        record_result(
            enrolment,
            step_key=given["quiz"],
            now=taught.NOW,
            score=Decimal(times) / OFTEN,
            passed=False,
            source=ResultSource.QUIZ,
        )


@pytest.fixture
def enrol() -> Any:
    host = taught.network("wacap")
    syllabus = taught.syllabus(host)
    cohort = taught.cohort(host, syllabus)
    *lessons, quiz = [step.step_key for step in taught.steps_of(syllabus)]

    def one(number: int) -> dict[str, Any]:
        enrolment = taught.enrol(taught.person(f"{number}@example.org"), cohort)
        open_step(enrolment, step_key=quiz, progress=None, now=taught.NOW)
        return {"enrolment": enrolment.pk, "lessons": lessons, "quiz": quiz}

    return one


def test_no_result_is_lost_and_the_last_one_completes(enrol: Any) -> None:
    results = race([record_one, record_another], before=enrol)

    assert problems(results) == []
    states = Enrolment.all_objects.values_list("state", flat=True)
    assert list(states) == [EnrolmentState.COMPLETED] * ROUNDS
    quizzes = Progress.all_objects.filter(passed__isnull=False).values_list("score", "passed")
    assert list(quizzes) == [(Decimal("0.9"), True)] * ROUNDS
    assert Progress.all_objects.count() == 3 * ROUNDS


def test_a_result_forgets_no_minute_that_was_read_meanwhile(enrol: Any) -> None:
    results = race([read_on, record_often], before=enrol)

    assert problems(results) == []
    kept = Progress.all_objects.values_list("seconds", "score")
    assert list(kept) == [(OFTEN, Decimal(1))] * ROUNDS
