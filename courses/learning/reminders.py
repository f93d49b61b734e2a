"""Who is reminded of a due date, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from cms.core.locking import locked
from cms.notices.actions import untold, write_notices
from cms.notices.kinds import stamp
from cms.people.models import User
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment, EnrolmentQuerySet, Release
from courses.cohorts.notices import OWN_FACTS, readers_of, release_facts, subject_of, taught_module
from courses.editions.reading import TaughtModule, TaughtStep
from courses.learning.notices import DueTomorrow

AHEAD = timedelta(hours=24)


def remind(now: datetime) -> int:
    """Sweep step: tells who has not completed a module that is due within a day; how many were told.

    What has passed is not told any more. A moved due date is a new occasion.
    """
    due = Release.objects.due_between(now, now + AHEAD)
    return sum(
        _remind_of(release, now=now)
        for release in due.select_related("cohort__network").order_by("due_at", "pk")
    )


def _remind_of(release: Release, *, now: datetime) -> int:
    module = taught_module(release, language="en")
    if module is None or not _required(module) or not _to_remind(release, module).exists():
        return 0
    with transaction.atomic():
        # Read again: the due date may have moved, and another sweep may be at it.
        due = (
            Release.objects.due_between(now, now + AHEAD)
            .filter(pk=release.pk)
            .select_related("cohort__network")
        )
        release_now = locked(due, skip_locked=True).first()
        if release_now is None:
            return 0
        return write_notices(
            readers_of(behind_in(release_now, module)),
            kind=DueTomorrow.key,
            subject=subject_of(release_now),
            occasion=stamp(release_now.due_at),
            facts=release_facts(release_now),
            own=OWN_FACTS,
            network=release_now.cohort.network,
            due=now,
            now=now,
        )


def _to_remind(release: Release, module: TaughtModule) -> QuerySet[User]:
    return untold(
        readers_of(behind_in(release, module)),
        kind=DueTomorrow.key,
        subject=subject_of(release),
        occasion=stamp(release.due_at),
    )


def behind_in(release: Release, module: TaughtModule) -> EnrolmentQuerySet:
    """Active enrolments of the cohort that lack a required step of the module, as `completion` judges it."""
    required = _required(module)
    read = [step.key for step in required if not step.assessed]
    assessed = [step.key for step in required if step.assessed]
    done = Q(progress__completed_at__isnull=False) & (
        Q(progress__step_key__in=read) | Q(progress__step_key__in=assessed, progress__passed=True)
    )
    return (
        Enrolment.all_objects.filter(cohort=release.cohort_id, state=EnrolmentState.ACTIVE)
        .annotate(steps_done=Count("progress", filter=done))
        .filter(steps_done__lt=len(required))
    )


def _required(module: TaughtModule) -> list[TaughtStep]:
    return [step for step in module.steps if step.required]
