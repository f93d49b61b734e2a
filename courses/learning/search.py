"""Search in what is open to a reader: the lessons of their syllabuses that are released, in the language they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from cms.core.excerpts import Piece, excerpt, words_of
from courses.catalogue.models import LessonPage
from courses.cohorts.models import Enrolment
from courses.learning.enums import PassageKind
from courses.learning.models import Passage
from courses.learning.outline import Outline, OutlineModule, OutlineStep
from courses.learning.passages import ensure_passages
from courses.learning.today import outlines_of

MOST_TYPED = 100
MOST_WORDS = 8
ON_A_PAGE = 20


@dataclass(frozen=True)
class Shelf:
    """Where a text stands for this reader."""

    outline: Outline
    module: OutlineModule
    step: OutlineStep


@dataclass(frozen=True)
class Hit:
    shelf: Shelf
    passage: Passage
    excerpt: tuple[Piece, ...]

    @property
    def url(self) -> str:
        key = self.passage.block_key
        return f"{self.shelf.step.url}#b-{key}" if key else self.shelf.step.url

    @property
    def language(self) -> str:
        return self.shelf.step.taught.text.language


@dataclass(frozen=True)
class Found:
    """One page of what was found, and which page of how many that is."""

    hits: tuple[Hit, ...]
    page: Page


def searched_for(typed: str) -> tuple[str, ...]:
    """The words of a search, as many as one search takes."""
    return words_of(typed[:MOST_TYPED])[:MOST_WORDS]


def readable_outlines(enrolments: Iterable[Enrolment], *, language: str, now: datetime) -> list[Outline]:
    """The outlines of what may still be read."""
    readable = [enrolment for enrolment in enrolments if enrolment.may_read]
    return list(outlines_of(readable, language=language, now=now).values())


def search(outlines: Iterable[Outline], words: tuple[str, ...], *, page: str = "1") -> Found:
    """Passages in which every word occurs: titles first, then headings, then in the order of the course.

    Three queries, whatever the number of courses. A text that stands in two of them is shown in the first.
    """
    shelves = _shelves(outlines)
    ensure_passages(shelves)
    order = {revision_id: place for place, revision_id in enumerate(shelves)}
    matches = Passage.objects.filter(revision__in=shelves).saying(words) if words else Passage.objects.none()
    found = sorted(
        matches.values_list("kind", "revision_id", "position", "pk"),
        key=lambda each: (each[0], order[each[1]], each[2]),
    )
    shown = Paginator([pk for *_place, pk in found], ON_A_PAGE).get_page(page)
    passages = Passage.objects.in_bulk(shown.object_list)
    hits = (_hit(passages[pk], shelves, words) for pk in shown.object_list)
    return Found(tuple(hits), shown)


def _hit(passage: Passage, shelves: Mapping[int, Shelf], words: Sequence[str]) -> Hit:
    whole = passage.kind != PassageKind.TEXT
    return Hit(shelves[passage.revision_id], passage, excerpt(passage.text, words, whole=whole))


def _shelves(outlines: Iterable[Outline]) -> dict[int, Shelf]:
    """Open lessons by the revision of their text."""
    shelves: dict[int, Shelf] = {}
    for outline in outlines:
        for module in outline.modules:
            for step in module.steps:
                if step.is_open and step.taught.kind == LessonPage.kind:
                    shelves.setdefault(step.taught.text.revision_id, Shelf(outline, module, step))
    return shelves
