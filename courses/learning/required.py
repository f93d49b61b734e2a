"""The required steps of modules, and who has done which, as `completion` judges it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from courses.editions.reading import TaughtModule, TaughtStep, taught_syllabus
from courses.learning.models import Progress


def modules_of(syllabus_id: int | None) -> tuple[TaughtModule, ...]:
    """In no language in particular; none before there is a syllabus."""
    return tuple(taught_syllabus(syllabus_id, "en").modules) if syllabus_id else ()


def required_steps(module: TaughtModule) -> list[TaughtStep]:
    return [step for step in module.steps if step.required]


def counted(steps: Iterable[TaughtStep]) -> Q:
    """Of a row of progress: that one of these steps counts as done by it."""
    found = list(steps)
    read = Q(step_key__in=[step.key for step in found if not step.assessed])
    passed = Q(step_key__in=[step.key for step in found if step.assessed], passed=True)
    return (read | passed) & Q(completed_at__isnull=False)


def done_of(modules: Iterable[TaughtModule], enrolments: Sequence[int]) -> QuerySet[Progress]:
    steps = {step.key: step for module in modules for step in required_steps(module)}
    return Progress.all_objects.filter(counted(steps.values()), enrolment__in=enrolments)


def done_by_enrolment(
    modules: Iterable[TaughtModule], enrolments: Sequence[int]
) -> dict[int, set[uuid.UUID]]:
    """The keys of the required steps that count as done, by the enrolment's id. One query, none for nobody."""
    done: dict[int, set[uuid.UUID]] = defaultdict(set)
    if enrolments:
        for enrolment, key in done_of(modules, enrolments).values_list("enrolment", "step_key"):
            done[enrolment].add(key)
    return done
