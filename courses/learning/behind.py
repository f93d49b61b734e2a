"""Who has fallen behind in a cohort, and who has fallen silent: one answer for reminders, announcements and lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, EnrolmentQuerySet, Release
from courses.cohorts.notices import taught_module
from courses.editions.reading import TaughtModule, TaughtStep
from courses.learning.models import Progress

SILENCE = timedelta(days=10)


def behind(cohort: Cohort, *, now: datetime) -> EnrolmentQuerySet:
    """Active enrolments that lack a required step of a module that is open and was due."""
    due = Release.objects.filter(cohort=cohort, released_at__isnull=False, due_at__lte=now)
    modules = [taught_module(release, language="en") for release in due.select_related("cohort")]
    return behind_in(cohort.pk, [module for module in modules if module])


def behind_in(cohort_id: int, modules: Iterable[TaughtModule]) -> EnrolmentQuerySet:
    """Active enrolments that lack a required step of one of the modules, as `completion` judges it."""
    required = [step for module in modules for step in required_steps(module)]
    read = [step.key for step in required if not step.assessed]
    assessed = [step.key for step in required if step.assessed]
    done = Q(progress__completed_at__isnull=False) & (
        Q(progress__step_key__in=read) | Q(progress__step_key__in=assessed, progress__passed=True)
    )
    active = active_in(cohort_id)
    if not required:
        return active.none()
    return active.annotate(steps_done=Count("progress", filter=done)).filter(steps_done__lt=len(required))


def silent_at(now: datetime) -> EnrolmentQuerySet:
    """Active enrolments of running cohorts without a sign of life for ten days; annotates `since`, its last one."""
    theirs = Progress.all_objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    seen = theirs.annotate(seen=Max(Coalesce("last_seen_at", "opened_at"))).values("seen")
    return (
        Enrolment.all_objects.filter(state=EnrolmentState.ACTIVE, cohort__state=CohortState.RUNNING)
        .annotate(
            since=Greatest(
                Coalesce(Subquery(seen), F("enrolled_at")), F("enrolled_at"), F("cohort__starts_at")
            )
        )
        .filter(since__lte=now - SILENCE)
    )


def how_it_goes(cohort: Cohort, *, now: datetime) -> dict[str, int]:
    """How many are `active`, and of these `behind` and `silent`, which may be the same people; and how many `done`.

    Four queries, and what says which modules were due.
    """
    done = Enrolment.all_objects.filter(cohort=cohort, state=EnrolmentState.COMPLETED)
    return {
        "active": active_in(cohort.pk).count(),
        "behind": behind(cohort, now=now).count(),
        "silent": silent_at(now).filter(cohort=cohort).count(),
        "done": done.count(),
    }


def active_in(cohort_id: int) -> EnrolmentQuerySet:
    return Enrolment.all_objects.filter(cohort=cohort_id, state=EnrolmentState.ACTIVE)


def required_steps(module: TaughtModule) -> list[TaughtStep]:
    return [step for step in module.steps if step.required]
