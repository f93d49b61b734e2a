from __future__ import annotations

import textwrap
import uuid
from dataclasses import dataclass

from courses.catalogue.models import LessonPage
from courses.learning.models import Note
from courses.learning.models.passage import MOST_QUOTED
from courses.learning.passages import passage_at
from courses.learning.place import Place


@dataclass(frozen=True)
class Quotation:
    """What a reader had before them when they wrote, copied since texts move on.

    `block_key` is None where the lesson as a whole is meant.
    """

    step_key: uuid.UUID
    block_key: uuid.UUID | None
    step_title: str
    language: str
    heading: str = ""
    quote: str = ""


def quotation_at(place: Place, block_key: uuid.UUID) -> Quotation | None:
    """Two queries; None where the step is no lesson, or has no such block in the reader's language."""
    if place.taught.kind != LessonPage.kind:
        return None
    passage = passage_at(place.text.revision_id, block_key)
    if passage is None:
        return None
    return Quotation(
        place.taught.key,
        block_key,
        place.text.title,
        place.text.language,
        passage.heading,
        shortened(passage.text),
    )


def quotation_of_lesson(place: Place) -> Quotation:
    return Quotation(place.taught.key, None, place.text.title, place.text.language)


def quotation_of(note: Note) -> Quotation:
    """As it was when the note was last saved."""
    return Quotation(note.step_key, note.block_key, note.step_title, note.language, note.heading, note.quote)


def shortened(text: str) -> str:
    """The beginning of a passage, cut at a word."""
    return textwrap.shorten(text, MOST_QUOTED, placeholder=" …")
