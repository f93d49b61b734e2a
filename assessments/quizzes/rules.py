"""The rules of a quiz as an edition freezes them, and the two times that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

VERSION = 1


@dataclass(frozen=True)
class FrozenQuestion:
    key: UUID
    version_id: int
    points: int


@dataclass(frozen=True)
class QuizRules:
    """`attempts` None is without limit, `time_limit` None is without a timer; minutes are minutes."""

    pass_mark: int
    attempts: int | None
    time_limit: int | None
    grace: int
    questions: tuple[FrozenQuestion, ...]

    @property
    def grace_time(self) -> timedelta:
        return timedelta(minutes=self.grace)

    def to_json(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "pass_mark": self.pass_mark,
            "attempts": self.attempts,
            "time_limit": self.time_limit,
            "grace": self.grace,
            "questions": [
                {"key": str(question.key), "version": question.version_id, "points": question.points}
                for question in self.questions
            ],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        questions = tuple(
            FrozenQuestion(UUID(q["key"]), q["version"], q["points"]) for q in data["questions"]
        )
        return cls(data["pass_mark"], data["attempts"], data["time_limit"], data["grace"], questions)


def deadline_of(
    start: datetime, *, time_limit: int | None, last_submission: datetime | None, added: int = 0
) -> datetime | None:
    """Until when an attempt started at `start` runs; None where nothing limits it.

    Added minutes move every limit that they meet.
    """
    limits = [last_submission] if last_submission else []
    if time_limit is not None:
        limits.append(start + timedelta(minutes=time_limit))
    return min(limits) + timedelta(minutes=added) if limits else None


def is_cut(start: datetime, *, time_limit: int | None, last_submission: datetime | None) -> bool:
    """Whether the last submission leaves less than the full time limit."""
    return (
        time_limit is not None
        and last_submission is not None
        and last_submission < start + timedelta(minutes=time_limit)
    )
