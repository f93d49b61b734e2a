"""What has been kept for its time is dropped, once a day."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from cms.core.sweep import claim_once_in
from cms.people.records import records

logger = logging.getLogger(__name__)

HEARTBEAT = "retention"
ONCE_IN = timedelta(days=1)


def forget_old(now: datetime) -> int:
    """A step of the sweep: every room's `forget`, in the order of PERSONAL_DATA; how many rows went."""
    if not claim_once_in(ONCE_IN, name=HEARTBEAT, now=now):
        return 0
    gone = {each.__name__: number for each in records() if (number := each.forget(now))}
    if gone:
        logger.info("Old records dropped", extra={"event": "retention.dropped", "gone": gone})
    return sum(gone.values())
