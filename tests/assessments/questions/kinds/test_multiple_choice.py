from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.questions.bodies import BadAnswer
from assessments.questions.kinds import body_from_json
from tests.assessments.questions.parts import MULTIPLE, read


@pytest.mark.parametrize(
    ("chosen", "score"),
    [
        ("ab", 1),
        ("a", Fraction(1, 2)),
        ("abc", Fraction(1, 2)),
        ("ac", 0),
        ("acd", 0),
        ("cd", 0),
        ("abcd", 0),
        ("", 0),
    ],
)
def test_right_less_wrong_over_right(chosen: str, score: Fraction) -> None:
    body = read(MULTIPLE)
    assert body.score(body.clean(list(chosen))) == score


def test_an_answer_is_kept_in_one_form() -> None:
    body = read(MULTIPLE)
    assert body.clean(["c", "a", "a", ""]) == ["a", "c"]
    with pytest.raises(BadAnswer):
        body.clean(["a", "e"])


@st.composite
def keyed_and_chosen(draw):
    ids = [f"c{number}" for number in range(draw(st.integers(2, 8)))]
    correct = draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    chosen = draw(st.lists(st.sampled_from(ids), unique=True))
    texts = {"text": "T", "cites": "C", "choices": {id: {"text": id, "explanation": "E"} for id in ids}}
    data = {"version": 1, "kind": "multiple_choice", "source_language": "en", "choice_ids": ids}
    return body_from_json({**data, "correct": correct, "texts": {"en": texts}}), chosen


@given(keyed_and_chosen())
def test_a_score_is_a_share_and_full_only_for_the_key(keyed) -> None:
    body, chosen = keyed
    score = body.score(body.clean(chosen))
    assert 0 <= score <= 1
    assert (score == 1) == (set(chosen) == body.correct)


@given(keyed_and_chosen(), st.data())
def test_a_wrong_choice_never_helps_and_a_right_one_never_harms(keyed, data) -> None:
    body, chosen = keyed
    added = data.draw(st.sampled_from(body.choice_ids))
    before, after = body.score(body.clean(chosen)), body.score(body.clean([*chosen, added]))
    assert after >= before if added in body.correct else after <= before


@given(keyed_and_chosen())
def test_a_body_survives_json_whatever_its_key(keyed) -> None:
    body, _ = keyed
    assert body_from_json(body.to_json()).to_json() == body.to_json()
