"""The life of a job row: claimed under a lease, done outside any transaction, written back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from celery import Task
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from cms.core.enums import REVIVABLE_STATES, JobState
from cms.core.locking import locked
from cms.core.models import CANCELLED_BY_HAND, JobRow
from cms.core.queues import is_full

logger = logging.getLogger(__name__)

J = TypeVar("J", bound=JobRow)
Act = Callable[[J], Mapping[str, object] | None]

LEASE: timedelta = settings.JOB_LEASE
MOST_DEATHS = 3
BROKEN_OFF = gettext_noop("The work was broken off three times.")
MOST_TRIES = 8
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
HURRY_BATCH = 500


class TryAgain(Exception):
    """The act failed for a reason that may pass: the row waits, each time longer."""


class NotDone(Exception):
    """How an act ends otherwise; `columns` are what is written back then."""

    def columns(self, row: JobRow) -> dict[str, object]:
        raise NotImplementedError


class PutOff(NotDone):
    """Nothing was tried, for a reason that is not the row's: it waits until `until`, and no try is counted."""

    def __init__(self, reason: str, *, until: datetime) -> None:
        super().__init__(reason)
        self.until = until

    def columns(self, row: JobRow) -> dict[str, object]:
        return {"due_at": self.until, "error": str(self), "tries": row.tries - 1}


class Continue(NotDone):
    """A batch is done and the row goes on with the next, at once: `handled` of `total`, both columns of the row."""

    def __init__(self, *, handled: int, total: int) -> None:
        super().__init__(f"{handled} of {total}")
        self.progress = {"handled": handled, "total": total}

    def columns(self, row: JobRow) -> dict[str, object]:
        return {"tries": row.tries - 1, "error": "", **self.progress}


class GiveUp(NotDone):
    """The act can never succeed: the row is failed at once and shown with its reason."""

    def columns(self, row: JobRow) -> dict[str, object]:
        return {"state": JobState.FAILED, "error": str(self)}


class CallOff(NotDone):
    """The act is wanted no more: the row is cancelled with its reason."""

    def columns(self, row: JobRow) -> dict[str, object]:
        return {"state": JobState.CANCELLED, "error": str(self)}


def job_models() -> list[type[JobRow]]:
    """Every kind of job that the site has."""
    return [model for model in apps.get_models() if issubclass(model, JobRow)]


def claim(model: type[J], pk: int, *, now: datetime) -> J | None:
    """The row, ours until its lease ends, or None when another holds it or it is settled.

    A row at which `MOST_DEATHS` workers died is failed here instead of killing a fourth.
    """
    due = model._base_manager.filter(pk=pk).claimable_at(now)
    if due.filter(deaths__gte=MOST_DEATHS).update(
        state=JobState.FAILED,
        error=BROKEN_OFF,
        lease_until=None,
    ):
        logger.error(
            "Job failed",
            extra={"event": "job.failed", "job": model._meta.label, "id": pk},
        )
        return None
    taken = due.update(lease_until=now + LEASE, tries=F("tries") + 1, deaths=F("deaths") + 1)
    return model._base_manager.get(pk=pk) if taken else None


def claim_due(model: type[J], *, now: datetime, most: int) -> list[J]:
    """Up to `most` due rows, those due first, ours until their lease ends.

    A row at which a worker died comes alone, so that what kills workers takes no others along.
    """
    with transaction.atomic():
        due = locked(model._base_manager.claimable_at(now).order_by("due_at", "pk"), skip_locked=True)
        rows = list(due[:most])
        if alone := next((row for row in rows if row.deaths), None):
            rows = [alone] if rows[0] is alone else rows[: rows.index(alone)]
        model._base_manager.filter(pk__in=[row.pk for row in rows]).update(
            lease_until=now + LEASE, tries=F("tries") + 1, deaths=F("deaths") + 1
        )
    for row in rows:
        row.lease_until, row.tries, row.deaths = now + LEASE, row.tries + 1, row.deaths + 1
    return rows


def let_go(rows: Sequence[JobRow]) -> None:
    """Gives claimed rows back that nobody has begun, as if they had not been claimed."""
    for row in rows:
        _mine(row).update(lease_until=None, tries=row.tries - 1, deaths=row.deaths - 1)


def run_job(model: type[J], pk: int, *, act: Act[J], now: datetime) -> bool:
    """Claims the row, calls `act(row)`, writes back what it returns; True when it was done.

    `act` runs outside any transaction and may return columns to write with *done*. What it
    raises besides TryAgain, GiveUp and CallOff leaves the row waiting and is raised on, so
    that it is seen; the row counts as a death.
    """
    row = claim(model, pk, now=now)
    return row is not None and run_claimed(row, act=act, now=now)


def run_claimed(row: J, *, act: Act[J], now: datetime) -> bool:
    """`run_job` for a row that is the caller's. A row of `claim_due` at which too many died is failed instead."""
    if row.deaths > MOST_DEATHS:
        _write_back(row, state=JobState.FAILED, error=BROKEN_OFF)
        return False
    try:
        columns = dict(act(row) or {})
    except TryAgain as problem:
        _put_off(row, str(problem), now=now)
        return False
    except NotDone as end:
        _write_back(row, **end.columns(row))
        return False
    return _write_back(row, state=JobState.DONE, done_at=now, error="", **columns)


def run_due(model: type[J], *, act: Act[J], now: datetime, most: int) -> int:
    """Does one batch of each of up to `most` due rows, for a sweep step; how many were taken up.

    One whose act raises keeps no other waiting; it is raised at the end, and counts as a death.
    """
    rows, problem = claim_due(model, now=now, most=most), None
    for row in rows:
        try:
            run_claimed(row, act=act, now=now)
        except Exception as raised:  # each row is a compartment
            logger.exception(
                "Job broke off",
                extra={"event": "job.broke_off", "job": model._meta.label, "id": row.pk},
            )
            problem = raised
    if problem is not None:
        raise problem
    return len(rows)


def _put_off(row: JobRow, reason: str, *, now: datetime) -> None:
    if row.tries >= MOST_TRIES:
        _write_back(row, state=JobState.FAILED, error=reason)
        return
    pause = min(FIRST_PAUSE * 2 ** (row.tries - 1), LONGEST_PAUSE)
    _write_back(row, due_at=now + pause, error=reason)


def _write_back(row: JobRow, **columns: object) -> bool:
    written = _mine(row).update(lease_until=None, deaths=0, **columns)
    if not written:
        logger.warning(
            "Job lease was lost",
            extra={"event": "job.lease_lost", "job": row._meta.label, "id": row.pk},
        )
    return bool(written)


def _mine(row: JobRow) -> models.QuerySet[JobRow]:
    return type(row)._base_manager.filter(pk=row.pk, state=JobState.WAITING, lease_until=row.lease_until)


def try_again(row: JobRow, *, now: datetime) -> bool:
    """Puts a row that was given up or cancelled back among the waiting, due now; whether it was one."""
    settled = type(row)._base_manager.filter(pk=row.pk, state__in=REVIVABLE_STATES)
    anew = {"state": JobState.WAITING, "error": "", "lease_until": None, "done_at": None}
    with transaction.atomic():
        revived = settled.update(due_at=now, tries=0, deaths=0, **anew, **row.revived())
        if revived and (parts := row.parts()) is not None:
            parts.filter(state=JobState.CANCELLED, error=CANCELLED_BY_HAND).update(**anew)
    return bool(revived)


def cancel(row: JobRow, *, now: datetime) -> bool:
    """Nobody is to do it any more; whether it was waiting and in no worker's hands."""
    waiting = type(row)._base_manager.filter(pk=row.pk, state=JobState.WAITING)
    free = waiting.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now))
    with transaction.atomic():
        cancelled = free.update(state=JobState.CANCELLED, lease_until=None, **row.cancelled(now=now))
        if cancelled and (parts := row.parts()) is not None:
            parts.filter(state=JobState.WAITING).update(state=JobState.CANCELLED, error=CANCELLED_BY_HAND)
    return bool(cancelled)


def hurry(task: Task, pk: int) -> None:
    """Enqueues `task(pk)` once the transaction has committed; a broker that is down is logged.

    Nothing is lost then: the sweep finds the row again.
    """
    transaction.on_commit(lambda: enqueue(task, pk))


def hurry_due(model: type[JobRow], task: Task, *, now: datetime) -> int:
    """Enqueues what is due and held by nobody, where its queue has room; returns 0, for nothing is changed by it.

    Without that bound a worker that is away for hours would find each row as often as a sweep had run.
    """
    due = model._base_manager.all().claimable_at(now).order_by("due_at").values_list("pk", flat=True)
    waiting = list(due[:HURRY_BATCH])
    if not waiting or is_full(task):
        return 0
    for pk in waiting:
        if not enqueue(task, pk):
            break
    return 0


def enqueue(task: Task, *arguments: int) -> bool:
    """Whether the broker took it; one that is away is logged."""
    try:
        task.delay(*arguments)
    except (
        Exception
    ) as problem:  # a hint only; kombu raises even AttributeError where a connection dies under it
        logger.warning(
            "Broker is away",
            exc_info=None if isinstance(problem, OperationalError) else problem,
            extra={"event": "broker.away", "task": task.name, "ids": arguments},
        )
        return False
    return True
