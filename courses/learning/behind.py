"""Who has fallen behind in a cohort, and how the whole goes: one answer for reminders, announcements and lists."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from courses.cohorts.enums import REPORTED_STATES, CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, EnrolmentQuerySet, OwnDates, OwnDatesQuerySet, Release
from courses.editions.reading import TaughtModule
from courses.learning.required import done_by_enrolment, modules_of, required_steps
from courses.learning.signs_of_life import silent_in


def behind(cohort: Cohort, *, now: datetime) -> EnrolmentQuerySet:
    """Active enrolments that lack a required step of a module that is open and was due, for them; in a running cohort."""
    if cohort.state != CohortState.RUNNING:
        return active_in(cohort.pk).none()
    due = list(Release.objects.filter(cohort=cohort).due_at(now).values_list("pk", "module_key"))
    modules = {module.key: module for module in modules_of(cohort.syllabus_id)}
    shared = [modules[key] for _pk, key in due if key in modules]
    alike = behind_in(cohort.pk, shared).filter(has_own_dates=False)
    own = OwnDates.objects.filter(enrolment__in=active_in(cohort.pk).filter(has_own_dates=True).values("pk"))
    late = _behind_by_own(own, {pk: modules[key] for pk, key in due if key in modules}, modules, now=now)
    if not late:
        return alike
    return active_in(cohort.pk).filter(Q(pk__in=alike.values("pk")) | Q(pk__in=late))


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
    done = done_by_enrolment(modules.values(), asked)
    return [enrolment for enrolment in asked if needed[enrolment] - done[enrolment]]


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


@dataclass(frozen=True)
class Trouble:
    """Ids of a cohort's enrolments: who is behind, and who is silent, which may be the same."""

    behind: frozenset[int]
    silent: frozenset[int]


def trouble_in(cohort: Cohort, *, now: datetime) -> Trouble:
    """Of everybody who takes part; eight queries at most."""
    late = behind(cohort, now=now).values_list("pk", flat=True)
    return Trouble(frozenset(late), frozenset(silent_in(cohort, now=now)))


def how_it_goes(cohort: Cohort, *, trouble: Trouble | None = None, now: datetime) -> dict[str, int]:
    """How many are `active`, and of these `on_track`, `behind` and `silent`, of which the latter two may be the same
    people; how many are `done`, and how many ended as `not_completed`.

    One query beside those of `trouble_in`, which are spared to who has its answer already.
    """
    trouble = trouble_in(cohort, now=now) if trouble is None else trouble
    here = {state: Count("pk", filter=Q(state=state)) for state in REPORTED_STATES}
    states = Enrolment.all_objects.filter(cohort=cohort).aggregate(**here)
    return {
        "active": states[EnrolmentState.ACTIVE],
        "on_track": states[EnrolmentState.ACTIVE] - len(trouble.behind | trouble.silent),
        "behind": len(trouble.behind),
        "silent": len(trouble.silent),
        "done": states[EnrolmentState.COMPLETED],
        "not_completed": states[EnrolmentState.NOT_COMPLETED],
    }


def active_in(cohort_id: int) -> EnrolmentQuerySet:
    return Enrolment.all_objects.filter(cohort=cohort_id, state=EnrolmentState.ACTIVE)
