"""A plan drawn as weeks: each week with its days, each day with what stands on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale

from cms.core.saying import say_list, say_territory
from courses.cohorts.planning.concerns import said
from courses.cohorts.planning.plan import Plan, What

# A plan that somebody mistyped by years is not drawn day by day.
MOST_WEEKS = 110
MOST_NAMED = 3


@dataclass(frozen=True)
class Entry:
    what: What
    said: str
    time: str


@dataclass(frozen=True)
class Day:
    """`off` says why people do not work on it: public holidays and closed days; empty where they do."""

    day: date
    entries: tuple[Entry, ...]
    off: str
    weekend: bool


@dataclass(frozen=True)
class Week:
    """`number` counts from the week of the first day, which is 1; before it, None."""

    number: int | None
    days: tuple[Day, ...]

    @property
    def first(self) -> date:
        return self.days[0].day

    @property
    def last(self) -> date:
        return self.days[-1].day

    @property
    def busy(self) -> bool:
        return any(day.entries or day.off for day in self.days)


def weeks(plan: Plan, *, language: str) -> list[Week]:
    """From the first event to the last, as the reader's language has weeks; before the start, those that are not empty."""
    if not plan.events:
        return []
    days = [event.local(plan.zone) for event in plan.events]
    start = _week_of(plan.cohort.starts, language)
    first, last = _week_of(min(days).date(), language), _week_of(max(days).date(), language)
    entries: dict[date, list[Entry]] = defaultdict(list)
    for event, local in zip(plan.events, days, strict=True):
        entries[local.date()].append(Entry(event.what, said(event), f"{local:%H:%M}"))
    drawn = []
    for place in range(min((last - first).days // 7 + 1, MOST_WEEKS)):
        monday = first + timedelta(weeks=place)
        number = (monday - start).days // 7 + 1
        shown = (monday + timedelta(days=n) for n in range(7))
        week = Week(number if number > 0 else None, tuple(_day(plan, day, entries) for day in shown))
        if week.number is not None or any(day.entries for day in week.days):
            drawn.append(week)
    return drawn


def _day(plan: Plan, day: date, entries: dict[date, list[Entry]]) -> Day:
    return Day(
        day=day,
        entries=tuple(entries.get(day, ())),
        off=_why_off(plan, day),
        weekend=day.weekday() in plan.weekend_for_all(),
    )


def _why_off(plan: Plan, day: date) -> str:
    why = [plan.closed[day]] if day in plan.closed else []
    if countries := plan.days_off(day):
        names = [say_territory(code) for code in countries[:MOST_NAMED]]
        more = len(countries) - len(names)
        why.append(say_list([*names, f"+{more}"] if more else names))
    return ", ".join(why)


def _week_of(day: date, language: str) -> date:
    """The first day of its week."""
    first = Locale.parse(_TERRITORY.get(language, language)).first_week_day
    return day - timedelta(days=(day.weekday() - first) % 7)


# A bare language has no week of its own.
_TERRITORY = {"en": "en_GB", "fr": "fr_SN", "es": "es_ES", "pt": "pt_PT", "ar": "ar_MA"}
