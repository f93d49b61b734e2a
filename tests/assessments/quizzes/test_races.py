"""An answer that was acknowledged counts, whoever hands the attempt in at that moment."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from assessments.quizzes.actions import close_expired, save_response, start_attempt, submit
from assessments.quizzes.enums import ACTIVE_STATES, AttemptState, Saved
from assessments.quizzes.models import Attempt, AttemptQuestion, LateResponse, Response
from courses.cohorts.models import Enrolment
from courses.editions.models import EditionStep
from courses.learning.models import Progress
from tests.assessments import taught
from tests.assessments.quizzes.sat import MINUTE, NOW, Sat, a_quiz
from tests.races import PATIENCE, ROUNDS, Heard, problems, race

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

ANSWERS = 8
DEADLINE = NOW + 20 * MINUTE
END = NOW + 30 * MINUTE
IN_GRACE = DEADLINE + MINUTE
NUMERIC = 3


def save_all(given: dict[str, Any]) -> list[tuple[int, str]]:
    """Answers the numeric question again and again: (sequence, what became of it)."""
    attempt = Attempt.all_objects.get(pk=given["attempt"])
    return [
        (
            sequence,
            save_response(
                attempt,
                position=NUMERIC,
                sequence=sequence,
                answer=[str(sequence)],
                user=attempt.enrolment.user,
                now=IN_GRACE,
            ).kind.value,
        )
        for sequence in range(1, ANSWERS + 1)
    ]


def hand_in(given: dict[str, Any]) -> int:
    """How often this process handed it in."""
    attempt = Attempt.all_objects.select_related("enrolment__user").get(pk=given["attempt"])
    _wait_for_answer(given)
    with Heard("assessments.quizzes") as heard:
        submit(attempt, user=attempt.enrolment.user, now=IN_GRACE)
    return heard.events.count("attempt.submitted")


def sweep_attempts(given: dict[str, Any]) -> int:
    _wait_for_answer(given)
    time.sleep(given["later"])
    with Heard("assessments.quizzes") as heard:
        close_expired(END if given["over"] else IN_GRACE)
    return heard.events.count("attempt.submitted")


def _wait_for_answer(given: dict[str, Any]) -> None:
    """So that the rounds differ in how far the answers have come when it is handed in."""
    saved = Response.all_objects.filter(attempt_question__attempt=given["attempt"])
    deadline = time.monotonic() + PATIENCE
    while (saved.values_list("sequence", flat=True).first() or 0) < given["answered"]:
        assert time.monotonic() < deadline
        time.sleep(0.002)


def save_one(given: dict[str, Any]) -> str:
    return _save(given, "1")


def save_another(given: dict[str, Any]) -> str:
    return _save(given, "2")


def _save(given: dict[str, Any], answer: str) -> str:
    attempt = Attempt.all_objects.select_related("enrolment__user").get(pk=given["attempt"])
    outcome = save_response(
        attempt,
        position=NUMERIC,
        sequence=given["sequence"],
        answer=[answer],
        user=attempt.enrolment.user,
        now=NOW + MINUTE,
    )
    return f"{outcome.kind.value} {outcome.answer}"


def start(given: dict[str, Any]) -> int:
    enrolment = Enrolment.all_objects.get(pk=given["enrolment"])
    step = EditionStep.objects.get(pk=given["step"])
    return start_attempt(enrolment, edition_step=step, language="en", now=given["now"]).pk


def one_more(sat: Sat, number: int) -> Sat:
    user = taught.person(f"{number}@example.org")
    return Sat(user, sat.cohort, taught.enrol(user, sat.cohort), sat.step)


def test_what_was_acknowledged_counts_and_nothing_is_after_the_grading() -> None:
    sat = a_quiz()

    def before(number: int) -> dict[str, Any]:
        attempt = one_more(sat, number).start()
        return {
            "attempt": attempt.pk,
            "answered": number // 2 % ANSWERS,
            "later": number % 5 * 0.002,
            "over": number % 2,
        }

    results = race([save_all, hand_in, sweep_attempts], before=before)

    assert problems(results) == []
    assert [(handed_in, swept) for _saved, handed_in, swept in results if handed_in + swept != 1] == []
    attempts = Attempt.all_objects.order_by("pk")
    assert list(attempts.values_list("state", flat=True)) == [AttemptState.GRADED] * ROUNDS
    for attempt, (saved, *_counts) in zip(attempts, results, strict=True):
        acknowledged = [sequence for sequence, kind in saved if kind == Saved.SAVED]
        assert [kind for _, kind in saved] == [Saved.SAVED] * len(acknowledged) + [Saved.LATE] * (
            ANSWERS - len(acknowledged)
        )
        assert acknowledged == list(range(1, len(acknowledged) + 1))
        question = AttemptQuestion.all_objects.get(attempt=attempt, position=NUMERIC)
        late = LateResponse.all_objects.filter(attempt_question=question).values_list("sequence", flat=True)
        assert sorted(late) == [sequence for sequence, kind in saved if kind == Saved.LATE]
        kept = Response.all_objects.filter(attempt_question=question).first()
        assert (kept.sequence if kept else 0) == len(acknowledged)
        right = bool(kept) and question.version.parsed.score(kept.answer) == 1
        assert kept is None or kept.score == right
        assert Progress.all_objects.get(enrolment=attempt.enrolment).score == attempt.score


def test_of_two_answers_that_have_seen_the_same_one_is_saved() -> None:
    sat = a_quiz()

    def before(number: int) -> dict[str, Any]:
        one = one_more(sat, number)
        attempt = one.start()
        if number % 2:
            one.save(attempt, NUMERIC, ["9"])
        return {"attempt": attempt.pk, "sequence": 1 + number % 2}

    results = race([save_one, save_another], before=before)

    assert problems(results) == []
    stored = Response.all_objects.order_by("attempt_question__attempt").values_list("answer", flat=True)
    assert [sorted(answers) for answers in results] == [
        [f"{Saved.CONFLICT} {answer}", f"{Saved.SAVED} {answer}"] for answer in stored
    ]


def test_two_starts_at_once_are_one_attempt() -> None:
    sat = a_quiz()

    def before(number: int) -> dict[str, Any]:
        one = one_more(sat, number)
        again = bool(number % 2)
        if again:
            one.start()
        now = NOW + (timedelta(hours=1) if again else timedelta())
        return {"enrolment": one.enrolment.pk, "step": one.step.pk, "now": now}

    results = race([start, start], before=before)

    assert problems(results) == []
    assert [first == second for first, second in results] == [True] * ROUNDS
    active = Attempt.all_objects.filter(state__in=ACTIVE_STATES).order_by("enrolment")
    assert list(active.values_list("number", flat=True)) == [1 + number % 2 for number in range(ROUNDS)]
