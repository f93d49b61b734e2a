from __future__ import annotations

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from cms.core.jobs import hurry_due, run_job

from .models import Rendering
from .rendering import render


@shared_task(name="certificates.draw")
def draw_certificate(pk: int) -> None:
    run_job(Rendering, pk, act=render, now=timezone.now())


def hurry_drawings(now: datetime) -> int:
    """Sweep step: enqueues what waits to be drawn; returns 0, for nothing is changed by it."""
    return hurry_due(Rendering, draw_certificate, now=timezone.now())
