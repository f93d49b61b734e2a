"""The board of a cohort: a line for each of its people, and how the whole has gone so far."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db import models
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from courses.cohorts.enums import LEARNING_STATES, CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, EnrolmentQuerySet, OwnDates, Release
from courses.cohorts.own_dates import releases_by_enrolment
from courses.editions.reading import TaughtModule, TaughtStep, taught_syllabus
from courses.learning.behind import Trouble, behind, silent_at, trouble_in
from courses.learning.completion import NOTHING, ProgressFacts, is_done
from courses.learning.models import Progress
from courses.learning.outline import step_facts


class Where(models.TextChoices):
    """Where somebody stands, as the board says it; who is behind may be silent too."""

    ON_TRACK = "on_track", _("On track")
    BEHIND = "behind", _("Behind")
    SILENT = "silent", _("Silent for ten days")
    DONE = "done", pgettext_lazy("people of a cohort", "Done")
    NOT_COMPLETED = "not_completed", _("Not completed")
    LEFT = "left", _("Left")


@dataclass(frozen=True)
class Row:
    """`next_step` is the first open one that is not done; `opens`, where none is open, the module that opens next and when."""

    enrolment: Enrolment
    where: tuple[Where, ...]
    done: int
    total: int
    next_step: str
    opens: tuple[str, datetime] | None
    seen_at: datetime | None

    @property
    def said_done(self) -> str:
        return gettext("%(number)s of %(total)s") % {"number": self.done, "total": self.total}


def people_of(cohort: Cohort) -> EnrolmentQuerySet:
    """Those who have, or had, a seat; annotates `seen_at`, when they were last in the course."""
    theirs = Progress.all_objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    seen = theirs.annotate(seen=Max(Coalesce("last_seen_at", "opened_at"))).values("seen")
    people = Enrolment.all_objects.filter(cohort=cohort).reported()
    return people.annotate(seen_at=Subquery(seen)).select_related("user")


def standing_at(
    people: EnrolmentQuerySet, where: Where, *, cohort: Cohort, now: datetime
) -> EnrolmentQuerySet:
    late = behind(cohort, now=now).values("pk")
    match where:
        case Where.ON_TRACK:
            return people.filter(state=EnrolmentState.ACTIVE).exclude(pk__in=late)
        case Where.BEHIND:
            return people.filter(pk__in=late)
        case Where.SILENT:
            return people.filter(pk__in=silent_at(now).filter(cohort=cohort).values("pk"))
        case Where.DONE:
            return people.filter(state=EnrolmentState.COMPLETED)
        case Where.NOT_COMPLETED:
            return people.filter(state=EnrolmentState.NOT_COMPLETED)
        case Where.LEFT:
            return people.filter(state=EnrolmentState.WITHDRAWN)


def rows_of(
    enrolments: Iterable[Enrolment],
    *,
    cohort: Cohort,
    trouble: Trouble | None = None,
    language: str,
    now: datetime,
) -> list[Row]:
    """In their order; `trouble` for who has it already. Eight queries at most, however many they are."""
    shown = list(enrolments)
    for each in shown:
        each.cohort = cohort
    ids = [each.pk for each in shown]
    modules = taught_syllabus(cohort.syllabus_id, language).modules if cohort.syllabus_id else ()
    trouble = trouble_in(cohort, now=now) if trouble is None else trouble
    facts = _facts(ids)
    releases = releases_by_enrolment(shown)
    return [
        _row(
            each,
            modules,
            facts.get(each.pk, {}),
            {key: release.opens_at for key, release in releases[each.pk].items()},
            where=_where(each, behind=each.pk in trouble.behind, silent=each.pk in trouble.silent),
            now=now,
        )
        for each in shown
    ]


def _facts(ids: Sequence[int]) -> dict[int, dict[uuid.UUID, ProgressFacts]]:
    facts: dict[int, dict[uuid.UUID, ProgressFacts]] = defaultdict(dict)
    rows = Progress.all_objects.filter(enrolment__in=ids).values_list(
        "enrolment", "step_key", "completed_at", "passed"
    )
    for enrolment, key, completed_at, passed in rows:
        facts[enrolment][key] = ProgressFacts(completed_at=completed_at, passed=passed)
    return facts


def _where(enrolment: Enrolment, *, behind: bool, silent: bool) -> tuple[Where, ...]:
    settled = {
        EnrolmentState.COMPLETED: Where.DONE,
        EnrolmentState.NOT_COMPLETED: Where.NOT_COMPLETED,
        EnrolmentState.WITHDRAWN: Where.LEFT,
    }
    if enrolment.state in settled:
        return (settled[EnrolmentState(enrolment.state)],)
    needs = ((Where.BEHIND,) if behind else ()) + ((Where.SILENT,) if silent else ())
    return needs or (Where.ON_TRACK,)


def _row(
    enrolment: Enrolment,
    modules: Sequence[TaughtModule],
    facts: Mapping[uuid.UUID, ProgressFacts],
    opens_at: Mapping[uuid.UUID, datetime],
    *,
    where: tuple[Where, ...],
    now: datetime,
) -> Row:
    steps = [step for module in modules for step in module.steps]
    done = {step.key for step in steps if is_done(step_facts(step), facts.get(step.key, NOTHING))}
    going_on = enrolment.state == EnrolmentState.ACTIVE
    return Row(
        enrolment,
        where,
        done=len(done),
        total=len(steps),
        next_step=_next_step(modules, done, opens_at, now=now) if going_on else "",
        opens=_next_opening(modules, opens_at, now=now) if going_on else None,
        seen_at=enrolment.seen_at,
    )


def _next_step(
    modules: Sequence[TaughtModule],
    done: set[uuid.UUID],
    opens_at: Mapping[uuid.UUID, datetime],
    *,
    now: datetime,
) -> str:
    todo: list[TaughtStep] = [
        step
        for module in modules
        if module.key not in opens_at or opens_at[module.key] <= now
        for step in module.steps
        if step.key not in done
    ]
    required = [step for step in todo if step.required]
    return next((step.text.title for step in required or todo), "")


def _next_opening(
    modules: Sequence[TaughtModule], opens_at: Mapping[uuid.UUID, datetime], *, now: datetime
) -> tuple[str, datetime] | None:
    ahead = [(opens_at[m.key], m.title) for m in modules if m.key in opens_at and opens_at[m.key] > now]
    return min(((title, at) for at, title in ahead), key=lambda pair: pair[1], default=None)


FRESH = 5 * 60


@dataclass(frozen=True)
class Point:
    """Shares of 0–1 of the required steps of everybody who takes part: done by the end of the day, and due by then."""

    day: date
    done: float
    due: float


def course_of_work_lately(cohort: Cohort, *, now: datetime) -> list[Point]:
    """The same, at most five minutes old: it counts all that everybody has done, and boards ask every minute."""
    key = f"course-of-work:{cohort.pk}:{cohort.state}"
    points = cache.get(key)
    if points is None:
        points = course_of_work(cohort, now=now)
        cache.set(key, points, FRESH)
    return points


def course_of_work(cohort: Cohort, *, now: datetime) -> list[Point]:
    """A point for each week from the first day to today, or to the last; none before it begins. Five queries."""
    if cohort.syllabus_id is None or cohort.state not in {CohortState.RUNNING, CohortState.CLOSED}:
        return []
    modules = taught_syllabus(cohort.syllabus_id, "en").modules
    required = {module.key: [s.key for s in module.steps if s.required] for module in modules}
    taking_part = Enrolment.all_objects.filter(
        cohort=cohort, state__in=LEARNING_STATES | {EnrolmentState.NOT_COMPLETED}
    )
    people = taking_part.count()
    whole = people * sum(len(keys) for keys in required.values())
    if not whole:
        return []
    zone = ZoneInfo(cohort.time_zone)
    last = min(now.astimezone(zone).date(), cohort.ends)
    done = _done_by_day(taking_part, [key for keys in required.values() for key in keys], zone)
    due = _due_by_day(cohort, taking_part, required, zone)
    days = [*(cohort.starts + timedelta(weeks=n) for n in range((last - cohort.starts).days // 7 + 1)), last]
    return [
        Point(
            day,
            done=sum(number for on, number in done if on <= day) / whole,
            due=sum(number for on, number in due if on <= day) / whole,
        )
        for day in sorted(set(days))
    ]


def _done_by_day(
    taking_part: EnrolmentQuerySet, keys: Sequence[uuid.UUID], zone: ZoneInfo
) -> list[tuple[date, int]]:
    done = Progress.all_objects.filter(
        enrolment__in=taking_part.values("pk"), step_key__in=keys, completed_at__isnull=False
    ).exclude(passed=False)
    by_day = done.annotate(day=TruncDate(F("completed_at"), tzinfo=zone)).values("day")
    return list(by_day.annotate(number=Count("pk")).values_list("day", "number").order_by("day"))


def _due_by_day(
    cohort: Cohort,
    taking_part: EnrolmentQuerySet,
    required: Mapping[uuid.UUID, Sequence[uuid.UUID]],
    zone: ZoneInfo,
) -> list[tuple[date, int]]:
    """Steps of all people together; those with dates of their own by these."""
    here = Q(own_dates__enrolment__in=taking_part.values("pk"))
    releases = Release.objects.filter(cohort=cohort).annotate(special=Count("own_dates", filter=here))
    people = taking_part.count()
    due = [(r.module_key, r.due_at, people - r.special) for r in releases]
    own = OwnDates.objects.filter(enrolment__in=taking_part.values("pk"), release__cohort=cohort)
    due += own.values_list("release__module_key", "due_at").annotate(number=Count("pk")).order_by()
    return [
        ((due_at - timedelta(minutes=1)).astimezone(zone).date(), number * len(required.get(key, ())))
        for key, due_at, number in due
        if due_at is not None
    ]
