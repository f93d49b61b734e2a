from __future__ import annotations

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from cms.core.jobs import hurry_due, run_job
from courses.catalogue.actions.scaling import find_unscaled, scale
from courses.catalogue.models import Scaling


@shared_task(name="catalogue.scale")
def scale_picture(pk: int) -> None:
    run_job(Scaling, pk, act=scale, now=timezone.now())


def scale_pictures(now: datetime) -> int:
    """Sweep step: finds pictures that want scaling and enqueues what waits, by the real clock."""
    real = timezone.now()
    found = find_unscaled(real)
    hurry_due(Scaling, scale_picture, now=real)
    return found
