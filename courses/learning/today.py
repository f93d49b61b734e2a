"""What `/learn/` shows: the next thing to do, and every course of the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from courses.catalogue.models import CoursePage
from courses.cohorts.enums import TAUGHT_STATES, CohortState
from courses.cohorts.models import Enrolment, Release
from courses.editions.reading import taught_syllabus
from courses.learning.models import Progress
from courses.learning.outline import Outline, OutlineModule, OutlineStep, build_outline

FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Next:
    outline: Outline
    module: OutlineModule
    step: OutlineStep


@dataclass(frozen=True)
class MyCourse:
    """One line of the list; `outline` is None until the cohort has started."""

    enrolment: Enrolment
    title: str
    outline: Outline | None


@dataclass(frozen=True)
class Today:
    next: Next | None
    waiting: OutlineModule | None
    courses: tuple[MyCourse, ...]


def today(enrolments: Sequence[Enrolment], *, language: str, now: datetime) -> Today:
    """The open step whose module is due first; four queries, whatever the number of enrolments."""
    outlines = _outlines(enrolments, language=language, now=now)
    running = [
        outlines[enrolment.pk]
        for enrolment in enrolments
        if enrolment.pk in outlines and enrolment.cohort.state == CohortState.RUNNING
    ]
    todo = [
        Next(outline, *pair) for outline in running if (pair := outline.next_to_do())
    ]
    openings = [module for outline in running if (module := outline.next_opening())]
    titles = _titles([e for e in enrolments if e.pk not in outlines], language)
    return Today(
        next=min(todo, key=lambda each: each.module.due_at or FAR, default=None),
        waiting=min(openings, key=lambda module: module.opens_at or FAR, default=None),
        courses=tuple(
            MyCourse(
                enrolment,
                outlines[enrolment.pk].title
                if enrolment.pk in outlines
                else titles.get(enrolment.cohort.course_key, ""),
                outlines.get(enrolment.pk),
            )
            for enrolment in enrolments
        ),
    )


def _outlines(
    enrolments: Sequence[Enrolment], *, language: str, now: datetime
) -> dict[int, Outline]:
    taught = [
        e for e in enrolments if e.syllabus_id and e.cohort.state in TAUGHT_STATES
    ]
    releases: dict[int, dict] = {}
    for release in Release.objects.filter(
        cohort__in={e.cohort_id for e in taught}
    ).select_related("cohort"):
        releases.setdefault(release.cohort_id, {})[release.module_key] = release
    progress: dict[int, dict] = {}
    for row in Progress.all_objects.filter(enrolment__in=[e.pk for e in taught]):
        progress.setdefault(row.enrolment_id, {})[row.step_key] = row
    return {
        e.pk: build_outline(
            e,
            taught_syllabus(e.syllabus_id, language),
            releases.get(e.cohort_id, {}),
            progress.get(e.pk, {}),
            language=language,
            now=now,
        )
        for e in taught
    }


def _titles(enrolments: Sequence[Enrolment], language: str) -> dict:
    keys = {enrolment.cohort.course_key for enrolment in enrolments}
    pages = (
        CoursePage.objects.filter(translation_key__in=keys).in_language(language)
        if keys
        else []
    )
    return {page.translation_key: page.title for page in pages}
