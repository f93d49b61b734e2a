from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from cms.core import sweep as engine


@shared_task(name="core.sweep")
def sweep() -> None:
    now = timezone.now()
    engine.sweep(now)
    engine.beat(engine.HEARTBEAT, at=now)
