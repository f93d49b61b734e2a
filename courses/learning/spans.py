"""Cohorts as bars on one line of time, by attributes of SVG alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from courses.cohorts.models import Cohort

WIDTH = 1000


@dataclass(frozen=True)
class Span:
    """`enrolment_at` and `enrolment_width`, `at` and `width`, are places on a line of WIDTH."""

    cohort: Cohort
    enrolment_at: int
    enrolment_width: int
    at: int
    width: int


@dataclass(frozen=True)
class Time:
    """`months` are (first day, place); `today` is a place, None where it lies outside."""

    spans: Sequence[Span]
    months: Sequence[tuple[date, int]]
    first: date
    last: date
    today: int | None
    width: int = WIDTH


def spans_of(cohorts: Sequence[Cohort], *, now: datetime) -> Time | None:
    """In their order; None where there is nothing to draw."""
    if not cohorts:
        return None
    first = min(min(c.enrolment_opens_on, c.starts) for c in cohorts)
    last = max(max(c.enrolment_closes_on, c.ends) for c in cohorts) + timedelta(days=1)
    days = max((last - first).days, 1)

    def place(day: date) -> int:
        return round(WIDTH * (day - first).days / days)

    def span(start: date, end: date) -> tuple[int, int]:
        at = place(start)
        return at, max(place(end + timedelta(days=1)) - at, 4)

    drawn = []
    for cohort in cohorts:
        opens, enrolment_width = span(cohort.enrolment_opens_on, cohort.enrolment_closes_on)
        at, width = span(cohort.starts, cohort.ends)
        drawn.append(Span(cohort, opens, enrolment_width, at, width))
    today = now.date()
    months = [(day, place(day)) for day in _months(first, last)]
    return Time(
        drawn, months, first, last - timedelta(days=1), place(today) if first <= today < last else None
    )


def _months(first: date, last: date) -> list[date]:
    months, day = [], first.replace(day=1)
    while day < last:
        if day >= first:
            months.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return months
