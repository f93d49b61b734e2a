from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cms.core.locking import locked
from courses.cohorts.models import Enrolment
from courses.learning.enums import NoteOutcome
from courses.learning.models import Note
from courses.learning.models.note import stamp_of
from courses.learning.quotation import Quotation

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """What became of a note, and what is stored now: None where there is nothing any more."""

    outcome: NoteOutcome
    note: Note | None


def keep_note(
    enrolment: Enrolment,
    *,
    quotation: Quotation,
    text: str,
    bookmarked: bool | None,
    seen: str,
    now: datetime,
) -> Kept:
    """Stores words and bookmark (None: as it is); a note that holds neither is gone.

    `seen` is the stamp of the text that the page had shown: where other words have been stored since,
    nothing changes and both are there to choose from. The enrolment's row is the lock.
    """
    with transaction.atomic():
        enrolment = locked(Enrolment.all_objects.filter(pk=enrolment.pk)).get()
        where = {"step_key": quotation.step_key, "block_key": quotation.block_key}
        note = Note.all_objects.filter(enrolment=enrolment, **where).first()
        bookmarked = bool(note and note.bookmarked) if bookmarked is None else bookmarked
        if note is not None and note.text and note.seen not in {seen, stamp_of(text)}:
            outcome = NoteOutcome.CONFLICT
        elif text or bookmarked:
            note = note or Note(enrolment=enrolment, created_at=now, **where)
            _write(note, quotation, text=text, bookmarked=bookmarked, now=now)
            outcome = NoteOutcome.KEPT
        else:
            Note.all_objects.filter(enrolment=enrolment, **where).delete()
            outcome, note = NoteOutcome.REMOVED, None
    # What was written and where is nobody's business, not the log's either.
    logger.info("Note written", extra={"event": f"note.{outcome.value}", "enrolment": enrolment.pk})
    return Kept(outcome, note)


def _write(note: Note, quotation: Quotation, *, text: str, bookmarked: bool, now: datetime) -> None:
    note.text, note.bookmarked, note.changed_at = text, bookmarked, now
    note.step_title, note.language = quotation.step_title, quotation.language
    note.heading, note.quote = quotation.heading, quotation.quote
    note.save()
