"""Who is reminded of a due date, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from django.db import transaction
from django.db.models import Case, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from cms.core.locking import locked
from cms.core.sweep import each_due
from cms.notices.actions import write_notices
from cms.notices.kinds import stamp
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import (
    Enrolment,
    EnrolmentQuerySet,
    OwnDates,
    OwnDatesQuerySet,
    Release,
    ReleaseQuerySet,
)
from courses.cohorts.notices import OWN_FACTS, readers_of, release_facts, subject_of, taught_module
from courses.cohorts.own_dates import releases_of
from courses.editions.reading import TaughtModule
from courses.learning.behind import behind_in
from courses.learning.models import ReminderRound
from courses.learning.notices import DueInAWeek, DueInThreeDays, DueTomorrow, Overdue
from courses.learning.required import required_steps

D = TypeVar("D", ReleaseQuerySet, OwnDatesQuerySet)
NONE = timedelta(0)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reminder:
    """Told of a due time from `first` before it on, no later than `last` before it.

    What opened less than `settled` ago is not reminded of: its opening has just been told.
    """

    kind: str
    first: timedelta
    last: timedelta
    settled: timedelta = NONE

    def fits(self, now: datetime) -> Q:
        """Of anything with an opening and a due time, whether it is the time of this reminder."""
        due = Q(due_at__gt=now + self.last, due_at__lte=now + self.first)
        return due & Q(opens_at__lte=now - self.settled)


REMINDERS = (
    Reminder(DueInAWeek.key, first=7 * DAY, last=3 * DAY, settled=DAY),
    Reminder(DueInThreeDays.key, first=3 * DAY, last=DAY, settled=DAY),
    Reminder(DueTomorrow.key, first=DAY, last=NONE),
    Reminder(Overdue.key, first=NONE, last=-2 * DAY),
)


def _near(dated: D, now: datetime) -> D:
    """What is due soon, or was; annotates `kind`, that of the one reminder whose time it is."""
    first, last = max(each.first for each in REMINDERS), min(each.last for each in REMINDERS)
    kind = Case(*(When(each.fits(now), then=Value(each.kind)) for each in REMINDERS), default=None)
    return dated.due_between(now + last, now + first).annotate(kind=kind).filter(kind__isnull=False)


def _due(now: datetime) -> ReleaseQuerySet:
    """Releases with somebody who has had no round of the due time that they have now."""
    had = ReminderRound.objects.filter(
        release=OuterRef("pk"), kind=OuterRef("kind"), due_at=OuterRef("due_at")
    ).values("up_to")
    here = Enrolment.all_objects.filter(cohort=OuterRef("cohort"), state=EnrolmentState.ACTIVE)
    latest = here.order_by().values("cohort").annotate(latest=Max("pk")).values("latest")
    return _near(Release.objects.all(), now).filter(GreaterThan(Subquery(latest), Coalesce(Subquery(had), 0)))


def remind(now: datetime) -> int:
    """Sweep step: tells who has not completed a module that is due soon, or was; how many were told.

    After a downtime the reminder that fits the hour is told, and none that has passed. A moved due
    date is a new occasion.
    """
    return sum(_begin(release, now=now) for release in _due(now).order_by("due_at", "pk"))


def _begin(release: Release, *, now: datetime) -> int:
    with transaction.atomic():
        # Read again: the due date may have moved, and another sweep may be at it.
        due = _due(now).filter(pk=release.pk).select_related("cohort__network")
        current = locked(due, skip_locked=True).first()
        if current is None or current.due_at is None:
            return 0
        _note(current)
        module = taught_module(current, language="en")
        if module is None:
            return 0
        return _tell(current, _alike(current, module), module, kind=current.kind, now=now)


def remind_own(now: datetime) -> int:
    """Sweep step: the same for those with dates of their own, each by theirs."""
    due = _near(OwnDates.objects.all(), now).exclude(reminded=F("kind"))
    return each_due(due.order_by("due_at", "pk"), partial(_remind_one, now=now))


def _remind_one(own: OwnDates, *, now: datetime) -> bool:
    own.reminded = own.kind
    own.save(update_fields=["reminded"])
    release = releases_of(own.enrolment)[own.release.module_key]
    module = taught_module(release, language="en")
    if module is None:
        return False
    people = behind_in(release.cohort_id, [module]).filter(pk=own.enrolment_id)
    return bool(_tell(release, people, module, kind=own.kind, now=now))


def _tell(
    release: Release, people: EnrolmentQuerySet, module: TaughtModule, *, kind: str, now: datetime
) -> int:
    """`release` as these people have it; nobody of a module that requires nothing."""
    if not required_steps(module):
        return 0
    return write_notices(
        readers_of(people),
        kind=kind,
        subject=subject_of(release),
        occasion=stamp(release.due_at),
        facts=release_facts(release),
        own=OWN_FACTS,
        network=release.cohort.network,
        due=now,
        now=now,
    )


def _alike(release: Release, module: TaughtModule) -> EnrolmentQuerySet:
    """Who lacks something of the module, without those who have dates of their own for it."""
    own = OwnDates.objects.filter(release=release.pk)
    return behind_in(release.cohort_id, [module]).exclude(pk__in=own.values("enrolment"))


def _note(release: Release) -> None:
    latest = Enrolment.all_objects.filter(cohort=release.cohort_id).aggregate(latest=Max("pk"))["latest"]
    ReminderRound.objects.update_or_create(
        release=release, kind=release.kind, due_at=release.due_at, defaults={"up_to": latest or 0}
    )
