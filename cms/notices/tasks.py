from __future__ import annotations

from datetime import datetime
from functools import partial

from celery import shared_task
from django.utils import timezone

from cms.core.jobs import hurry_due, run_job
from cms.notices import delivery, digests
from cms.notices.models import AccountLetter, Digest, Notice


@shared_task(name="notices.deliver")
def deliver(pk: int) -> None:
    now = timezone.now()
    run_job(Notice, pk, act=partial(delivery.deliver, now=now), now=now)


@shared_task(name="notices.deliver_digest")
def deliver_digest(pk: int) -> None:
    now = timezone.now()
    run_job(Digest, pk, act=partial(digests.deliver_digest, now=now), now=now)


@shared_task(name="notices.deliver_account_letter")
def deliver_account_letter(pk: int) -> None:
    run_job(AccountLetter, pk, act=delivery.deliver_account_letter, now=timezone.now())


def hurry_account_letters(now: datetime) -> int:
    """Sweep step: by the real clock, as notices go."""
    return hurry_due(AccountLetter, deliver_account_letter, now=timezone.now())


def hurry_notices(now: datetime) -> int:
    """Sweep step: enqueues what is due and held by nobody; returns 0, for nothing is changed by it.

    Delivery goes by the real clock, whatever the time that is swept: `sweep --at` next year
    writes next year's notices, and they wait for it.
    """
    return hurry_due(Notice, deliver, now=timezone.now())


def hurry_digests(now: datetime) -> int:
    """Sweep step: by the real clock, as notices go."""
    return hurry_due(Digest, deliver_digest, now=timezone.now())
