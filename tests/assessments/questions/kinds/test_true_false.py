from __future__ import annotations

import pytest
from django.utils.translation import get_language

from assessments.questions.bodies import BadAnswer
from assessments.questions.kinds import true_false
from tests.assessments.questions.forms import answered, asking
from tests.assessments.questions.parts import TRUE_FALSE, TRUE_FALSE_AR, problems_of, read


def test_right_is_all_and_wrong_is_nothing() -> None:
    body, other = read(TRUE_FALSE), read({**TRUE_FALSE, "answer": True})
    assert [body.score(body.clean([id])) for id in ("true", "false")] == [0, 1]
    assert [other.score(other.clean([id])) for id in ("true", "false")] == [1, 0]


@pytest.mark.parametrize("raw", [["True"], ["1"], ["true", "false"], ["<script>"]])
def test_anything_else_is_refused(raw: list[str]) -> None:
    with pytest.raises(BadAnswer, match="Choose “true” or “false”"):
        read(TRUE_FALSE).clean(raw)


def test_the_page_is_the_same_whichever_is_right() -> None:
    assert asking(read(TRUE_FALSE)) == asking(read({**TRUE_FALSE, "answer": True}))


def test_the_words_are_in_the_language_of_the_question_not_of_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(true_false, "pgettext", lambda _context, text: f"{text} in {get_language()}")
    both = read(TRUE_FALSE, TRUE_FALSE_AR)
    assert "<span>True in en</span>" in asking(read(TRUE_FALSE), language="ar")
    assert "<span>True in en</span>" in asking(both, language="fr")
    assert "<span>False in ar</span>" in answered(both, "false", language="ar")
    assert both.said(["ar"], "false") == "False in ar"


def test_each_answer_is_explained_and_the_right_one_marked() -> None:
    shown = read(TRUE_FALSE).answered(["en"], order=["true", "false"], answer="true")
    assert [(choice.id, choice.chosen, choice.correct, choice.explanation) for choice in shown.choices] == [
        ("true", True, False, "Paragraph 22 rules out just this."),
        ("false", False, True, "Fiscal matters alone are no ground."),
    ]
    html = answered(read(TRUE_FALSE), "true")
    assert html.count("Your choice") == html.count("Not right") == html.count("Right answer") == 1


def test_each_problem_names_its_place() -> None:
    found = problems_of({**TRUE_FALSE, "answer": "no", "explanations": {"true": "", "maybe": "E"}})
    assert [problem.split(";")[0] for problem in found] == [
        "en/quiz.yaml:6 “answer” must be true or false.",
        "en/quiz.yaml:8 “false” is missing",
        "en/quiz.yaml:8 “true” is empty",
        "en/quiz.yaml:9 “maybe” is not known here",
    ]
    [missing] = problems_of({name: value for name, value in TRUE_FALSE.items() if name != "answer"})
    assert "“answer” is missing" in missing


def test_the_key_stands_in_the_source_only() -> None:
    [problem] = problems_of(TRUE_FALSE, {**TRUE_FALSE_AR, "answer": False})
    assert problem.startswith("ar/quiz.yaml") and "“answer” stands in the source language only" in problem
