from __future__ import annotations

import logging
from datetime import datetime

from cms.core.sweep import each_due
from courses.cohorts.models import Release
from courses.cohorts.notices import write_release_notices

logger = logging.getLogger(__name__)


def release_due(now: datetime) -> int:
    """Sweep step: modules whose opening time has come are released and told, each once.

    What was missed during a downtime of the sweep is released too; the notice names the time
    at which it was due.
    """
    due = Release.objects.due_to_release_at(now).order_by("opens_at", "pk")
    return each_due(due, lambda release: _release(release, now))


def _release(release: Release, now: datetime) -> bool:
    release.released_at = now
    release.save(update_fields=["released_at"])
    write_release_notices(release, now=now)
    logger.info("Module released", extra={"event": "module.released", "release": release.pk})
    return True
