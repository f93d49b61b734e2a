"""When modules open where the organiser says a rule instead of a day for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rule(models.TextChoices):
    WEEKLY = "weekly", _("On chosen days of each week")
    EVERY = "every", _("Every so many days")
    AT_ONCE = "at_once", _("All at the start")


@dataclass(frozen=True)
class Pattern:
    """`weekdays` (Monday is 0) for *weekly*, at least one; `every` days for *every*, at least one.

    `due_after` is counted in days from the day on which a module opens, None where nothing is due.
    """

    rule: Rule
    weekdays: frozenset[int] = frozenset()
    every: int = 7
    due_after: int | None = None

    def opening_days(self, modules: int, *, starts: date) -> list[int]:
        """One a module in order, counted from the cohort's first day, which is 0."""
        return list(islice(self._days(starts), modules))

    def due_day(self, opens: int) -> int | None:
        return None if self.due_after is None else opens + self.due_after

    def _days(self, starts: date) -> Iterator[int]:
        for number in count():
            if self.rule == Rule.AT_ONCE:
                yield 0
            elif self.rule == Rule.EVERY:
                yield number * self.every
            elif (starts + timedelta(days=number)).weekday() in self.weekdays:
                yield number
