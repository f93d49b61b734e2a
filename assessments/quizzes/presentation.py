"""An attempt's questions as plain values for the templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from assessments.questions.bodies import Answered, Asked
from assessments.questions.kinds import Kind, kind_named
from assessments.quizzes.enums import Late
from assessments.quizzes.models import Attempt, AttemptQuestion, LateResponse


@dataclass(frozen=True)
class Unsaved:
    """What the person sent and the server did not take: it stays in the form.

    `sentence` says why; `stored` is the other answer in words, where the reason is a conflict.
    """

    raw: tuple[str, ...]
    sentence: str
    answer: Any = None
    sequence: int = 0
    stored: str = ""


@dataclass(frozen=True)
class QuestionPut:
    position: int
    points: int
    kind: Kind
    asked: Asked
    sequence: int
    answered: bool
    saved_at: datetime | None
    unsaved: Unsaved | None = None

    @property
    def field_id(self) -> str:
        return f"q{self.position}-answer"


@dataclass(frozen=True)
class QuestionMarked:
    """`score` is from 0 to 1; `earned` is of `points`."""

    position: int
    points: int
    kind: Kind
    answered: Answered
    score: Decimal
    given: bool
    late: Late

    @property
    def earned(self) -> Decimal:
        return (self.score * self.points).quantize(Decimal("0.01"))


def questions_of(attempt: Attempt) -> list[AttemptQuestion]:
    """One query, with versions and responses."""
    found = AttemptQuestion.all_objects.filter(attempt=attempt).order_by("position")
    return list(found.select_related("version", "response"))


def graded_questions_of(attempt: Attempt) -> list[AttemptQuestion]:
    """Two queries: beside versions and responses the late ones, the last first, and what was decided of them."""
    found = AttemptQuestion.all_objects.filter(attempt=attempt).order_by("position")
    late = Prefetch("late_responses", LateResponse.all_objects.order_by("-pk"))
    return list(found.select_related("version", "response", "late_decision__by").prefetch_related(late))


def put(
    questions: Iterable[AttemptQuestion],
    languages: Sequence[str],
    *,
    unsaved: dict[int, Unsaved] | None = None,
) -> list[QuestionPut]:
    return [_put(question, languages, (unsaved or {}).get(question.position)) for question in questions]


def _put(question: AttemptQuestion, languages: Sequence[str], unsaved: Unsaved | None) -> QuestionPut:
    body = question.version.parsed
    response = getattr(question, "response", None)
    stored = response.answer if response else None
    asked = body.asked(languages, order=question.order, answer=unsaved.answer if unsaved else stored)
    if unsaved and not asked.choices:
        asked = replace(asked, given=" ".join(unsaved.raw))
    return QuestionPut(
        position=question.position,
        points=question.points,
        kind=kind_named(body.kind),
        asked=asked,
        sequence=unsaved.sequence if unsaved else (response.sequence if response else 0),
        answered=stored is not None,
        saved_at=response.saved_at if response else None,
        unsaved=unsaved,
    )


def marked(questions: Iterable[AttemptQuestion], languages: Sequence[str]) -> list[QuestionMarked]:
    return [_marked(question, languages) for question in questions]


def _marked(question: AttemptQuestion, languages: Sequence[str]) -> QuestionMarked:
    body = question.version.parsed
    response = getattr(question, "response", None)
    answer = response.answer if response else None
    return QuestionMarked(
        position=question.position,
        points=question.points,
        kind=kind_named(body.kind),
        answered=body.answered(languages, order=question.order, answer=answer),
        score=(response.score if response else None) or Decimal(0),
        given=answer is not None,
        late=late_of(question),
    )


def late_of(question: AttemptQuestion) -> Late:
    """For a question of `graded_questions_of`."""
    decision = getattr(question, "late_decision", None)
    if decision is not None:
        return Late.COUNTED if decision.counted_id else Late.LEFT_OUT
    return Late.WAITING if question.late_responses.all() else Late.NONE
