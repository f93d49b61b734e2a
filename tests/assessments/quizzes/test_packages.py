"""A quiz read from a module package and written to its pages."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
import yaml

from assessments.questions.models import QuestionVersion
from assessments.quizzes.models import QuizPage
from assessments.quizzes.packages import QuizContent
from assessments.quizzes.rules import QuizRules
from cms.core.errors import Refusal
from courses.catalogue.models import Step
from courses.catalogue.packages.parts import RawFile, StepPart, Writing
from courses.catalogue.packages.problems import Problems
from courses.catalogue.packages.yaml_text import read_yaml
from tests.assessments import taught
from tests.assessments.questions.parts import (
    EXAMPLES,
    MULTIPLE,
    MULTIPLE_AR,
    NUMERIC,
    NUMERIC_AR,
    SINGLE,
    SINGLE_AR,
)

KEY = uuid.UUID("6f1d9f0e-52a0-4e0b-8f6b-0d8a3c1f7b55")
NOW = dt.datetime(2026, 9, 10, 10, tzinfo=dt.UTC)
RULES = {
    "id": "quiz",
    "kind": "quiz",
    "minutes": 20,
    "required": True,
    "pass_mark": 60,
    "attempts": 3,
    "time_limit": 20,
}
ENGLISH = {
    "id": "quiz",
    "title": "The quiz",
    "introduction": "Three questions.",
    "questions": [SINGLE, MULTIPLE, NUMERIC],
}
ARABIC = {
    "id": "quiz",
    "title": "الاختبار",
    "introduction": "ثلاثة أسئلة.",
    "questions": [SINGLE_AR, MULTIPLE_AR, NUMERIC_AR],
}


def read(
    english: dict[str, Any] = ENGLISH, arabic: dict[str, Any] = ARABIC, rules: dict[str, Any] = RULES
) -> tuple[QuizContent | None, list[str]]:
    problems = Problems()

    def raw(file: str, data: dict[str, Any]) -> Any:
        return read_yaml(file, yaml.safe_dump(data, allow_unicode=True, sort_keys=False), problems)

    texts = {
        language: RawFile(
            f"{language}/quiz.yaml", language, raw(f"{language}/quiz.yaml", json.loads(json.dumps(data)))
        )
        for language, data in (("en", english), ("ar", arabic))
    }
    part = StepPart("quiz", KEY, "quiz", 20, True, 1, "en", raw("module.yaml", rules), texts, {})
    return QuizPage.read_part(part, problems), [str(problem) for problem in problems.in_order()]


def written(content: QuizContent, language: str) -> QuizPage:
    page = QuizPage()
    QuizPage.write_part(page, content, Writing(taught.network("ejn"), None, NOW, language, {}))
    return page


def test_a_quiz_is_a_kind_of_step_that_is_passed() -> None:
    assert Step.of_kind("quiz") is QuizPage and QuizPage.assessed


def test_a_right_package_has_no_problem_and_keys_that_last() -> None:
    content, problems = read()
    assert problems == [] and content is not None
    assert content.rules == {"pass_mark": 60, "attempts": 3, "time_limit": 20, "grace": 10}
    assert [question.key for question in content.questions] == [
        uuid.uuid5(KEY, id) for id in ("bank-secrecy", "contents", "how-many")
    ]


def test_every_kind_of_question_stands_in_one_quiz() -> None:
    sources, translations = zip(*EXAMPLES.values(), strict=True)
    content, problems = read(
        ENGLISH | {"questions": list(sources)}, ARABIC | {"questions": list(translations)}
    )
    assert problems == [] and content is not None
    assert [question.body.kind for question in content.questions] == list(EXAMPLES)
    assert [question.points for question in content.questions] == [1, 2, 1, 1, 3, 3, 1]
    assert {question.body.languages for question in content.questions} == {("en", "ar")}


def test_nought_is_without_limit() -> None:
    content, _problems = read(rules=RULES | {"attempts": 0, "time_limit": 0})
    assert content is not None
    assert (content.rules["attempts"], content.rules["time_limit"]) == (None, None)


@pytest.mark.parametrize(
    ("english", "arabic", "rules", "said"),
    [
        ({"title": None}, {}, {}, "en/quiz.yaml, line 2: “title” is missing"),
        ({"questions": []}, {"questions": []}, {}, "“questions” has 0 items"),
        (
            {"questions": [SINGLE, SINGLE]},
            {"questions": [SINGLE_AR, SINGLE_AR]},
            {},
            "Two questions have the same id",
        ),
        (
            {"questions": [SINGLE | {"kind": "essay"}]},
            {"questions": [SINGLE_AR]},
            {},
            "“kind” can’t be “essay”",
        ),
        (
            {"questions": [SINGLE | {"points": 0}]},
            {"questions": [SINGLE_AR]},
            {},
            "“points” must be a whole number from 1",
        ),
        (
            {},
            {"questions": [MULTIPLE_AR, SINGLE_AR, NUMERIC_AR]},
            {},
            "ar/quiz.yaml, line 4: Here the questions need the same ids",
        ),
        (
            {},
            {"questions": [SINGLE_AR | {"points": 3}, MULTIPLE_AR, NUMERIC_AR]},
            {},
            "“points” stands in the source language only",
        ),
        ({}, {"colour": "red"}, {}, "ar/quiz.yaml, line 39: “colour” is not known here"),
        ({}, {}, {"pass_mark": 101}, "module.yaml, line 5: “pass_mark” must be a whole number from 1 to 100"),
        ({}, {}, {"deadline": "tomorrow"}, "“deadline” is not known here"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(
    english: dict, arabic: dict, rules: dict, said: str
) -> None:
    content, problems = read(ENGLISH | english, ARABIC | arabic, RULES | rules)
    assert content is None
    assert any(said in problem for problem in problems), problems


@pytest.mark.django_db
def test_pages_carry_texts_and_the_source_the_questions() -> None:
    content, _problems = read()
    source, translation = written(content, "en"), written(content, "ar")
    assert (source.title, translation.title) == ("The quiz", "الاختبار")
    assert source.questions == [{"key": str(q.key), "points": q.points} for q in content.questions]
    assert QuestionVersion.objects.count() == 3
    assert sorted(QuestionVersion.objects.first().parsed.languages) == ["ar", "en"]


@pytest.mark.django_db
def test_frozen_are_the_exact_versions_and_a_changed_text_is_another_version() -> None:
    content, _problems = read()
    page = written(content, "en")
    before = QuizRules.from_json(page.freeze())
    assert written(content, "en").freeze() == page.freeze()
    assert (before.pass_mark, before.attempts, before.time_limit, before.grace) == (60, 3, 20, 10)
    changed, _problems = read(ENGLISH | {"questions": [SINGLE | {"text": "Another text"}, MULTIPLE, NUMERIC]})
    after = QuizRules.from_json(written(changed, "en").freeze())
    assert [
        old.version_id == new.version_id for old, new in zip(before.questions, after.questions, strict=True)
    ] == [
        False,
        True,
        True,
    ]


@pytest.mark.django_db
def test_a_quiz_whose_questions_are_in_no_bank_is_not_frozen() -> None:
    page = QuizPage(title="Lost", questions=[{"key": str(KEY), "points": 1}])
    with pytest.raises(Refusal, match="Import the module again"):
        page.freeze()
