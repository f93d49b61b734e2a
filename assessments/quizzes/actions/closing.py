from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from assessments.quizzes.actions.attempt import end_if_over
from assessments.quizzes.enums import AttemptState
from assessments.quizzes.models import Attempt
from cms.core.locking import locked

logger = logging.getLogger(__name__)

BATCH = 100


class AttemptsNotEnded(RuntimeError):
    """Some attempts could not be ended; the others were."""


def close_expired(now: datetime) -> int:
    """A step of the sweep: past the deadline an attempt is closing, past its end it is graded with what was saved.

    Each attempt is ended in a transaction of its own, under its own lock, so two workers share the work.
    """
    changed = _mark_closing(now)
    broken: list[int] = []
    after = 0
    while batch := list(Attempt.all_objects.over_at(now).filter(pk__gt=after).order_by("pk")[:BATCH]):
        for attempt in batch:
            try:
                changed += end_if_over(attempt, now=now)
            except Exception:  # one attempt that can't be graded must not keep the others from it
                logger.exception(
                    "Attempt not ended", extra={"event": "attempt.not_ended", "attempt": attempt.pk}
                )
                broken.append(attempt.pk)
        after = batch[-1].pk
    if broken:
        raise AttemptsNotEnded(broken)
    return changed


def _mark_closing(now: datetime) -> int:
    # Not those that somebody holds: who moves dates holds many, and each would wait for the other's. The clock decides.
    with transaction.atomic():
        free = locked(Attempt.all_objects.in_grace_at(now).order_by("pk"), skip_locked=True)
        ids = list(free.values_list("pk", flat=True))
        return Attempt.all_objects.filter(pk__in=ids).update(state=AttemptState.CLOSING) if ids else 0
