"""What comes along from one enrolment of a person to another; in the caller's transaction, which holds both rows."""

from __future__ import annotations

from datetime import datetime

from courses.cohorts.actions.own_dates import derive_own_dates
from courses.cohorts.models import Enrolment, Extension, Leave
from courses.learning.models import Note, Progress
from courses.learning.models.note import MOST_WRITTEN

CARRIED = (
    *("step_key", "opened_at", "completed_at", "last_position", "last_seen_at", "seconds"),
    *("score", "passed", "result_at", "source"),
)


def carry_progress(old: Enrolment, new: Enrolment) -> None:
    """Copies progress; what they have done in `new` already is not overwritten where it is better."""
    there = {row.step_key: row for row in Progress.all_objects.filter(enrolment=new)}
    for row in Progress.all_objects.filter(enrolment=old):
        present = there.get(row.step_key)
        if present is not None and not _is_better(row, present):
            continue
        values = {name: getattr(row, name) for name in CARRIED if name != "step_key"}
        Progress.all_objects.update_or_create(enrolment=new, step_key=row.step_key, defaults=values)


def _is_better(row: Progress, present: Progress) -> bool:
    return _worth(row) > _worth(present)


def _worth(row: Progress) -> tuple[bool, bool, float]:
    return bool(row.passed), row.completed_at is not None, float(row.score or 0)


def carry_leaves(old: Enrolment, new: Enrolment, *, now: datetime) -> None:
    """Copies the days away that lie in the new cohort's, and writes the dates of `new` anew. `new` has its cohort.

    Days on which they are away already stay as they are granted there.
    """
    cohort = new.cohort
    there = list(Leave.all_objects.filter(enrolment=new))
    carried = []
    for leave in Leave.all_objects.filter(enrolment=old):
        starts, ends = max(leave.starts, cohort.starts), min(leave.ends, cohort.ends)
        if starts > ends or any(each.starts <= ends and starts <= each.ends for each in there):
            continue
        leave.pk, leave.enrolment, leave.starts, leave.ends = None, new, starts, ends
        carried.append(leave)
    if carried:
        Leave.all_objects.bulk_create(carried)
        derive_own_dates(cohort, [new], now=now)


def carry_extensions(old: Enrolment, new: Enrolment, *, now: datetime) -> None:
    """Copies more time for modules, of two enrolments in one cohort; the later day stays."""
    there = {each.release_id: each for each in Extension.all_objects.filter(enrolment=new)}
    carried = False
    for extension in Extension.all_objects.filter(enrolment=old):
        present = there.get(extension.release_id)
        if present is not None and present.due_on >= extension.due_on:
            continue
        extension.pk, extension.enrolment = (present.pk if present else None), new
        extension.save(force_insert=present is None)
        carried = True
    if carried:
        derive_own_dates(new.cohort, [new], now=now)


def carry_attendance(old: Enrolment, new: Enrolment) -> None:
    """Of two enrolments in one cohort: sessions of another cohort are others."""
    there = new.attendances.values("session")
    for attended in old.attendances.exclude(session__in=there):
        attended.pk, attended.enrolment = None, new
        attended.save(force_insert=True)


def move_notes(old: Enrolment, new: Enrolment) -> None:
    """The person's own notes go along; where they have written at the same block in both, both texts stand there."""
    there = {(note.step_key, note.block_key): note for note in Note.all_objects.filter(enrolment=new)}
    for note in Note.all_objects.filter(enrolment=old):
        present = there.get((note.step_key, note.block_key))
        if present is None:
            Note.all_objects.filter(pk=note.pk).update(enrolment=new)
        elif (both := _both(present.text, note.text)) is not None:
            present.text, present.bookmarked = both, present.bookmarked or note.bookmarked
            present.changed_at = max(present.changed_at, note.changed_at)
            present.save(update_fields=["text", "bookmarked", "changed_at"])
            note.delete()


def _both(there: str, more: str) -> str | None:
    """None where they do not fit into one note: then each stays where it is."""
    if more in there:
        return there
    both = f"{there}\n\n{more}" if there else more
    return both if len(both) <= MOST_WRITTEN else None
