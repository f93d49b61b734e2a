"""Delivery goes by the real clock, whatever the time that is swept: `sweep --at` next year writes next year's
notices, and they wait for it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from celery import shared_task
from django.utils import timezone

from cms.core.jobs import enqueue, run_job
from cms.notices import delivery, digests
from cms.notices.draining import drain, hurry_drains
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
    now = timezone.now()
    run_job(AccountLetter, pk, act=partial(delivery.deliver_account_letter, now=now), now=now)


@shared_task(name="notices.drain_notices")
def drain_notices() -> None:
    if drain(Notice, delivery.deliver):
        enqueue(drain_notices)


@shared_task(name="notices.drain_digests")
def drain_digests() -> None:
    if drain(Digest, digests.deliver_digest):
        enqueue(drain_digests)


@shared_task(name="notices.drain_account_letters")
def drain_account_letters() -> None:
    if drain(AccountLetter, delivery.deliver_account_letter):
        enqueue(drain_account_letters)


def hurry_account_letters(now: datetime) -> int:
    """Sweep step; returns 0, for nothing is changed by it, as those below."""
    return hurry_drains(AccountLetter, drain_account_letters, now=timezone.now())


def hurry_notices(now: datetime) -> int:
    return hurry_drains(Notice, drain_notices, now=timezone.now())


def hurry_digests(now: datetime) -> int:
    return hurry_drains(Digest, drain_digests, now=timezone.now())
