from __future__ import annotations

from datetime import datetime
from functools import partial

from celery import shared_task
from django.utils import timezone

from cms.core.jobs import enqueue, run_job
from cms.invitations import delivery
from cms.invitations.models import Mailing
from cms.notices.draining import drain, hurry_drains


@shared_task(name="invitations.deliver")
def deliver(pk: int) -> None:
    now = timezone.now()
    run_job(Mailing, pk, act=partial(delivery.deliver, now=now), now=now)


@shared_task(name="invitations.drain")
def drain_letters() -> None:
    if drain(Mailing, delivery.deliver):
        enqueue(drain_letters)


def hurry_letters(now: datetime) -> int:
    """Sweep step, by the real clock; returns 0, for nothing is changed by it."""
    return hurry_drains(Mailing, drain_letters, now=timezone.now())
