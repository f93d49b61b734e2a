from __future__ import annotations

import datetime as dt
import uuid

from hypothesis import given
from hypothesis import strategies as st

from assessments.quizzes.rules import FrozenQuestion, QuizRules, deadline_of, is_cut

START = dt.datetime(2026, 9, 10, 10, tzinfo=dt.UTC)
minutes = st.integers(1, 600)


def at(after: int) -> dt.datetime:
    return START + dt.timedelta(minutes=after)


def test_the_deadline_is_the_earlier_of_limit_and_last_submission() -> None:
    assert deadline_of(START, time_limit=20, last_submission=None) == at(20)
    assert deadline_of(START, time_limit=20, last_submission=at(60)) == at(20)
    assert deadline_of(START, time_limit=20, last_submission=at(15)) == at(15)
    assert deadline_of(START, time_limit=None, last_submission=at(15)) == at(15)
    assert deadline_of(START, time_limit=None, last_submission=None) is None


def test_a_cut_is_less_than_the_full_time() -> None:
    assert is_cut(START, time_limit=20, last_submission=at(15))
    assert not is_cut(START, time_limit=20, last_submission=at(20))
    assert not is_cut(START, time_limit=None, last_submission=at(1))


@given(limit=minutes, last=minutes, added=minutes)
def test_added_minutes_move_every_limit_that_they_meet(limit: int, last: int, added: int) -> None:
    without = deadline_of(START, time_limit=limit, last_submission=at(last))
    assert deadline_of(
        START, time_limit=limit, last_submission=at(last), added=added
    ) == without + dt.timedelta(minutes=added)


def test_rules_survive_json() -> None:
    rules = QuizRules(
        70, None, 20, 10, (FrozenQuestion(uuid.uuid4(), 7, 2), FrozenQuestion(uuid.uuid4(), 9, 1))
    )
    assert QuizRules.from_json(rules.to_json()) == rules
