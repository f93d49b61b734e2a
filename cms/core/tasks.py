from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from celery.signals import after_task_publish
from django.db import Error, connection
from django.utils import timezone

from cms.core import sweep as engine

logger = logging.getLogger(__name__)


@shared_task(name="core.sweep")
def sweep() -> None:
    now = timezone.now()
    engine.sweep(now)
    engine.beat(engine.HEARTBEAT, at=now)


@after_task_publish.connect(sender="core.sweep")
def beat_lives(**_: Any) -> None:
    """In beat's own process: it goes on, whether or not a worker takes what it sends."""
    try:
        engine.beat(engine.BEAT, at=timezone.now())
    except Error:
        logger.warning("Beat could not sign", extra={"event": "beat.unsigned"})
    finally:
        # Once a minute: a connection kept in between would outlive the database's restart.
        connection.close()
