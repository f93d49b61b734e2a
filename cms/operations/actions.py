from __future__ import annotations

import logging
from datetime import datetime

from cms.core.errors import NotAllowed
from cms.core.jobs import try_again
from cms.core.models import JobRow
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
