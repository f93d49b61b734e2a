"""How many of a cohort's people were done, on track and behind, day by day, from what is known of them now."""

from __future__ import annotations

import uuid
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Case, Count, Max, QuerySet, Value, When

from cms.world.zones import instant
from courses.cohorts.enums import LEARNING_STATES, TAUGHT_STATES, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, EnrolmentQuerySet, OwnDates, Release
from courses.editions.reading import TaughtModule
from courses.learning.required import done_of, modules_of, required_steps

FRESH = 5 * 60
# A longer course has a point a week.
MOST_DAYS = 60
END_OF_DAY = time(23, 59)
FOREVER = datetime.max.replace(tzinfo=UTC)

Span = tuple[datetime, datetime]
# When each module is due, and when all that is required of it was done.
Due = Mapping[uuid.UUID, datetime | None]
DoneAt = Mapping[uuid.UUID, datetime]


@dataclass(frozen=True)
class Point:
    """Of those who had a seat at the end of the day, or now; who was silent on a past day is not known."""

    day: date
    done: int
    on_track: int
    behind: int

    @property
    def people(self) -> int:
        return self.done + self.on_track + self.behind


def people_by_day_lately(cohort: Cohort, *, now: datetime) -> list[Point]:
    """The same, at most five minutes old: it counts all that everybody has done, and boards ask every minute."""
    key = f"people-by-day:{cohort.pk}:{cohort.state}"
    points = cache.get(key)
    if points is None:
        points = people_by_day(cohort, now=now)
        cache.set(key, points, FRESH)
    return points


def people_by_day(cohort: Cohort, *, now: datetime) -> list[Point]:
    """From the first day to today, or to the last; none before it begins. Due dates as they are now. Four queries."""
    modules = [module for module in modules_of(cohort.syllabus_id) if required_steps(module)]
    if cohort.state not in TAUGHT_STATES or not modules:
        return []
    taking_part = Enrolment.all_objects.filter(
        cohort=cohort, state__in=LEARNING_STATES | {EnrolmentState.NOT_COMPLETED}
    )
    days = _days(cohort, now)
    moments = [min(instant(day, END_OF_DAY, cohort.time_zone), now) for day in days]
    shared, own = _due(cohort, taking_part)
    done_at = _done_at(modules, taking_part)
    there, done, behind = (_Tally(moments) for _each in range(3))
    rows = taking_part.values_list("pk", "state", "enrolled_at", "ended_at")
    for pk, state, enrolled_at, ended_at in rows:
        came = enrolled_at or cohort.starts_at
        # Who is found to have done everything as the cohort closes had done it by its end.
        ended = min(ended_at or cohort.ends_at, cohort.ends_at)
        complete = ended if state == EnrolmentState.COMPLETED else FOREVER
        there.add(came, FOREVER)
        done.add(complete, FOREVER)
        for start, end in _lacking({**shared, **own.get(pk, {})}, done_at.get(pk, {}), modules):
            behind.add(max(start, came), min(end, complete))
    counted = zip(days, there.counts, done.counts, behind.counts, strict=True)
    return [Point(day, done=b, behind=c, on_track=a - b - c) for day, a, b, c in counted]


def _days(cohort: Cohort, now: datetime) -> list[date]:
    last = min(now.astimezone(ZoneInfo(cohort.time_zone)).date(), cohort.ends)
    number = (last - cohort.starts).days
    every = 1 if number < MOST_DAYS else 7
    return sorted({*(cohort.starts + timedelta(days=n) for n in range(0, number + 1, every)), last})


class _Tally:
    """How many spans of time each of the moments lies in."""

    def __init__(self, moments: Sequence[datetime]) -> None:
        self.moments = moments
        self.changes = [0] * (len(moments) + 1)

    def add(self, start: datetime, end: datetime) -> None:
        if start < end:
            self.changes[bisect_left(self.moments, start)] += 1
            self.changes[bisect_left(self.moments, end)] -= 1

    @property
    def counts(self) -> list[int]:
        return list(accumulate(self.changes[:-1]))


def _due(cohort: Cohort, taking_part: EnrolmentQuerySet) -> tuple[Due, Mapping[int, Due]]:
    """By the module's key: of the cohort, and of each of those with dates of their own."""
    shared = dict(Release.objects.filter(cohort=cohort).values_list("module_key", "due_at").order_by())
    own: dict[int, dict[uuid.UUID, datetime | None]] = defaultdict(dict)
    dates = OwnDates.objects.filter(enrolment__in=taking_part.values("pk"), release__cohort=cohort)
    for pk, key, due_at in dates.values_list("enrolment", "release__module_key", "due_at"):
        own[pk][key] = due_at
    return shared, own


def _done_at(modules: Sequence[TaughtModule], taking_part: EnrolmentQuerySet) -> Mapping[int, DoneAt]:
    """Of each person, by the module's key: when they had done all that it requires. A row for each of the two."""
    found: dict[int, dict[uuid.UUID, datetime]] = defaultdict(dict)
    for pk, position, number, last in _by_module(modules, taking_part):
        if number == len(required_steps(modules[position])):
            found[pk][modules[position].key] = last
    return found


def _by_module(modules: Sequence[TaughtModule], taking_part: EnrolmentQuerySet) -> QuerySet:
    position = Case(
        *(
            When(step_key__in=[step.key for step in required_steps(module)], then=Value(number))
            for number, module in enumerate(modules)
        )
    )
    done = done_of(modules, taking_part.values("pk")).annotate(module=position)
    grouped = (
        done.order_by().values("enrolment", "module").annotate(number=Count("pk"), last=Max("completed_at"))
    )
    return grouped.values_list("enrolment", "module", "number", "last")


def _lacking(due: Due, done_at: DoneAt, modules: Iterable[TaughtModule]) -> Iterator[Span]:
    """From when to when something was due and not done, spans that do not overlap."""
    spans = sorted(
        (due_at, done_at.get(module.key, FOREVER)) for module in modules if (due_at := due.get(module.key))
    )
    until = None
    for start, end in spans:
        begins = start if until is None else max(start, until)
        if begins < end:
            yield begins, end
            until = end
