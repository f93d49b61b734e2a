from __future__ import annotations

from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from cms.core.jobs import hurry_due, run_job
from cms.core.sweep import claim_once_in
from courses.catalogue.actions.scaling import find_unscaled, scale
from courses.catalogue.models import Scaling

A_TURN = timedelta(hours=1)


@shared_task(name="catalogue.scale")
def scale_picture(pk: int) -> None:
    run_job(Scaling, pk, act=scale, now=timezone.now())


def scale_pictures(now: datetime) -> int:
    """Sweep step: enqueues what waits, by the real clock; once an hour it finds what publication did not ask for."""
    real = timezone.now()
    found = find_unscaled(real) if claim_once_in(A_TURN, name="pictures", now=real) else 0
    hurry_due(Scaling, scale_picture, now=real)
    return found
