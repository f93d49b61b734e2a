"""What one enrolled person sees of their course: each module open or not, each step done or not."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal

from django.urls import reverse

from cms.networks.models import in_language
from courses.catalogue.models import Step
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.cohorts.own_dates import releases_of
from courses.editions.reading import TaughtModule, TaughtNetwork, TaughtStep, taught_syllabus
from courses.learning.completion import Completion, ProgressFacts, StepFacts, completion, is_done
from courses.learning.models import Progress

StepState = Literal["here", "done", "opened", "new"]
Standing = Literal["waiting", "on_track", "behind", "complete", "not_completed", "cancelled"]

FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class OutlineStep:
    taught: TaughtStep
    url: str
    progress: Progress | None
    done: bool
    is_open: bool
    here: bool = False

    @property
    def title(self) -> str:
        return self.taught.text.title

    @property
    def kind(self) -> str:
        return str(Step.of_kind(self.taught.kind)._meta.verbose_name)

    @property
    def minutes(self) -> int:
        return self.taught.minutes

    @property
    def required(self) -> bool:
        return self.taught.required

    @property
    def state(self) -> StepState:
        if self.here:
            return "here"
        if self.done:
            return "done"
        return "opened" if self.progress else "new"

    @property
    def score(self) -> int | None:
        """Whole per cent of the best result, where the step is assessed and was tried."""
        if self.progress is None or self.progress.score is None:
            return None
        return int(self.progress.score * 100)


@dataclass(frozen=True)
class OutlineModule:
    taught: TaughtModule
    number: int
    release: Release | None
    open: bool
    late: bool
    steps: tuple[OutlineStep, ...]

    @property
    def title(self) -> str:
        return self.taught.title

    @property
    def section(self) -> str:
        return self.taught.section

    @property
    def network(self) -> TaughtNetwork:
        return self.taught.network

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def current(self) -> bool:
        return any(step.here for step in self.steps)

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
    facts: Mapping[uuid.UUID, ProgressFacts]

    @property
    def cohort(self) -> Cohort:
        return self.enrolment.cohort

    @cached_property
    def completion(self) -> Completion:
        return completion([step_facts(step.taught) for step in self.steps], self.facts)

    @cached_property
    def url(self) -> str:
        return reverse("learning:outline", args=[self.enrolment.pk])

    @cached_property
    def steps(self) -> tuple[OutlineStep, ...]:
        return tuple(step for module in self.modules for step in module.steps)

    @cached_property
    def open_steps(self) -> tuple[OutlineStep, ...]:
        return tuple(step for step in self.steps if step.is_open)

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def late(self) -> int:
        """Required steps that are not done though their module's due time has passed."""
        return sum(
            not step.done and step.required for module in self.modules if module.late for step in module.steps
        )

    @property
    def current(self) -> int | None:
        """Where the step shown, else the next to do, stands among all, counted from 1."""
        marked = [number for number, step in enumerate(self.steps, start=1) if step.here]
        if marked:
            return marked[0]
        todo = self.next_to_do()
        return self.steps.index(todo[1]) + 1 if todo else None

    @property
    def has_own_dates(self) -> bool:
        """Whether a date of theirs is not the cohort's."""
        return any(module.release.is_own for module in self.modules if module.release)

    @property
    def state(self) -> Standing:
        return standing(self.enrolment, late=self.late)

    def next_to_do(self) -> tuple[OutlineModule, OutlineStep] | None:
        """The first open step that is not done, required ones first."""
        todo = [
            (module, step)
            for module in self.modules
            for step in module.steps
            if step.is_open and not step.done
        ]
        required = [pair for pair in todo if pair[1].required]
        return next(iter(required or todo), None)

    def next_opening(self) -> OutlineModule | None:
        closed = [module for module in self.modules if not module.open and module.opens_at]
        return min(closed, key=lambda module: module.opens_at or FAR, default=None)

    def find(self, step_key: uuid.UUID) -> tuple[OutlineModule, OutlineStep] | None:
        return next(((m, s) for m in self.modules for s in m.steps if s.taught.key == step_key), None)


def standing(enrolment: Enrolment, *, late: int = 0) -> Standing:
    if enrolment.state == EnrolmentState.COMPLETED:
        return "complete"
    if enrolment.state == EnrolmentState.NOT_COMPLETED:
        return "not_completed"
    if enrolment.cohort.state == CohortState.CANCELLED:
        return "cancelled"
    if enrolment.cohort.has_ended:
        return "not_completed"
    if enrolment.cohort.state != CohortState.RUNNING:
        return "waiting"
    return "behind" if late else "on_track"


def outline_of(
    enrolment: Enrolment, *, language: str, now: datetime, here: uuid.UUID | None = None
) -> Outline | None:
    """None until the cohort has started. Two queries: releases and progress."""
    if enrolment.syllabus_id is None:
        return None
    return build_outline(
        enrolment,
        releases=releases_of(enrolment),
        progress={row.step_key: row for row in Progress.all_objects.filter(enrolment=enrolment)},
        language=language,
        now=now,
        here=here,
    )


def build_outline(
    enrolment: Enrolment,
    *,
    releases: Mapping[uuid.UUID, Release],
    progress: Mapping[uuid.UUID, Progress],
    language: str,
    now: datetime,
    here: uuid.UUID | None = None,
) -> Outline:
    syllabus = taught_syllabus(enrolment.syllabus_id, language)
    facts = {key: facts_of(row) for key, row in progress.items()}
    course_url = reverse("learning:outline", args=[enrolment.pk])
    modules = []
    for number, taught in enumerate(syllabus.modules, start=1):
        release = releases.get(taught.key)
        is_open = release is None or release.is_open_at(now)
        steps = tuple(
            _step(
                step,
                course_url=course_url,
                progress=progress.get(step.key),
                facts=facts,
                is_open=is_open,
                here=step.key == here,
            )
            for step in taught.steps
        )
        modules.append(
            OutlineModule(
                taught=taught,
                number=number,
                release=release,
                open=is_open,
                late=bool(release and release.due_at and release.due_at <= now)
                and not all(step.done for step in steps if step.required),
                steps=steps,
            )
        )
    return Outline(
        enrolment=enrolment,
        title=in_language(syllabus.titles, language),
        modules=tuple(modules),
        facts=facts,
    )


def _step(
    taught: TaughtStep,
    *,
    course_url: str,
    progress: Progress | None,
    facts: Mapping[uuid.UUID, ProgressFacts],
    is_open: bool,
    here: bool,
) -> OutlineStep:
    return OutlineStep(
        taught=taught,
        # A step's address lies below its course's: one look-up of a pattern serves all of them.
        url=f"{course_url}{taught.key}/",
        progress=progress,
        done=progress is not None and is_done(step_facts(taught), facts[taught.key]),
        is_open=is_open,
        here=here,
    )


def step_facts(step: TaughtStep) -> StepFacts:
    return StepFacts(key=step.key, required=step.required, assessed=step.assessed)


def facts_of(row: Progress) -> ProgressFacts:
    return ProgressFacts(completed_at=row.completed_at, passed=row.passed, score=row.score)
