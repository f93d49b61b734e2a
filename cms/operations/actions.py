from __future__ import annotations

import logging
from datetime import datetime

from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed, Refusal
from cms.core.jobs import cancel, try_again
from cms.core.models import JobRow
from cms.operations.jobs_page import jobs_for
from cms.operations.permissions import may_watch
from cms.people.models import User

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 1000


def try_failed_again(model: type[JobRow], *, by: User, now: datetime) -> int:
    """Puts the failed jobs of a kind back among the waiting, those that failed first before the others; how many.

    The next sweep hurries them.
    """
    if not may_watch(by):
        raise NotAllowed("Only central staff look after the machinery.", code="not_allowed")
    rows = list(model._base_manager.failed().order_by("due_at", "pk")[:MOST_AT_ONCE])
    for row in rows:
        try_again(row, now=now)
    logger.info(
        "Failed jobs tried again",
        extra={"event": "jobs.tried_again", "job": model._meta.label, "count": len(rows), "by": by.pk},
    )
    return len(rows)


def try_job_again(job: JobRow, *, by: User, now: datetime) -> None:
    """Puts one job that was given up or cancelled back among the waiting. Refusal `moved_on`."""
    _must_see(job, by)
    if not job.is_revivable or not try_again(job, now=now):
        raise Refusal(
            _("This job is not to be tried again: it waits, is done, or was called off for good."),
            code="moved_on",
        )
    _log("job.tried_again", job, by=by)


def cancel_job(job: JobRow, *, by: User, now: datetime) -> None:
    """Nobody is to do it any more. Refusal `moved_on` where it is settled, or a worker has it in hand."""
    _must_see(job, by)
    if not cancel(job, now=now):
        raise Refusal(
            _("This job can’t be cancelled now: it has ended, or a worker is at it. Look again in a minute."),
            code="moved_on",
        )
    _log("job.cancelled", job, by=by)


def _must_see(job: JobRow, by: User) -> None:
    if not jobs_for(by, type(job)).filter(pk=job.pk).exists():
        raise NotAllowed("This job is done for a network in which they have no say.", code="not_allowed")


def _log(event: str, job: JobRow, *, by: User) -> None:
    logger.info("Job", extra={"event": event, "job": job.label, "id": job.pk, "by": by.pk})
