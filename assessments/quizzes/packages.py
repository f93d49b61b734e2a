"""A quiz in a module package: rules in module.yaml, questions in one YAML file for each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from assessments.questions.actions import ensure_bank, write_question
from assessments.questions.bodies import Body
from assessments.questions.kinds import kind_named, kinds
from assessments.questions.reading import QuestionPart
from courses.catalogue.packages.fields import Fields
from courses.catalogue.packages.parts import StepPart, Writing
from courses.catalogue.packages.problems import Problems

if TYPE_CHECKING:
    from assessments.quizzes.models import QuizPage

BANK = "modules"
MOST_QUESTIONS = 100
MOST_POINTS = 100
LONGEST_INTRODUCTION = 2000
LONGEST_TIME = 1440


@dataclass(frozen=True)
class QuizText:
    title: str
    introduction: str


@dataclass(frozen=True)
class QuizQuestion:
    key: UUID
    points: int
    body: Body


@dataclass(frozen=True)
class QuizContent:
    """`rules` are the fields of the same names on QuizPage."""

    source_language: str
    rules: Mapping[str, int | None]
    texts: Mapping[str, QuizText]
    questions: tuple[QuizQuestion, ...]


def read(part: StepPart, problems: Problems) -> QuizContent | None:
    """None where anything was added to `problems`."""
    before = len(problems)
    rules = _rules(part, problems)
    heads = {
        language: Fields(raw.path, raw.head, problems, known=("id",)) for language, raw in part.texts.items()
    }
    texts = {language: _text(head) for language, head in heads.items()}
    questions = _questions(part, heads)
    for head in heads.values():
        head.finish()
    return QuizContent(part.source_language, rules, texts, questions) if len(problems) == before else None


def _rules(part: StepPart, problems: Problems) -> dict[str, int | None]:
    fields = part.rules(problems)
    rules: dict[str, int | None] = {
        "pass_mark": fields.integer("pass_mark", least=1, most=100, default=70),
        # 0 says “without limit”, for both.
        "attempts": fields.integer("attempts", most=100, default=2) or None,
        "time_limit": fields.integer("time_limit", most=LONGEST_TIME, default=0) or None,
        "grace": fields.integer("grace", most=LONGEST_TIME, default=10),
    }
    fields.finish()
    return rules


def _text(head: Fields) -> QuizText:
    introduction = head.text("introduction", required=False, longest=LONGEST_INTRODUCTION)
    return QuizText(head.text("title"), introduction)


def _questions(part: StepPart, heads: Mapping[str, Fields]) -> tuple[QuizQuestion, ...]:
    entries = {language: head.mappings("questions", most=MOST_QUESTIONS) for language, head in heads.items()}
    ids = {language: [entry.identifier() for entry in found] for language, found in entries.items()}
    wanted = ids[part.source_language]
    if len(set(wanted)) != len(wanted):
        heads[part.source_language].wrong(
            "questions", _("Two questions have the same id; give each its own.")
        )
    languages = [part.source_language]
    for raw in part.translations:
        if ids[raw.language] == wanted:
            languages.append(raw.language)
        elif entries[raw.language]:
            heads[raw.language].wrong(
                "questions",
                _("Here the questions need the same ids, in the same order, as in the source language."),
            )
    questions = (
        _question(
            part,
            QuestionPart(
                part.source_language, {language: entries[language][position] for language in languages}
            ),
        )
        for position in range(len(wanted))
    )
    return tuple(question for question in questions if question is not None)


def _question(part: StepPart, found: QuestionPart) -> QuizQuestion | None:
    source = found.source
    kind = source.one_of("kind", kinds())
    points = source.integer("points", least=1, most=MOST_POINTS, default=1)
    found.forbid_in_translations("kind", "points")
    if not kind:
        return None
    body = kind_named(kind).body.read(found)
    for text in found.texts.values():
        text.finish()
    return QuizQuestion(part.key_of(source.identifier()), points, body)


def write(page: QuizPage, content: QuizContent, writing: Writing) -> None:
    """Texts on every page; rules and questions with the source language, in the importer's transaction."""
    text = content.texts[writing.language]
    page.title, page.introduction = text.title, text.introduction
    for name, value in content.rules.items():
        setattr(page, name, value)
    page.questions = [_entry(question) for question in content.questions]
    if writing.language == content.source_language:
        bank = ensure_bank(writing.network, slug=BANK, name=_("Questions of modules"))
        for question in content.questions:
            write_question(bank, key=question.key, body=question.body, now=writing.now)


def _entry(question: QuizQuestion) -> dict[str, Any]:
    return {"key": str(question.key), "points": question.points}
