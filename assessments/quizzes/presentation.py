"""An attempt's questions as plain values for the templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch

from assessments.questions.bodies import Answered, Asked
from assessments.questions.kinds import Kind, kind_named
from assessments.quizzes.enums import Late
from assessments.quizzes.models import Attempt, AttemptQuestion, LateResponse


@dataclass(frozen=True)
class Unsaved:
    """What the person sent and the server did not take: it stays in the form.

    `sentence` says why. Where the reason is a conflict, `stored` and `mine` are the two answers in words.
    """

    raw: tuple[str, ...]
    sentence: str
    sequence: int = 0
    stored: str = ""
    mine: str = ""


@dataclass(frozen=True)
class QuestionPut:
    """`parts` is how many parts are answered one by one, `open_parts` how many of them are not yet."""

    position: int
    points: int
    kind: Kind
    asked: Asked
    sequence: int
    answered: bool
    parts: int
    open_parts: int
    saved_at: datetime | None
    unsaved: Unsaved | None = None

    @property
    def partly(self) -> bool:
        return self.answered and self.open_parts > 0

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
    sent = unsaved.raw if unsaved else body.as_sent(stored)
    return QuestionPut(
        position=question.position,
        points=question.points,
        kind=kind_named(body.kind),
        asked=body.asked(languages, order=question.order, sent=sent),
        sequence=unsaved.sequence if unsaved else (response.sequence if response else 0),
        answered=stored is not None,
        parts=body.open_parts(None),
        open_parts=body.open_parts(stored),
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
