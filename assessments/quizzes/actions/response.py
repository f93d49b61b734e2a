from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.quizzes.enums import Saved
from assessments.quizzes.models import Attempt, AttemptQuestion, LateResponse, Response
from cms.core.locking import locked
from cms.people.models import User

logger = logging.getLogger(__name__)

MOST_LATE_RESPONSES = 20


@dataclass(frozen=True)
class SaveOutcome:
    """What became of the answer, and what is stored now: a `sequence` of 0 is “nothing yet”."""

    kind: Saved
    sequence: int
    answer: Any
    saved_at: datetime | None
    question: AttemptQuestion


def save_response(
    attempt: Attempt, *, position: int, sequence: int, answer: Sequence[str], user: User, now: datetime
) -> SaveOutcome:
    """Stores `answer`, the texts of a form, if it has seen what is stored: `sequence` is the number seen, plus one.

    The same again is acknowledged. Another answer that has not seen the stored one changes nothing
    and is a conflict. What comes when the attempt is over is kept as a LateResponse. BadAnswer
    for what the question can't take; DoesNotExist for somebody else's attempt.
    The attempt's row is the lock, shared with `submit` and the sweep: none of them misses a saved answer.
    """
    asked = AttemptQuestion.all_objects.select_related("version", "response")
    with transaction.atomic():
        attempt = locked(
            Attempt.all_objects.of(user).select_related("enrolment__cohort").filter(pk=attempt.pk)
        ).get()
        question = asked.get(attempt=attempt.pk, position=position)
        cleaned = question.version.parsed.clean(answer)
        stored = getattr(question, "response", None)
        outcome = _decide(stored, question, sequence=sequence, cleaned=cleaned, saves=attempt.saves_at(now))
        if outcome.kind == Saved.SAVED:
            _store(stored, question, sequence=sequence, cleaned=cleaned, now=now)
            return SaveOutcome(Saved.SAVED, sequence, cleaned, now, question)
        if outcome.kind == Saved.LATE:
            _keep_late(question, sequence=sequence, cleaned=cleaned, now=now)
    if outcome.kind != Saved.SAME:
        logger.info(
            "Answer not taken",
            extra={
                "event": f"response.{outcome.kind.value}",
                "attempt": attempt.pk,
                "position": position,
                "sequence": sequence,
            },
        )
    return outcome


def _decide(
    stored: Response | None, question: AttemptQuestion, *, sequence: int, cleaned: Any, saves: bool
) -> SaveOutcome:
    seen, answer, saved_at = (stored.sequence, stored.answer, stored.saved_at) if stored else (0, None, None)
    if stored and sequence <= seen and cleaned == answer:
        kind = Saved.SAME
    elif not saves:
        kind = Saved.LATE
    else:
        kind = Saved.SAVED if sequence == seen + 1 else Saved.CONFLICT
    return SaveOutcome(kind, seen, answer, saved_at, question)


def _store(
    stored: Response | None, question: AttemptQuestion, *, sequence: int, cleaned: Any, now: datetime
) -> None:
    if stored is None:
        Response.all_objects.create(
            attempt_question=question, sequence=sequence, answer=cleaned, saved_at=now
        )
        return
    stored.sequence, stored.answer, stored.saved_at = sequence, cleaned, now
    stored.save(update_fields=["sequence", "answer", "saved_at"])


def _keep_late(question: AttemptQuestion, *, sequence: int, cleaned: Any, now: datetime) -> None:
    """Each late answer once, and no more than a person could mean: a script can't fill the table."""
    late = list(LateResponse.all_objects.filter(attempt_question=question).values_list("sequence", "answer"))
    if (sequence, cleaned) not in late and len(late) < MOST_LATE_RESPONSES:
        LateResponse.all_objects.create(
            attempt_question=question, sequence=sequence, answer=cleaned, arrived_at=now
        )
