"""What a syllabus awards, and by which rule."""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from courses.editions.models import Syllabus
from courses.learning.completion import Completion
from courses.learning.enums import CompletionState


@dataclass(frozen=True, slots=True)
class Award:
    key: uuid.UUID
    titles: Mapping[str, str]
    rule: str
    valid_months: int | None = None

    def expires_at(self, issued_at: dt.datetime) -> dt.datetime | None:
        """The same time of the same day, so many months later; of a shorter month its last day. None for never."""
        if self.valid_months is None:
            return None
        years, month = divmod(issued_at.month - 1 + self.valid_months, 12)
        year, month = issued_at.year + years, month + 1
        day = min(issued_at.day, calendar.monthrange(year, month)[1])
        return issued_at.replace(year=year, month=month, day=day)

    def holds(self, completion: Completion) -> bool:
        """KeyError for a rule that this release doesn't know: nothing is awarded by guessing."""
        return RULES[self.rule](completion)


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
    )
