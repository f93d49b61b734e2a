"""Who is reminded of a due date, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
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
from courses.learning.behind import behind_in, required_steps
from courses.learning.models import ReminderRound
from courses.learning.notices import DueInAWeek, DueInThreeDays, DueTomorrow, Overdue

NONE = timedelta(0)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reminder:
    """Told of a release from `first` before its due time on, no later than `last` before it.

    What opened less than `settled` ago is not reminded of: its opening has just been told.
    """

    kind: str
    first: timedelta
    last: timedelta
    settled: timedelta = NONE

    def due_at(self, now: datetime) -> ReleaseQuerySet:
        """Releases with somebody who has had no round of the due time that they have now."""
        had = ReminderRound.objects.filter(
            release=OuterRef("pk"), kind=self.kind, due_at=OuterRef("due_at")
        ).values("up_to")
        here = Enrolment.all_objects.filter(cohort=OuterRef("cohort"), state=EnrolmentState.ACTIVE)
        latest = here.order_by().values("cohort").annotate(latest=Max("pk")).values("latest")
        due = Release.objects.due_between(now + self.last, now + self.first)
        return due.filter(opens_at__lte=now - self.settled).filter(
            GreaterThan(Subquery(latest), Coalesce(Subquery(had), 0))
        )

    def due_for_one(self, now: datetime) -> OwnDatesQuerySet:
        """Dates of single people for which this reminder has not been considered yet."""
        due = OwnDates.objects.due_between(now + self.last, now + self.first)
        return due.filter(opens_at__lte=now - self.settled).exclude(reminded=self.kind)


REMINDERS = (
    Reminder(DueInAWeek.key, first=7 * DAY, last=3 * DAY, settled=DAY),
    Reminder(DueInThreeDays.key, first=3 * DAY, last=DAY, settled=DAY),
    Reminder(DueTomorrow.key, first=DAY, last=NONE),
    Reminder(Overdue.key, first=NONE, last=-2 * DAY),
)


def remind(now: datetime) -> int:
    """Sweep step: tells who has not completed a module that is due soon, or was; how many were told.

    After a downtime the reminder that fits the hour is told, and none that has passed. A moved due
    date is a new occasion.
    """
    return sum(
        _begin(reminder, release, now=now)
        for reminder in REMINDERS
        for release in reminder.due_at(now).order_by("due_at", "pk")
    )


def _begin(reminder: Reminder, release: Release, *, now: datetime) -> int:
    with transaction.atomic():
        # Read again: the due date may have moved, and another sweep may be at it.
        due = reminder.due_at(now).filter(pk=release.pk).select_related("cohort__network")
        current = locked(due, skip_locked=True).first()
        if current is None or current.due_at is None:
            return 0
        _note(reminder, current)
        module = taught_module(current, language="en")
        if module is None or not required_steps(module):
            return 0
        return write_notices(
            readers_of(_alike(current, module)),
            kind=reminder.kind,
            subject=subject_of(current),
            occasion=stamp(current.due_at),
            facts=release_facts(current),
            own=OWN_FACTS,
            network=current.cohort.network,
            due=now,
            now=now,
        )


def _alike(release: Release, module: TaughtModule) -> EnrolmentQuerySet:
    """Who lacks something of the module, without those who have dates of their own for it."""
    own = OwnDates.objects.filter(release=release.pk)
    return behind_in(release.cohort_id, [module]).exclude(pk__in=own.values("enrolment"))


def remind_own(now: datetime) -> int:
    """Sweep step: the same for those with dates of their own, each by theirs."""
    return sum(
        each_due(reminder.due_for_one(now).order_by("due_at", "pk"), partial(_remind_one, reminder, now=now))
        for reminder in REMINDERS
    )


def _remind_one(reminder: Reminder, own: OwnDates, *, now: datetime) -> bool:
    own.reminded = reminder.kind
    own.save(update_fields=["reminded"])
    release = releases_of(own.enrolment)[own.release.module_key]
    module = taught_module(release, language="en")
    if module is None or not required_steps(module):
        return False
    written = write_notices(
        readers_of(behind_in(release.cohort_id, [module]).filter(pk=own.enrolment_id)),
        kind=reminder.kind,
        subject=subject_of(release),
        occasion=stamp(own.due_at),
        facts=release_facts(release),
        own=OWN_FACTS,
        network=release.cohort.network,
        due=now,
        now=now,
    )
    return bool(written)


def _note(reminder: Reminder, release: Release) -> None:
    latest = Enrolment.all_objects.filter(cohort=release.cohort_id).aggregate(latest=Max("pk"))["latest"]
    ReminderRound.objects.update_or_create(
        release=release, kind=reminder.kind, due_at=release.due_at, defaults={"up_to": latest or 0}
    )
