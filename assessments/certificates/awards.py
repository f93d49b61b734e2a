"""What a syllabus awards, and by which rule."""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from courses.catalogue.award_needs import said_needs
from courses.editions.models import Syllabus
from courses.learning.completion import Completion
from courses.learning.enums import CompletionState


@dataclass(frozen=True, slots=True)
class Award:
    key: uuid.UUID
    titles: Mapping[str, str]
    rule: str
    valid_months: int | None = None
    least_score: int | None = None
    least_sessions: int | None = None

    def expires_at(self, issued_at: dt.datetime) -> dt.datetime | None:
        """The same time of the same day, so many months later; of a shorter month its last day. None for never."""
        if self.valid_months is None:
            return None
        years, month = divmod(issued_at.month - 1 + self.valid_months, 12)
        year, month = issued_at.year + years, month + 1
        day = min(issued_at.day, calendar.monthrange(year, month)[1])
        return issued_at.replace(year=year, month=month, day=day)

    def holds(self, completion: Completion, *, sessions: int) -> bool:
        """`sessions` are those attended. KeyError for a rule that this release doesn't know: nothing is guessed."""
        return (
            RULES[self.rule](completion)
            and self.score_reached(completion)
            and sessions >= self.sessions_needed
        )

    @property
    def needs_more(self) -> bool:
        """Than every required step."""
        return bool(self.least_score or self.least_sessions)

    @property
    def sessions_needed(self) -> int:
        return self.least_sessions or 0

    def said_needs(self) -> list[str]:
        """What it needs beyond every required step, in the active language."""
        return said_needs(least_score=self.least_score, least_sessions=self.least_sessions)

    def score_reached(self, completion: Completion) -> bool:
        """By the mean to four places; without a required quiz there is none to reach."""
        if not self.least_score:
            return True
        return completion.score is not None and completion.score * 100 >= self.least_score


def _all_required(completion: Completion) -> bool:
    return completion.state == CompletionState.COMPLETE


RULES: dict[str, Callable[[Completion], bool]] = {"all_required": _all_required}


def awards_of(syllabus: Syllabus) -> list[Award]:
    return [_award(line) for line in syllabus.awards]


def _award(line: Mapping[str, Any]) -> Award:
    return Award(
        key=uuid.UUID(line["key"]),
        titles=line["titles"],
        rule=line["rule"],
        valid_months=line.get("valid_months"),
        least_score=line.get("least_score"),
        least_sessions=line.get("least_sessions"),
    )
