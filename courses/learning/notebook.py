"""A trainee's notes in the order of their courses, on a page and as a file."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.networks.models import in_language
from courses.cohorts.models import Enrolment
from courses.editions.reading import TaughtStep, taught_syllabus
from courses.learning.models import Note, Passage
from courses.learning.passages import ensure_passages
from courses.learning.quotation import shortened

LAST = 10**6


@dataclass(frozen=True)
class Entry:
    """A note beside the words at which it stands: those of today in the reader's language, else those of then.

    `url` is empty where the lesson can't be read any more, `gone` where the block isn't in it.
    """

    note: Note
    heading: str
    quote: str
    language: str
    url: str
    gone: bool


@dataclass(frozen=True)
class NotedLesson:
    title: str
    language: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Chapter:
    """What was noted in one course."""

    enrolment: Enrolment
    title: str
    lessons: tuple[NotedLesson, ...]

    @property
    def url(self) -> str:
        return reverse("learning:outline", args=[self.enrolment.pk])


@dataclass(frozen=True)
class _Course:
    """The lessons of one enrolment by key, with their place in the course, and the passages by text and block."""

    enrolment: Enrolment
    title: str
    steps: Mapping[uuid.UUID, tuple[int, TaughtStep]]

    def place(self, note: Note, passages: Mapping[tuple[int, uuid.UUID], Passage]) -> tuple[int, int, int]:
        if note.step_key not in self.steps:
            return LAST, 0, note.pk
        number, step = self.steps[note.step_key]
        passage = passages.get((step.text.revision_id, note.block_key))
        return number, passage.position if passage else LAST, note.pk


def chapters_of(notes: QuerySet[Note], *, language: str) -> list[Chapter]:
    """The latest course first; three queries, whatever the number of notes and courses."""
    found = list(
        notes.select_related("enrolment__cohort").order_by("-enrolment__cohort__starts", "enrolment_id")
    )
    courses = {note.enrolment_id: note.enrolment for note in found}
    opened = {pk: _course(enrolment, language) for pk, enrolment in courses.items()}
    passages = _passages(found, opened)
    return [
        _chapter(opened[pk], list(group), passages)
        for pk, group in groupby(found, key=lambda note: note.enrolment_id)
    ]


def _course(enrolment: Enrolment, language: str) -> _Course:
    if enrolment.syllabus_id is None:
        return _Course(enrolment, enrolment.cohort.name, {})
    syllabus = taught_syllabus(enrolment.syllabus_id, language)
    steps = {step.key: (number, step) for number, step in enumerate(syllabus.steps)}
    return _Course(enrolment, in_language(syllabus.titles, language), steps)


def _passages(notes: Iterable[Note], courses: Mapping[int, _Course]) -> dict[tuple[int, uuid.UUID], Passage]:
    noted = [(note, courses[note.enrolment_id].steps.get(note.step_key)) for note in notes]
    revisions = {found[1].text.revision_id for _note, found in noted if found}
    ensure_passages(revisions)
    passages = Passage.objects.filter(
        revision__in=revisions, block_key__in={note.block_key for note, _found in noted}
    )
    return {(passage.revision_id, passage.block_key): passage for passage in passages if passage.block_key}


def _chapter(
    course: _Course, notes: list[Note], passages: Mapping[tuple[int, uuid.UUID], Passage]
) -> Chapter:
    ordered = sorted(notes, key=lambda note: course.place(note, passages))
    return Chapter(
        course.enrolment,
        course.title,
        tuple(
            _lesson(course, list(group), passages) for _key, group in groupby(ordered, lambda n: n.step_key)
        ),
    )


def _lesson(
    course: _Course, notes: list[Note], passages: Mapping[tuple[int, uuid.UUID], Passage]
) -> NotedLesson:
    if notes[0].step_key not in course.steps:
        entries = tuple(Entry(n, n.heading, n.quote, n.language, "", gone=True) for n in notes)
        return NotedLesson(notes[0].step_title, notes[0].language, entries)
    _number, step = course.steps[notes[0].step_key]
    url = reverse("learning:step", args=[course.enrolment.pk, step.key]) if course.enrolment.may_read else ""
    return NotedLesson(
        step.text.title,
        step.text.language,
        tuple(_entry(n, step, passages.get((step.text.revision_id, n.block_key)), url) for n in notes),
    )


def _entry(note: Note, step: TaughtStep, passage: Passage | None, url: str) -> Entry:
    if passage is None:
        return Entry(note, note.heading, note.quote, note.language, url, gone=True)
    return Entry(note, passage.heading, shortened(passage.text), step.text.language, url, gone=False)


def as_markdown(chapters: Iterable[Chapter]) -> str:
    """Headings for courses and lessons; what was read as a quotation, then what was noted, then where it stands."""
    return "\n".join(line for chapter in chapters for line in _lines(chapter))


def _lines(chapter: Chapter) -> Iterable[str]:
    yield f"# {chapter.title}\n"
    for lesson in chapter.lessons:
        yield f"## {lesson.title}\n"
        for entry in lesson.entries:
            if entry.heading:
                yield f"### {entry.heading}\n"
            if entry.quote and entry.quote != entry.heading:
                yield f"> {entry.quote}\n"
            if entry.note.bookmarked:
                yield f"* {_('Bookmark')}\n"
            if entry.note.text:
                yield f"{entry.note.text}\n"
            if entry.url:
                yield f"<{settings.SITE_URL.rstrip('/')}{entry.url}#b-{entry.note.block_key}>\n"
