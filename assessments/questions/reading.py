"""A question as a module package says it: the same fields in each language, the source first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


def long_text(text: Fields, name: str, *, required: bool = True) -> str:
    return text.text(name, required=required, longest=LONGEST_TEXT)
