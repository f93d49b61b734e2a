from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.questions.bodies import BadAnswer
from tests.assessments.questions.forms import answered, asking, sends
from tests.assessments.questions.parts import ORDERING, ORDERING_AR, problems_of, read

BODY = read(ORDERING, ORDERING_AR)
RIGHT = ["a", "b", "c", "d"]
places = st.permutations(RIGHT).flatmap(
    lambda order: st.lists(st.booleans(), min_size=4, max_size=4).map(
        lambda kept: [id if keep else None for id, keep in zip(order, kept, strict=True)]
    )
)


def steps_with(**changed: object) -> dict:
    return {**ORDERING, "steps": [{**ORDERING["steps"][0], **changed}, *ORDERING["steps"][1:]]}


@pytest.mark.parametrize(
    ("given_order", "score"),
    [
        ("abcd", 1),
        ("bcda", Fraction(2, 3)),
        ("dabc", Fraction(2, 3)),
        ("abdc", Fraction(1, 3)),
        ("acbd", 0),
        ("dcba", 0),
        ("ab--", Fraction(1, 3)),
        ("a-bc", Fraction(1, 3)),
        ("--cd", Fraction(1, 3)),
        ("a---", 0),
    ],
)
def test_the_share_of_steps_right_behind_the_one_they_follow(given_order: str, score: Fraction) -> None:
    answer = [None if id == "-" else id for id in given_order]
    assert BODY.score(BODY.clean(BODY.as_sent(answer))) == score


def test_chance_earns_a_quarter_of_four_steps() -> None:
    scores = [BODY.score(list(order)) for order in permutations(RIGHT)]
    assert sum(scores, Fraction(0)) / len(scores) == Fraction(1, 4)


@given(places)
def test_full_only_for_the_exact_order_and_what_is_open_is_counted(answer: list[str | None]) -> None:
    assert 0 <= BODY.score(answer) <= 1
    assert (BODY.score(answer) == 1) == (answer == RIGHT)
    assert BODY.open_parts(answer) == answer.count(None)
    kept = BODY.clean(BODY.as_sent(answer))
    assert kept == (answer if any(answer) else None)
    assert BODY.clean(sends(asking(BODY, *BODY.as_sent(answer), language="ar"))) == kept


@given(st.integers())
def test_it_never_comes_in_the_right_order(seed: int) -> None:
    order = BODY.order(str(seed))
    assert sorted(order) == RIGHT and order != RIGHT


def test_a_list_comes_shuffled_and_then_as_it_was_answered() -> None:
    def texts(sent: list[str]) -> list[str]:
        return [step.text for step in BODY.asked(["en"], order=["d", "b", "a", "c"], sent=sent).steps]

    said = {step["id"]: step["text"] for step in ORDERING["steps"]}
    assert texts([]) == [said[id] for id in "dbac"]
    assert texts(BODY.as_sent(["c", "a", "d", "b"])) == [said[id] for id in "cadb"]
    assert texts(BODY.as_sent([None, None, "c", None])) == [said[id] for id in "cdba"]


def test_the_page_is_the_same_whatever_the_order() -> None:
    other = read({**ORDERING, "steps": ORDERING["steps"][::-1]})
    assert asking(other, order=["d", "b", "a", "c"]) == asking(BODY, order=["d", "b", "a", "c"])


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (["a:1"], "does not belong"),
        (["1:0"], "does not belong"),
        (["1:5"], "does not belong"),
        (["5:1"], "does not belong"),
        (["1"], "does not belong"),
        (["1:1", "2:1"], "Two steps have place 1"),
        (["1:1", "1:2"], "Choose one place for each step"),
    ],
)
def test_what_can_t_be_an_order_is_refused(raw: list[str], said: str) -> None:
    with pytest.raises(BadAnswer, match=said):
        BODY.clean(raw)


def test_an_order_is_said_with_its_places() -> None:
    assert (
        BODY.said(["ar"], ["b", None, "a", None]) == "1. سؤال نقطة الاتصال عما يلزم; 3. قراءة أسباب الإعادة"
    )


def test_after_grading_the_own_order_stands_before_the_right_one() -> None:
    html = answered(BODY, ["b", "c", "d", "a"])
    assert "2 of 3 steps directly follow the right one." in html
    assert html.count("Follows the right step") == 2 and "The right order:" in html
    assert html.index("Send the request again") < html.index("Read the reasons for the return")
    assert ORDERING["explanation"] in html
    assert "The right order:" not in answered(BODY, RIGHT)
    assert 'value="3">' in answered(BODY, [None, None, "a", None])


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            {**ORDERING, "steps": ORDERING["steps"][:2]},
            "en/quiz.yaml:6 “steps” has 2 items; it must have from 3",
        ),
        (steps_with(id="b"), "en/quiz.yaml:6 Under “steps” two have the same id"),
        (steps_with(text=""), "en/quiz.yaml:8 “text” is empty"),
        (steps_with(text="Send  the request AGAIN"), "“Send the request again” stands twice under “steps”"),
        (steps_with(place=1), "en/quiz.yaml:9 “place” is not known here"),
        ({**ORDERING, "explanation": None}, "“explanation” is missing"),
    ],
)
def test_each_problem_names_its_place(source: dict, said: str) -> None:
    assert any(said in problem for problem in problems_of(source)), problems_of(source)


def test_a_translation_has_the_same_steps_in_the_same_order() -> None:
    [problem] = problems_of(ORDERING, {**ORDERING_AR, "steps": ORDERING_AR["steps"][::-1]})
    assert problem.startswith("ar/quiz.yaml:4 Under “steps” the same ids are needed")
