"""The words of a search, and the part of a text around them with each of them marked. Compared as `folding` says."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from cms.core.folding import fold, fold_with_places

LEAST_LETTERS = 2
AROUND = 90


@dataclass(frozen=True)
class Piece:
    """A part of an excerpt; `found` is what was searched for."""

    text: str
    found: bool


def words_of(typed: str) -> tuple[str, ...]:
    """The folded words and numbers of a search, each once, without the marks around them; a single letter is no word."""
    spaced = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in typed)
    words = map(_bare, fold(spaced).split())
    return tuple(dict.fromkeys(word for word in words if len(word) >= LEAST_LETTERS or word.isdecimal()))


def excerpt(text: str, words: Sequence[str], *, whole: bool = False) -> tuple[Piece, ...]:
    """The part of `text` around the first word found, else its beginning, cut at spaces; each word marked wherever it stands."""
    marks = _marks(text, words)
    start, end = (0, len(text)) if whole else _window(text, marks[0] if marks else (0, AROUND))
    pieces, at = [Piece("… " if start else "", found=False)], start
    for first, last in marks:
        if first < at or last > end:
            continue
        pieces += [Piece(text[at:first], found=False), Piece(text[first:last], found=True)]
        at = last
    pieces += [Piece(text[at:end], found=False), Piece(" …" if end < len(text) else "", found=False)]
    return tuple(piece for piece in pieces if piece.text)


def _bare(word: str) -> str:
    letters = [place for place, letter in enumerate(word) if letter.isalnum()]
    return word[letters[0] : letters[-1] + 1] if letters else ""


def _window(text: str, mark: tuple[int, int]) -> tuple[int, int]:
    first, last = mark
    start, end = max(first - AROUND, 0), min(last + AROUND, len(text))
    if start:
        start = text.find(" ", start, first) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", last, end), last)
    return start, end


def _marks(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """(first, after the last) letter of each occurrence, in order, the longest first; marks on a letter go with it."""
    folded, places = fold_with_places(text)
    ends = [*places[1:], len(text)]
    marks = set()
    for word in words:
        at = folded.find(word)
        while at >= 0:
            last = at + len(word) - 1
            marks.add((places[at], max(ends[last], places[last] + 1)))
            at = folded.find(word, at + len(word))
    return sorted(marks, key=lambda mark: (mark[0], -mark[1]))
