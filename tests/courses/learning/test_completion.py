"""What must hold of `completion`, whatever the syllabus and whatever was done."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.learning.completion import Completion, Missing, ProgressFacts, StepFacts, completion, is_done
from courses.learning.enums import CompletionState

DAY = datetime(2027, 4, 5, 9, tzinfo=UTC)
Progresses = dict[uuid.UUID, ProgressFacts]

steps_lists = st.lists(
    st.builds(StepFacts, key=st.uuids(), required=st.booleans(), assessed=st.booleans()),
    max_size=8,
    unique_by=lambda step: step.key,
)
facts = st.builds(
    ProgressFacts,
    completed_at=st.none() | st.integers(0, 100).map(lambda hours: DAY + timedelta(hours=hours)),
    passed=st.none() | st.booleans(),
    score=st.none() | st.decimals(0, 1, places=4),
)


@st.composite
def courses(draw: st.DrawFn) -> tuple[list[StepFacts], Progresses]:
    """Steps, and progress in some of them and perhaps in one that has left the course."""
    steps = draw(steps_lists)
    keys = [step.key for step in steps] + [uuid.UUID(int=0)]
    return steps, draw(st.dictionaries(st.sampled_from(keys), facts))


def judged(steps: list[StepFacts], progress: Progresses) -> Completion:
    return completion(steps, progress)


@given(courses())
def test_never_more_is_done_than_is_required(course: tuple[list[StepFacts], Progresses]) -> None:
    steps, progress = course
    found = judged(steps, progress)
    assert found.required == sum(step.required for step in steps)
    assert 0 <= found.done <= found.required
    assert found.done + len(found.missing) == found.required


@given(courses())
def test_complete_means_that_something_was_required_and_nothing_is_missing(
    course: tuple[list[StepFacts], Progresses],
) -> None:
    found = judged(*course)
    complete = found.state == CompletionState.COMPLETE
    assert complete == (found.required > 0 and found.missing == ())
    assert complete == (found.completed_at is not None)


@given(courses())
def test_what_is_missing_says_why(course: tuple[list[StepFacts], Progresses]) -> None:
    steps, progress = course
    by_key = {step.key: step for step in steps}
    for missing in judged(steps, progress).missing:
        fact = progress.get(missing.key, ProgressFacts())
        assert by_key[missing.key].required
        if missing.reason == "not_done":
            assert fact.completed_at is None
        else:
            assert fact.completed_at is not None
            assert by_key[missing.key].assessed and not fact.passed


@given(courses(), facts)
def test_what_is_not_required_never_matters(
    course: tuple[list[StepFacts], Progresses], fact: ProgressFacts
) -> None:
    steps, progress = course
    optional = {step.key: fact for step in steps if not step.required}
    told = judged(steps, progress)
    assert replace(judged(steps, progress | optional), state=told.state) == told
    required = [step for step in steps if step.required]
    assert judged(required, progress) == told


@given(courses(), facts)
def test_a_step_that_has_left_the_course_counts_for_nothing(
    course: tuple[list[StepFacts], Progresses], fact: ProgressFacts
) -> None:
    steps, progress = course
    known = {step.key for step in steps}
    kept = {key: value for key, value in progress.items() if key in known}
    assert replace(judged(steps, kept), state=judged(steps, progress).state) == judged(steps, progress)


@given(courses(), st.data())
def test_doing_more_never_makes_it_less(
    course: tuple[list[StepFacts], Progresses], data: st.DataObject
) -> None:
    steps, progress = course
    if not steps:
        return
    step = data.draw(st.sampled_from(steps))
    before = judged(steps, progress)
    done = ProgressFacts(completed_at=DAY, passed=True, score=Decimal(1))
    after = judged(steps, progress | {step.key: done})
    assert after.done >= before.done
    assert set(after.missing) <= set(before.missing)
    assert (before.state, after.state) != (CompletionState.COMPLETE, CompletionState.UNDER_WAY)


@given(courses())
def test_every_step_done_is_all_of_it(course: tuple[list[StepFacts], Progresses]) -> None:
    steps, _progress = course
    done = {step.key: ProgressFacts(completed_at=DAY, passed=True, score=Decimal(1)) for step in steps}
    found = judged(steps, done)
    assert (found.done, found.missing) == (found.required, ())
    if found.required:
        assert (found.state, found.completed_at) == (CompletionState.COMPLETE, DAY)


@given(courses())
def test_a_score_is_a_share(course: tuple[list[StepFacts], Progresses]) -> None:
    score = judged(*course).score
    assert score is None or 0 <= score <= 1


@given(courses())
def test_the_same_facts_in_another_order_say_the_same(course: tuple[list[StepFacts], Progresses]) -> None:
    steps, progress = course
    one, other = judged(steps, progress), judged(steps[::-1], progress)
    assert replace(one, missing=frozenset(one.missing)) == replace(other, missing=frozenset(other.missing))  # type: ignore[arg-type]


LESSON = StepFacts(uuid.UUID(int=1), required=True, assessed=False)
QUIZ = StepFacts(uuid.UUID(int=2), required=True, assessed=True)
EXTRA = StepFacts(uuid.UUID(int=3), required=False, assessed=True)


def read(at: datetime = DAY) -> ProgressFacts:
    return ProgressFacts(completed_at=at)


def sat(score: str, *, passed: bool, at: datetime = DAY) -> ProgressFacts:
    return ProgressFacts(completed_at=at, passed=passed, score=Decimal(score))


def test_a_quiz_that_was_not_passed_is_missing_and_counts_in_the_score() -> None:
    found = completion([LESSON, QUIZ], {LESSON.key: read(), QUIZ.key: sat("0.5", passed=False)})
    assert found == Completion(
        state=CompletionState.UNDER_WAY,
        missing=(Missing(QUIZ.key, "not_passed"),),
        done=1,
        required=2,
        score=Decimal("0.5000"),
        completed_at=None,
    )


def test_a_course_without_quiz_has_no_score_and_is_complete_when_read() -> None:
    found = completion([LESSON], {LESSON.key: read()})
    assert (found.state, found.score) == (CompletionState.COMPLETE, None)


def test_the_day_of_completion_is_that_of_the_last_required_step() -> None:
    late = DAY + timedelta(days=9)
    progress = {
        LESSON.key: read(DAY),
        QUIZ.key: sat("0.7", passed=True, at=late),
        EXTRA.key: sat("0.2", passed=True, at=late + timedelta(days=1)),
    }
    found = completion([LESSON, QUIZ, EXTRA], progress)
    assert (found.completed_at, found.score) == (late, Decimal("0.7000"))


def test_nothing_required_is_never_complete() -> None:
    assert completion([EXTRA], {EXTRA.key: sat("1", passed=True)}).state == CompletionState.UNDER_WAY
    assert completion([], {}).state == CompletionState.NOT_STARTED


def test_three_scores_have_their_mean() -> None:
    quizzes = [StepFacts(uuid.UUID(int=n), required=True, assessed=True) for n in (4, 5, 6)]
    scores = dict(
        zip([q.key for q in quizzes], [sat(s, passed=True) for s in ("1", "1", "0.7")], strict=True)
    )
    assert completion(quizzes, scores).score == Decimal("0.9000")


def test_a_step_is_done_by_the_same_rule() -> None:
    assert is_done(LESSON, read()) and not is_done(LESSON, ProgressFacts())
    assert is_done(QUIZ, sat("0.7", passed=True)) and not is_done(QUIZ, sat("0.9", passed=False))
    assert not is_done(QUIZ, ProgressFacts(passed=True))


def test_another_rule_is_refused_rather_than_guessed() -> None:
    with pytest.raises(ValueError, match="most_of_it"):
        completion([LESSON], {}, rule="most_of_it")
