"""When somebody was last in their course, and who is silent though something waits for them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from django.db.models import (
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Least, NullIf

from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Attendance, Cohort, Enrolment, EnrolmentQuerySet, Leave, OwnDates, Release
from courses.editions.reading import TaughtModule
from courses.learning.models import Progress
from courses.learning.required import done_by_enrolment, modules_of, required_steps

SILENCE = timedelta(days=10)
DAY = timedelta(days=1)
# Before anything: a database may say that the greater of two is unknown where one of them is.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

Openings = Mapping[uuid.UUID, datetime]


def last_sign() -> NullIf:
    """Of an enrolment: when its person was last at a step or in a live session; NULL for never."""
    return NullIf(
        Greatest(*(Coalesce(sign, Value(NEVER)) for sign in (_at_a_step(), _in_a_session()))), Value(NEVER)
    )


def _at_a_step() -> Subquery:
    theirs = Progress.all_objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    return Subquery(theirs.annotate(seen=Max(Coalesce("last_seen_at", "opened_at"))).values("seen"))


def _in_a_session() -> Subquery:
    """Whoever notes it may do so long after the session."""
    theirs = Attendance.objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    return Subquery(theirs.annotate(seen=Max(Least("at", "session__ends_at"))).values("seen"))


def _back_from_leave(now: datetime) -> ExpressionWrapper:
    """The end of their latest leave that has begun; by UTC's days, some hours off those of the cohort."""
    begun = Leave.all_objects.filter(enrolment=OuterRef("pk"), starts__lte=now.astimezone(UTC).date())
    last = begun.order_by().values("enrolment").annotate(last=Max("ends")).values("last")
    return ExpressionWrapper(Cast(Subquery(last), DateTimeField()) + DAY, output_field=DateTimeField())


def quiet_at(now: datetime) -> EnrolmentQuerySet:
    """Active enrolments of running cohorts without a sign of life for ten days; annotates `quiet_since`.

    Who is on leave, or came back from one less than ten days ago, is not among them.
    """
    signs = (_at_a_step(), _in_a_session(), _back_from_leave(now))
    since = Greatest(
        *(Coalesce(sign, F("enrolled_at")) for sign in signs), F("enrolled_at"), F("cohort__starts_at")
    )
    active = Enrolment.all_objects.filter(state=EnrolmentState.ACTIVE, cohort__state=CohortState.RUNNING)
    return active.annotate(quiet_since=since).filter(quiet_since__lte=now - SILENCE)


def may_have_fallen_silent(quiet: EnrolmentQuerySet, *, after: datetime, now: datetime) -> EnrolmentQuerySet:
    """Those of `quiet_at` whose silence may have begun after this: their last sign is from since then, or an opening."""
    lately = Q(opens_at__gt=after, opens_at__lte=now - SILENCE)
    opened = Release.objects.filter(lately, cohort=OuterRef("cohort"))
    own = OwnDates.objects.filter(lately, enrolment=OuterRef("pk"))
    return quiet.filter(Q(quiet_since__gt=after) | Exists(opened) | Exists(own))


def silences(quiet: EnrolmentQuerySet, *, now: datetime) -> dict[int, datetime]:
    """Of those of `quiet_at` who lack a required step that is open to them: their id, and since when they are silent.

    Who had done all that was open is silent from the next opening on. Four queries at most, whatever their number.
    """
    rows = list(quiet.order_by("pk").values_list("pk", "cohort", "syllabus", "has_own_dates", "quiet_since"))
    if not rows:
        return {}
    taught = {syllabus: modules_of(syllabus) for syllabus in {row[2] for row in rows}}
    opened = _openings({row[1] for row in rows})
    own = _own_openings([row[0] for row in rows if row[3]])
    done = done_by_enrolment(
        (each for modules in taught.values() for each in modules), [row[0] for row in rows]
    )
    found = {}
    for pk, cohort, syllabus, _special, quiet_since in rows:
        opens_at = {**opened.get(cohort, {}), **own.get(pk, {})}
        waits = _waits_since(taught[syllabus], opens_at, done[pk], now=now)
        if waits is not None and max(quiet_since, waits) <= now - SILENCE:
            found[pk] = max(quiet_since, waits)
    return found


def silent_in(cohort: Cohort, *, now: datetime) -> dict[int, datetime]:
    return silences(quiet_at(now).filter(cohort=cohort), now=now)


def _openings(cohorts: Iterable[int]) -> dict[int, dict[uuid.UUID, datetime]]:
    found: dict[int, dict[uuid.UUID, datetime]] = {}
    rows = (
        Release.objects.filter(cohort__in=cohorts).values_list("cohort", "module_key", "opens_at").order_by()
    )
    for cohort, key, opens_at in rows:
        found.setdefault(cohort, {})[key] = opens_at
    return found


def _own_openings(enrolments: list[int]) -> dict[int, dict[uuid.UUID, datetime]]:
    found: dict[int, dict[uuid.UUID, datetime]] = {}
    if enrolments:
        own = OwnDates.objects.filter(enrolment__in=enrolments)
        for pk, key, opens_at in own.values_list("enrolment", "release__module_key", "opens_at"):
            found.setdefault(pk, {})[key] = opens_at
    return found


def _waits_since(
    modules: Iterable[TaughtModule], opens_at: Openings, done: set[uuid.UUID], *, now: datetime
) -> datetime | None:
    """When the first module opened of which they lack a required step; None where nothing open waits for them."""
    waiting = [
        opens_at.get(module.key, NEVER)
        for module in modules
        if opens_at.get(module.key, NEVER) <= now
        and any(step.key not in done for step in required_steps(module))
    ]
    return min(waiting, default=None)
