"""A question as a module package says it: the same fields in each language, the source first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.catalogue.packages.fields import Fields

LONGEST_TEXT = 4000
MOST_CHOICES = 20


@dataclass(frozen=True)
class QuestionPart:
    """What is wrong goes to the fields' own problems, which know the file and the line."""

    source_language: str
    texts: Mapping[str, Fields]

    @property
    def source(self) -> Fields:
        return self.texts[self.source_language]

    def translations(self) -> Iterator[tuple[str, Fields]]:
        yield from (
            (language, text) for language, text in self.texts.items() if language != self.source_language
        )

    def forbid_in_translations(self, *names: str) -> None:
        """What decides the score stands in the source language only."""
        for _language, text in self.translations():
            forbid_in_translation(text, *names)


def forbid_in_translation(text: Fields, *names: str) -> None:
    text.forbid(names, _("“%(name)s” stands in the source language only; take it out of the translation."))


def entries_of(
    part: QuestionPart, name: str, *, least: int, most: int
) -> tuple[list[str], dict[str, list[Fields]]]:
    """The ids of a list and its entries in each language; none for a translation whose ids differ, which is wrong.

    With `least` 0 the list may be missing from the source, and then from every translation.
    """
    source = part.source.mappings(name, least=least, most=most) if least or part.source.has(name) else []
    ids = [entry.identifier() for entry in source]
    if len(set(ids)) != len(ids):
        part.source.wrong(
            name, _("Under “%(name)s” two have the same id; give each its own.") % {"name": name}
        )
    entries = {part.source_language: source}
    for language, text in part.translations():
        translated = text.mappings(name, most=most) if ids or text.has(name) else []
        if translated and [entry.identifier() for entry in translated] != ids:
            text.wrong(
                name,
                _("Under “%(name)s” the same ids are needed as in the source language, in the same order.")
                % {"name": name},
            )
            translated = []
        entries[language] = translated
    return ids, entries


def refuse_twins(text: Fields, name: str, texts: Iterable[str]) -> None:
    """Nobody could tell two that read the same from each other."""
    seen: set[str] = set()
    for one in texts:
        if (plain := plainly(one)) and plain in seen:
            text.wrong(
                name,
                _("“%(text)s” stands twice under “%(name)s”; write each so that nobody mixes them up.")
                % {"text": one, "name": name},
            )
        seen.add(plain)


def plainly(text: str) -> str:
    return " ".join(text.split()).casefold()


def long_text(text: Fields, name: str, *, required: bool = True) -> str:
    return text.text(name, required=required, longest=LONGEST_TEXT)
