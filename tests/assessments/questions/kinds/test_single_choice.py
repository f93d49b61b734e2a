from __future__ import annotations

import pytest

from assessments.questions.bodies import BadAnswer
from tests.assessments.questions.parts import SINGLE, SINGLE_AR, problems_of, read


def test_right_is_all_and_wrong_is_nothing() -> None:
    body = read(SINGLE)
    assert [body.score(body.clean([id])) for id in "abc"] == [1, 0, 0]


@pytest.mark.parametrize("raw", [["z"], ["a", "b"], ["<script>"], ["A"]])
def test_what_is_no_single_choice_is_refused(raw: list[str]) -> None:
    with pytest.raises(BadAnswer):
        read(SINGLE).clean(raw)


def test_two_right_answers_are_a_problem() -> None:
    choices = [{**choice, "correct": True} for choice in SINGLE["choices"]]
    [problem] = problems_of({**SINGLE, "choices": choices})
    assert problem.startswith("en/quiz.yaml:6 A single choice has one right answer")


def test_each_problem_names_its_place() -> None:
    choices = [{"id": "a", "text": ""}, {"id": "a", "text": "B", "explanation": "E", "right": True}]
    found = problems_of({**SINGLE, "cites": None, "choices": choices, "colour": "red"})
    assert [problem.split(";")[0].split(":")[1] for problem in found] == [
        "4 “cites” is missing",
        "6 No choice is right",
        "6 Under “choices” two have the same id",
        "7 “explanation” is missing",
        "8 “text” is empty",
        "12 “right” is not known here",
        "13 “colour” is not known here",
    ]


def test_a_translation_has_the_same_choices_in_the_same_order_and_no_key() -> None:
    [problem] = problems_of(SINGLE, {**SINGLE_AR, "choices": SINGLE_AR["choices"][::-1]})
    assert problem.startswith("ar/quiz.yaml:4 Under “choices” the same ids are needed")
    keyed = [{**choice, "correct": True} for choice in SINGLE_AR["choices"]]
    assert (
        len(
            [
                p
                for p in problems_of(SINGLE, {**SINGLE_AR, "choices": keyed})
                if "“correct” stands in the source" in p
            ]
        )
        == 3
    )


def test_what_was_chosen_is_shown_beside_what_is_right() -> None:
    answered = read(SINGLE).answered(["en"], order=["c", "a", "b"], answer="b")
    assert [(choice.id, choice.chosen, choice.correct) for choice in answered.choices] == [
        ("c", False, False),
        ("a", False, True),
        ("b", True, False),
    ]
