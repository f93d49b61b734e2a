"""Who has fallen behind in a cohort, and who has fallen silent: one answer for reminders, announcements and lists."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, EnrolmentQuerySet, OwnDates, OwnDatesQuerySet, Release
from courses.editions.reading import TaughtModule, TaughtStep, taught_syllabus
from courses.learning.models import Progress

SILENCE = timedelta(days=10)


def behind(cohort: Cohort, *, now: datetime) -> EnrolmentQuerySet:
    """Active enrolments that lack a required step of a module that is open and was due, for them."""
    due = list(Release.objects.filter(cohort=cohort).due_at(now).values_list("pk", "module_key"))
    modules = _modules(cohort)
    shared = [modules[key] for _pk, key in due if key in modules]
    alike = behind_in(cohort.pk, shared).filter(has_own_dates=False)
    own = OwnDates.objects.filter(enrolment__in=active_in(cohort.pk).filter(has_own_dates=True).values("pk"))
    late = _behind_by_own(own, {pk: modules[key] for pk, key in due if key in modules}, modules, now=now)
    if not late:
        return alike
    return active_in(cohort.pk).filter(Q(pk__in=alike.values("pk")) | Q(pk__in=late))


def _modules(cohort: Cohort) -> dict[uuid.UUID, TaughtModule]:
    if cohort.syllabus_id is None:
        return {}
    return {module.key: module for module in taught_syllabus(cohort.syllabus_id, "en").modules}


def _behind_by_own(
    own: OwnDatesQuerySet,
    shared: Mapping[int, TaughtModule],
    modules: Mapping[uuid.UUID, TaughtModule],
    *,
    now: datetime,
) -> list[int]:
    """Ids of those with dates of their own who are behind; `shared` is what is due for the cohort, by release."""
    due: dict[int, dict[int, TaughtModule]] = {}
    rows = own.values_list("enrolment", "release", "release__module_key", "due_at", "released_at")
    for enrolment, release, key, due_at, released_at in rows:
        theirs = due.setdefault(enrolment, dict(shared))
        theirs.pop(release, None)
        if key in modules and released_at is not None and due_at is not None and due_at <= now:
            theirs[release] = modules[key]
    needed = {
        enrolment: {step.key for module in theirs.values() for step in required_steps(module)}
        for enrolment, theirs in due.items()
    }
    asked = [enrolment for enrolment, keys in needed.items() if keys]
    done: dict[int, set[uuid.UUID]] = {}
    if asked:
        for enrolment, key in _done(modules.values(), asked):
            done.setdefault(enrolment, set()).add(key)
    return [enrolment for enrolment in asked if needed[enrolment] - done.get(enrolment, set())]


def _done(modules: Iterable[TaughtModule], enrolments: Sequence[int]) -> QuerySet[Progress, tuple]:
    """(enrolment, step) of the required steps that count as done, as `completion` judges it."""
    required = [step for module in modules for step in required_steps(module)]
    counts = Q(step_key__in=[step.key for step in required if not step.assessed]) | Q(
        step_key__in=[step.key for step in required if step.assessed], passed=True
    )
    done = Progress.all_objects.filter(counts, enrolment__in=enrolments, completed_at__isnull=False)
    return done.values_list("enrolment", "step_key")


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


@dataclass(frozen=True)
class Trouble:
    """Ids of a cohort's enrolments: who is behind, and who is silent, which may be the same."""

    behind: frozenset[int]
    silent: frozenset[int]


def trouble_in(cohort: Cohort, *, now: datetime) -> Trouble:
    """Of everybody who takes part; five queries at most."""
    late = behind(cohort, now=now).values_list("pk", flat=True)
    silent = silent_at(now).filter(cohort=cohort).values_list("pk", flat=True)
    return Trouble(frozenset(late), frozenset(silent))


def how_it_goes(cohort: Cohort, *, trouble: Trouble | None = None, now: datetime) -> dict[str, int]:
    """How many are `active`, and of these `behind` and `silent`, which may be the same people; and how many `done`.

    One query beside those of `trouble_in`, which are spared to who has its answer already.
    """
    trouble = trouble_in(cohort, now=now) if trouble is None else trouble
    states = Enrolment.all_objects.filter(cohort=cohort).aggregate(
        active=Count("pk", filter=Q(state=EnrolmentState.ACTIVE)),
        done=Count("pk", filter=Q(state=EnrolmentState.COMPLETED)),
    )
    return {
        "active": states["active"],
        "behind": len(trouble.behind),
        "silent": len(trouble.silent),
        "done": states["done"],
    }


def active_in(cohort_id: int) -> EnrolmentQuerySet:
    return Enrolment.all_objects.filter(cohort=cohort_id, state=EnrolmentState.ACTIVE)


def required_steps(module: TaughtModule) -> list[TaughtStep]:
    return [step for step in module.steps if step.required]
