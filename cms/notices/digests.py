"""What may wait is told once a day, by day, in one e-mail."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from cms.core.enums import JobState
from cms.core.jobs import CallOff, GiveUp
from cms.core.locking import locked
from cms.notices.delivery import reason_against
from cms.notices.hours import is_quiet, local_day
from cms.notices.models import Digest, Notice
from cms.notices.post import message_id, post
from cms.notices.writing import digest_letter, letter
from cms.people.models import User

logger = logging.getLogger(__name__)

BATCH = 500


def gather_digests(now: datetime) -> int:
    """Sweep step: begins the day's e-mail of each whose notices wait and whose hour is not quiet; how many.

    Whoever had theirs today waits for tomorrow's: at most one a day, held by a constraint.
    """
    waiting = Notice.objects.to_gather_at(now)
    places = waiting.values_list("recipient__time_zone", "recipient__country").distinct().order_by()
    return sum(
        _begin(people, day=day, now=now)
        for zone, country in places
        if not is_quiet(now, zone, country or "")
        for day in [local_day(now, zone)]
        for people in _batches(_of_place(waiting, zone=zone, country=country, day=day))
    )


def deliver_digest(digest: Digest, *, now: datetime) -> dict[str, object]:
    """Sends what is in it and still holds; the act for `cms.core.jobs.run_job`.

    One notice alone is the e-mail that it would be by itself. What is sent is settled with it.
    """
    recipient = digest.recipient
    inside = list(digest.notices.order_by("pk"))
    to_tell = []
    for notice in inside:
        if notice.state != JobState.WAITING:
            continue
        try:
            reason = reason_against(notice, to=recipient, now=now)
        except GiveUp as problem:
            _settle([notice], state=JobState.FAILED, error=str(problem))
            continue
        if reason:
            _settle([notice], state=JobState.CANCELLED, error=reason)
        else:
            to_tell.append(notice)
    if not to_tell:
        if any(notice.state == JobState.DONE for notice in inside):
            return {}
        raise CallOff(_("Nothing in it was to be told any more."))
    written = letter(to_tell[0], to=recipient) if len(to_tell) == 1 else digest_letter(to_tell, to=recipient)
    columns = post(digest, written, to=recipient.email, message_id=message_id(digest, name="digest"), now=now)
    _settle(to_tell, state=JobState.DONE, done_at=now)
    logger.info(
        "Digest sent",
        extra={"event": "digest.sent", "digest": digest.pk, "count": len(to_tell)},
    )
    return columns


def _of_place(
    waiting: models.QuerySet[Notice], *, zone: str, country: str | None, day: date
) -> models.QuerySet[User]:
    theirs = waiting.filter(recipient=models.OuterRef("pk"))
    had = Digest.objects.filter(recipient=models.OuterRef("pk"), day=day)
    there = User.objects.filter(time_zone=zone, country=country)
    return there.filter(models.Exists(theirs), ~models.Exists(had)).order_by("pk")


def _batches(people: models.QuerySet[User]) -> Iterator[models.QuerySet[User]]:
    """Each is looked up anew, for those of the one before have had theirs."""
    last = 0
    while keys := list(people.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield people.filter(pk__in=keys)
        last = keys[-1]


def _begin(people: models.QuerySet[User], *, day: date, now: datetime) -> int:
    with transaction.atomic():
        # Two sweeps at once: the second reads again, after the first, who has none yet.
        keys = list(locked(people).values_list("pk", flat=True))
        begun = people.filter(pk__in=keys).values_list("pk", flat=True)
        digests = Digest.objects.bulk_create(Digest(recipient_id=pk, day=day, due_at=now) for pk in begun)
        own = Digest.objects.filter(recipient=models.OuterRef("recipient"), day=day).values("pk")[:1]
        Notice.objects.to_gather_at(now).filter(
            recipient__in=[digest.recipient_id for digest in digests]
        ).update(digest=models.Subquery(own))
    return len(digests)


def _settle(notices: list[Notice], **columns: object) -> None:
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(**columns)
