from __future__ import annotations

from datetime import datetime
from functools import partial

from celery import shared_task
from django.utils import timezone

from cms.core.jobs import hurry_due, run_job
from cms.invitations import delivery
from cms.invitations.models import Mailing


@shared_task(name="invitations.deliver")
def deliver(pk: int) -> None:
    now = timezone.now()
    run_job(Mailing, pk, act=partial(delivery.deliver, now=now), now=now)


def hurry_letters(now: datetime) -> int:
    """Sweep step: enqueues what is due and held by nobody, by the real clock; returns 0."""
    return hurry_due(Mailing, deliver, now=timezone.now())
