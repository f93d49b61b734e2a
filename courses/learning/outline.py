"""What one enrolled person sees of their course: each module open or not, each step done or not."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import cached_property

from cms.networks.models import in_language
from courses.cohorts.models import Enrolment, Release
from courses.editions.reading import (
    TaughtModule,
    TaughtStep,
    TaughtSyllabus,
    taught_syllabus,
)
from courses.learning.completion import (
    Completion,
    ProgressFacts,
    StepFacts,
    completion,
    is_done,
)
from courses.learning.models import Progress


@dataclass(frozen=True)
class OutlineStep:
    taught: TaughtStep
    url: str
    progress: Progress | None
    done: bool
    is_open: bool

    @property
    def title(self) -> str:
        return self.taught.text.title

    @property
    def language(self) -> str:
        return self.taught.text.language

    @property
    def opened(self) -> bool:
        return self.progress is not None


@dataclass(frozen=True)
class OutlineModule:
    taught: TaughtModule
    number: int
    release: Release | None
    is_open: bool
    steps: tuple[OutlineStep, ...]

    @property
    def title(self) -> str:
        return self.taught.title

    @property
    def language(self) -> str:
        return self.taught.language

    @property
    def network_slug(self) -> str:
        return self.taught.network_slug

    @property
    def network_name(self) -> str:
        return in_language(self.taught.network_names)

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def opens_at(self) -> datetime | None:
        return self.release.opens_at if self.release else None

    @property
    def due_at(self) -> datetime | None:
        return self.release.due_at if self.release else None


@dataclass(frozen=True)
class Outline:
    enrolment: Enrolment
    title: str
    modules: tuple[OutlineModule, ...]
    completion: Completion

    def __iter__(self) -> Iterator[OutlineStep]:
        return iter(self.steps)

    @cached_property
    def steps(self) -> tuple[OutlineStep, ...]:
        return tuple(step for module in self.modules for step in module.steps)

    @cached_property
    def open_steps(self) -> tuple[OutlineStep, ...]:
        return tuple(step for step in self.steps if step.is_open)

    @property
    def url(self) -> str:
        return reverse("learning:outline", args=[self.enrolment.pk])

    def next_to_do(self) -> tuple[OutlineModule, OutlineStep] | None:
        """The first open step that is not done, required ones first."""
        todo = [
            (module, step)
            for module in self.modules
            for step in module.steps
            if step.is_open and not step.done
        ]
        required = [pair for pair in todo if pair[1].taught.required]
        return next(iter(required or todo), None)

    def next_opening(self) -> OutlineModule | None:
        closed = [
            module for module in self.modules if not module.is_open and module.opens_at
        ]
        return min(
            closed, key=lambda module: module.opens_at or datetime.max, default=None
        )

    def find(self, step_key: uuid.UUID) -> tuple[OutlineModule, OutlineStep] | None:
        return next(
            ((m, s) for m in self.modules for s in m.steps if s.taught.key == step_key),
            None,
        )


def outline_of(enrolment: Enrolment, *, language: str, now: datetime) -> Outline | None:
    """None until the cohort has started. Two queries: releases and progress."""
    if enrolment.syllabus_id is None:
        return None
    syllabus = taught_syllabus(enrolment.syllabus_id, language)
    releases = {
        release.module_key: release
        for release in Release.objects.filter(cohort=enrolment.cohort_id)
    }
    for release in releases.values():
        release.cohort = enrolment.cohort
    progress = {
        row.step_key: row for row in Progress.all_objects.filter(enrolment=enrolment)
    }
    return build_outline(
        enrolment, syllabus, releases, progress, language=language, now=now
    )


def build_outline(
    enrolment: Enrolment,
    syllabus: TaughtSyllabus,
    releases: dict[uuid.UUID, Release],
    progress: dict[uuid.UUID, Progress],
    *,
    language: str,
    now: datetime,
) -> Outline:
    facts = {key: facts_of(row) for key, row in progress.items()}
    modules = []
    for number, taught in enumerate(syllabus.modules, start=1):
        release = releases.get(taught.key)
        is_open = release is None or release.is_open_at(now)
        modules.append(
            OutlineModule(
                taught=taught,
                number=number,
                release=release,
                is_open=is_open,
                steps=tuple(
                    _outline_step(enrolment, step, progress, facts, is_open=is_open)
                    for step in taught.steps
                ),
            )
        )
    return Outline(
        enrolment=enrolment,
        title=in_language(syllabus.titles, language),
        modules=tuple(modules),
        completion=completion([step_facts(step) for step in syllabus.steps], facts),
    )


def _outline_step(
    enrolment: Enrolment,
    taught: TaughtStep,
    progress: dict[uuid.UUID, Progress],
    facts: dict[uuid.UUID, ProgressFacts],
    *,
    is_open: bool,
) -> OutlineStep:
    return OutlineStep(
        taught=taught,
        url=reverse("learning:step", args=[enrolment.pk, taught.key]),
        progress=progress.get(taught.key),
        done=taught.key in facts and is_done(step_facts(taught), facts[taught.key]),
        is_open=is_open,
    )


def step_facts(step: TaughtStep) -> StepFacts:
    return StepFacts(key=step.key, required=step.required, assessed=step.assessed)


def facts_of(row: Progress) -> ProgressFacts:
    return ProgressFacts(
        completed_at=row.completed_at, passed=row.passed, score=row.score
    )
