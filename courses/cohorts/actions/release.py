from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from cms.core.locking import locked
from courses.cohorts.models import Release
from courses.cohorts.notices import write_release_notices

logger = logging.getLogger(__name__)

BATCH = 50


def release_due(now: datetime) -> int:
    """Sweep step: modules whose opening time has come are released and told, each once.

    What was missed during a downtime of the sweep is released too; the notice names the time
    at which it was due.
    """
    due = Release.objects.due_to_release_at(now)
    changed = 0
    for pk in list(due.order_by("opens_at", "pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            release = locked(due.filter(pk=pk), skip_locked=True).first()
            if release is None:
                continue
            release.released_at = now
            release.save(update_fields=["released_at"])
            write_release_notices(release, now=now)
        changed += 1
        logger.info("Module released", extra={"event": "module.released", "release": release.pk})
    return changed
