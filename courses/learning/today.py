"""What `/learn/` shows: the next thing to do, and every course of the person."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cms.networks.models import Network, in_language
from courses.catalogue.models import CoursePage
from courses.catalogue.rendering import heading_of
from courses.cohorts.enums import OFFERED_STATES, TAUGHT_STATES, CohortState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.own_dates import releases_by_enrolment
from courses.editions.reading import TaughtNetwork, taught_syllabus
from courses.learning.models import Progress
from courses.learning.outline import (
    FAR,
    Outline,
    OutlineModule,
    OutlineStep,
    Standing,
    build_outline,
    standing,
)

TO_COME = OFFERED_STATES - {CohortState.RUNNING}
# Complete, or with nothing to do until something opens.
GOING_WELL: frozenset[Standing] = frozenset({"complete", "on_track", "behind"})


@dataclass(frozen=True)
class Next:
    """The one thing to do next, in the words that its box shows."""

    outline: Outline
    module: OutlineModule
    step: OutlineStep

    @property
    def title(self) -> str:
        return self.step.title

    @property
    def url(self) -> str:
        return self.step.url

    @property
    def network(self) -> TaughtNetwork:
        return self.module.network

    @property
    def kind(self) -> str:
        return self.step.kind

    @property
    def minutes(self) -> int:
        return self.step.minutes

    @property
    def module_number(self) -> int:
        return self.module.number

    @property
    def modules(self) -> int:
        return len(self.outline.modules)

    @property
    def number(self) -> int:
        return self.module.steps.index(self.step) + 1

    @property
    def total(self) -> int:
        return self.module.total

    @property
    def started(self) -> bool:
        return self.step.progress is not None

    @property
    def stopped_at(self) -> str:
        if self.step.progress is None or not self.step.progress.last_position:
            return ""
        text = self.step.taught.text
        return heading_of(text.revision_id, text.language, self.step.progress.last_position)

    @property
    def due_at(self) -> datetime | None:
        return self.module.due_at

    @property
    def late(self) -> bool:
        return self.module.late


@dataclass(frozen=True)
class MyCourse:
    """One line of the list; `outline` is None until the cohort has started."""

    enrolment: Enrolment
    title: str
    outline: Outline | None

    @property
    def url(self) -> str:
        return reverse("learning:outline", args=[self.enrolment.pk])

    @property
    def cohort(self) -> Cohort:
        return self.enrolment.cohort

    @property
    def network(self) -> Network:
        return self.cohort.network

    @property
    def state(self) -> Standing:
        return self.outline.state if self.outline else standing(self.enrolment)

    @property
    def done(self) -> int:
        return self.outline.done if self.outline else 0

    @property
    def total(self) -> int:
        return self.outline.total if self.outline else 0

    @property
    def current(self) -> int | None:
        return self.outline.current if self.outline and self.state in {"on_track", "behind"} else None

    @property
    def late(self) -> int:
        return self.outline.late if self.outline and self.state == "behind" else 0


@dataclass(frozen=True)
class Opening:
    title: str
    at: datetime | None


@dataclass(frozen=True)
class Today:
    next: Next | None
    opens: Opening | None
    courses: tuple[MyCourse, ...]

    @property
    def over(self) -> MyCourse | None:
        """The latest course, where nothing is to do since each has ended without being complete."""
        if self.next or self.opens or any(course.state in GOING_WELL for course in self.courses):
            return None
        return next(iter(self.courses), None)


def today(enrolments: Sequence[Enrolment], *, language: str, now: datetime) -> Today:
    """The open step whose module is due first; three queries, whatever the number of enrolments."""
    outlines = outlines_of(enrolments, language=language, now=now)
    titles = _titles(enrolments, outlines, language)
    running = [outline for outline in outlines.values() if outline.cohort.state == CohortState.RUNNING]
    openings = [Opening(m.title, m.opens_at) for outline in running if (m := outline.next_opening())]
    openings += [
        Opening(titles.get(e.pk, ""), e.cohort.starts_at) for e in enrolments if e.cohort.state in TO_COME
    ]
    return Today(
        next=min(
            (following for outline in running if (following := next_in(outline))),
            key=lambda each: each.due_at or FAR,
            default=None,
        ),
        opens=min(openings, key=lambda opening: opening.at or FAR, default=None),
        courses=tuple(MyCourse(e, titles.get(e.pk, ""), outlines.get(e.pk)) for e in enrolments),
    )


def course_of(enrolment: Enrolment, *, language: str) -> MyCourse:
    """By name only, for pages that show no outline."""
    syllabus = enrolment.syllabus_id and taught_syllabus(enrolment.syllabus_id, language)
    title = in_language(syllabus.titles, language) if syllabus else ""
    return MyCourse(enrolment, title or _titles([enrolment], {}, language)[enrolment.pk], None)


def next_in(outline: Outline) -> Next | None:
    todo = outline.next_to_do()
    return Next(outline, *todo) if todo and outline.enrolment.may_work else None


def outlines_of(enrolments: Sequence[Enrolment], *, language: str, now: datetime) -> dict[int, Outline]:
    """By the enrolment's id, of those whose cohort is or was taught; two queries."""
    taught = [e for e in enrolments if e.syllabus_id and e.cohort.state in TAUGHT_STATES]
    releases = releases_by_enrolment(taught)
    progress: dict[int, dict[uuid.UUID, Progress]] = {}
    for row in Progress.all_objects.filter(enrolment__in=[e.pk for e in taught]):
        progress.setdefault(row.enrolment_id, {})[row.step_key] = row
    return {
        e.pk: build_outline(
            e,
            releases=releases[e.pk],
            progress=progress.get(e.pk, {}),
            language=language,
            now=now,
        )
        for e in taught
    }


def _titles(enrolments: Sequence[Enrolment], outlines: dict[int, Outline], language: str) -> dict[int, str]:
    """Of the syllabus where there is one, else of the course's page."""
    keys = {e.cohort.course_key for e in enrolments if e.pk not in outlines}
    pages = CoursePage.objects.filter(translation_key__in=keys).in_language(language) if keys else []
    by_key = {page.translation_key: page.title for page in pages}
    return {
        e.pk: outlines[e.pk].title if e.pk in outlines else by_key.get(e.cohort.course_key, "")
        for e in enrolments
    }
