"""A person's dates, of every room that has some: for the feed, for the file of a course, and for their page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, groupby
from zoneinfo import ZoneInfo

from cms.core.wiring import load
from cms.notices.calendar import Entry
from cms.people.models import User
from courses.cohorts.models import Enrolment

SHOWN_AHEAD = timedelta(weeks=6)


@dataclass(frozen=True)
class Day:
    day: date
    entries: tuple[Entry, ...]

    @property
    def starts(self) -> datetime:
        return self.entries[0].starts


def dates_of(enrolments: Sequence[Enrolment], *, language: str) -> list[Entry]:
    """CALENDAR_SOURCES, each (enrolments with their cohorts, language) → entries; by time."""
    sources = load("CALENDAR_SOURCES")
    entries = chain.from_iterable(source(enrolments, language=language) for source in sources)
    return sorted(entries, key=lambda entry: (entry.starts, entry.key))


def dates_of_person(user: User, *, language: str, now: datetime) -> list[Entry]:
    enrolments = Enrolment.all_objects.of(user).in_calendar_at(now).select_related("cohort").order_by("pk")
    return dates_of(list(enrolments), language=language)


def days_ahead(entries: Sequence[Entry], *, zone: str, now: datetime) -> list[Day]:
    """What goes ahead from the beginning of today, by the days of the reader's zone; `entries` are in order."""
    clock = ZoneInfo(zone)
    today = now.astimezone(clock).date()

    def day_of(entry: Entry) -> date:
        return entry.starts.astimezone(clock).date()

    shown = (e for e in entries if not e.cancelled and today <= day_of(e) <= today + SHOWN_AHEAD)
    return [Day(day, tuple(those)) for day, those in groupby(shown, key=day_of)]
