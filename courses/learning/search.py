"""Search in what is open to a reader: the lessons of their syllabuses that are released, in the language they read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from courses.catalogue.models import LessonPage
from courses.learning.enums import PassageKind
from courses.learning.folding import fold, fold_with_places
from courses.learning.models import Passage
from courses.learning.outline import Outline, OutlineModule, OutlineStep
from courses.learning.passages import ensure_passages

MOST_TYPED = 100
MOST_WORDS = 8
LEAST_LETTERS = 2
ON_A_PAGE = 20
AROUND = 90


@dataclass(frozen=True)
class Shelf:
    """Where a text stands for this reader."""

    outline: Outline
    module: OutlineModule
    step: OutlineStep


@dataclass(frozen=True)
class Piece:
    """A part of an excerpt; `found` is what was searched for."""

    text: str
    found: bool


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


def words_of(typed: str) -> tuple[str, ...]:
    """The folded words and numbers of a search, each once; a single letter is no word."""
    words = fold(typed[:MOST_TYPED].replace("\0", " ")).split()
    kept = dict.fromkeys(word for word in words if len(word) >= LEAST_LETTERS or word.isdecimal())
    return tuple(kept)[:MOST_WORDS]


def search(outlines: Iterable[Outline], words: tuple[str, ...], *, page: str = "1") -> Page[Hit]:
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
    shown.object_list = [
        Hit(shelves[passage.revision_id], passage, excerpt(passage.text, words, whole=_is_short(passage)))
        for passage in map(passages.__getitem__, shown.object_list)
    ]
    return shown


def _is_short(passage: Passage) -> bool:
    return passage.kind != PassageKind.TEXT


def _shelves(outlines: Iterable[Outline]) -> dict[int, Shelf]:
    """Open lessons by the revision of their text."""
    shelves: dict[int, Shelf] = {}
    for outline in outlines:
        for module in outline.modules:
            for step in module.steps:
                if step.is_open and step.taught.kind == LessonPage.kind:
                    shelves.setdefault(step.taught.text.revision_id, Shelf(outline, module, step))
    return shelves


def excerpt(text: str, words: Sequence[str], *, whole: bool = False) -> tuple[Piece, ...]:
    """The part of `text` around the first word found, cut at spaces, each word marked wherever it stands."""
    marks = _marks(text, words)
    start, end = 0, len(text)
    if not whole and marks:
        start, end = _window(text, marks[0])
    pieces, at = [], start
    for first, last in marks:
        if first < at or last > end:
            continue
        pieces += [Piece(text[at:first], found=False), Piece(text[first:last], found=True)]
        at = last
    pieces.append(Piece(text[at:end], found=False))
    ends = ("… " if start else "", " …" if end < len(text) else "")
    return tuple(p for p in (Piece(ends[0], found=False), *pieces, Piece(ends[1], found=False)) if p.text)


def _window(text: str, mark: tuple[int, int]) -> tuple[int, int]:
    first, last = mark
    start, end = max(first - AROUND, 0), min(last + AROUND, len(text))
    if start:
        start = text.find(" ", start, first) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", last, end), last)
    return start, end


def _marks(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """(first, after the last) letter of each occurrence, in order."""
    folded, places = fold_with_places(text)
    marks = set()
    for word in words:
        at = folded.find(word)
        while at >= 0:
            marks.add((places[at], places[at + len(word) - 1] + 1))
            at = folded.find(word, at + len(word))
    return sorted(marks)
