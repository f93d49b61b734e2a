"""Many e-mails, one after the other, over one connection, until there are none or the task has run long enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from celery import Task
from django.db.models import prefetch_related_objects
from django.utils import timezone

from cms.core.jobs import LEASE, claim_due, enqueue, let_go, run_claimed
from cms.core.queues import is_full
from cms.notices.models import MailJob
from cms.notices.post import one_connection

J = TypeVar("J", bound=MailJob)
Deliver = Callable[..., Mapping[str, object]]

AT_ONCE = 25
# As many letters as one more worker is worth having, and as many workers as one mail server is asked to bear.
WORTH_A_DRAIN = 200
MOST_DRAINS = 4
# Well below a task's soft limit: the last letter may still wait for a server that hangs.
LONGEST = timedelta(seconds=20)


def drain(model: type[J], act: Deliver, *, clock: Callable[[], datetime] = timezone.now) -> bool:
    """Delivers what is due; whether some is left for another task. `act` is called with the row and `now`.

    Each letter is written back as soon as the server has answered, so that a worker that dies leaves at most one
    in doubt. Rows that this task could not begin in time are given back.
    """
    begun = clock()
    with one_connection():
        while rows := claim_due(model, now=clock(), most=AT_ONCE):
            prefetch_related_objects(rows, *model.named)
            for place, row in enumerate(rows):
                now = clock()
                if now - begun > LONGEST or _is_running_out(row, now):
                    let_go(rows[place:])
                    return True
                try:
                    run_claimed(row, act=lambda one, now=now: act(one, now=now), now=now)
                except Exception:  # seen by whoever runs the task; the others did not do it
                    let_go(rows[place + 1 :])
                    raise
    return False


def _is_running_out(row: MailJob, now: datetime) -> bool:
    """Whether its lease could end while the mail server is waited for."""
    return row.lease_until is not None and row.lease_until - now < LEASE / 3


def hurry_drains(model: type[MailJob], task: Task, *, now: datetime) -> int:
    """Enqueues as many drains as what is due is worth; returns 0, for nothing is changed by it."""
    due = model._base_manager.claimable_at(now)
    waiting = len(due.values("pk")[: MOST_DRAINS * WORTH_A_DRAIN])
    if not waiting or is_full(task):
        return 0
    for _drain in range(-(-waiting // WORTH_A_DRAIN)):
        if not enqueue(task):
            break
    return 0
