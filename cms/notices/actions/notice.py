from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache, partial
from itertools import islice
from typing import Any

from django.db import models, transaction

from cms.core import jobs
from cms.core.enums import JobState
from cms.networks.models import Network
from cms.notices.choices import SWITCHED_OFF, is_muted, muted_by
from cms.notices.enums import Urgency
from cms.notices.hours import after_the_night
from cms.notices.kinds import Facts, kind_of, stamp
from cms.notices.models import AccountLetter, Notice
from cms.notices.tasks import deliver, deliver_account_letter
from cms.notices.unread import forget_unread
from cms.people.models import User
from cms.people.sealing import seal

logger = logging.getLogger(__name__)

BATCH = 1000


class WrittenOutsideTransaction(RuntimeError):
    """A notice was written where what it tells of could still fail."""


def write_notice(
    recipient: User,
    *,
    kind: str,
    subject: str,
    occasion: str = "",
    facts: Facts,
    network: Network | None = None,
    due: datetime,
    now: datetime,
) -> Notice | None:
    """Tells `recipient`, in their language; None when this was told already.

    `facts` holds what the kind names; instants may be given as they are. `network` is the one in whose
    name it is told. Call it in the transaction of what it tells of; an e-mail that is due is hurried on
    commit. Who has switched the kind off finds it in their list only.
    """
    _must_be_in_transaction()
    notice, written = Notice.objects.get_or_create(
        recipient=recipient,
        kind=kind,
        subject=subject,
        occasion=occasion,
        defaults=_columns(
            kind,
            facts=facts,
            language=recipient.language,
            zone=recipient.time_zone,
            muted=is_muted(recipient, kind=kind),
            network=network,
            due=due,
        ),
    )
    if not written:
        return None
    forget_unread([recipient.pk])
    if notice.due_at <= now and notice.state == JobState.WAITING and notice.urgency != Urgency.MAY_WAIT:
        jobs.hurry(deliver, notice.pk)
    logger.info(
        "Notice written",
        extra={"event": "notice.written", "notice": notice.pk, "kind": kind},
    )
    return notice


def write_account_letter(email: str, *, letter: str, subject: str, text: str, now: datetime) -> AccountLetter:
    """Keeps an e-mail about an account, sealed, and hurries it on commit."""
    written = AccountLetter.objects.create(
        email=email, letter=letter, subject=subject, sealed=seal(text), due_at=now
    )
    jobs.hurry(deliver_account_letter, written.pk)
    logger.info(
        "Account letter written",
        extra={"event": "account_letter.written", "account_letter": written.pk, "letter": letter},
    )
    return written


def write_notices(
    recipients: models.QuerySet[User],
    *,
    kind: str,
    subject: str,
    occasion: str = "",
    facts: Callable[[str], Facts],
    own: Sequence[str] = (),
    each: Callable[[int, str], Facts] | None = None,
    network: Network | None = None,
    due: datetime,
    now: datetime,
) -> int:
    """Tells each of `recipients` who has not been told; how many were.

    `facts` is asked once a language; `own` names annotations of `recipients` that are facts of
    each one's own, and `each` gives more of these, by the person's id and language, without a query. Nothing is
    enqueued, for thousands would hold up whoever commits: the sweep hurries them.
    """
    _must_be_in_transaction()
    shared = cache(facts)
    columns = partial(_columns, kind, network=network, due=due)
    people = list(
        untold(recipients, kind=kind, subject=subject, occasion=occasion)
        .annotate(muted=muted_by("pk", kind=kind))
        .values_list("pk", "language", "time_zone", "muted", *own)
    )

    def facts_of(pk: int, language: str, values: Iterable[object]) -> Facts:
        theirs = each(pk, language) if each else {}
        return {**shared(language), **dict(zip(own, values, strict=True)), **theirs}

    about = partial(Notice, kind=kind, subject=subject, occasion=occasion)
    notices = (
        about(
            recipient_id=pk,
            **columns(facts=facts_of(pk, language, values), language=language, zone=zone, muted=muted),
        )
        for pk, language, zone, muted, *values in people
    )
    for batch in _batches(notices):
        Notice.objects.bulk_create(batch, ignore_conflicts=True)
    if people:
        forget_unread([pk for pk, *_rest in people])
        logger.info("Notices written", extra={"event": "notices.written", "kind": kind, "count": len(people)})
    return len(people)


def untold(
    recipients: models.QuerySet[User], *, kind: str, subject: str, occasion: str = ""
) -> models.QuerySet[User]:
    """Those with an open account who have no such notice."""
    told = Notice.objects.filter(
        recipient=models.OuterRef("pk"), kind=kind, subject=subject, occasion=occasion
    )
    return recipients.filter(~models.Exists(told), is_active=True)


def mark_read(notices: models.QuerySet[Notice], *, by: User, now: datetime) -> int:
    """Those of `notices` that are theirs and that they had not seen; how many."""
    read = notices.filter(recipient=by, read_at__isnull=True).update(read_at=now)
    forget_unread([by.pk])
    return read


def _columns(
    kind: str, *, facts: Facts, language: str, zone: str, muted: bool, network: Network | None, due: datetime
) -> dict[str, Any]:
    """What is said to one reader, and when; where they have switched the kind off, a job that nobody is to do."""
    urgency = kind_of(kind).urgency
    standing = {"state": JobState.CANCELLED, "error": SWITCHED_OFF} if muted else {}
    return {
        "language": language,
        "facts": _kept(kind, facts),
        "network": network,
        "urgency": urgency,
        "due_at": after_the_night(due, zone) if urgency == Urgency.BY_DAY else due,
        **standing,
    }


def _must_be_in_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise WrittenOutsideTransaction("a notice is written in the transaction of what it tells of")


def _kept(kind: str, facts: Facts) -> dict[str, object]:
    if missing := kind_of(kind).facts - facts.keys():
        raise TypeError(f"a notice of kind {kind} needs {', '.join(sorted(missing))}")
    return {name: stamp(fact) if isinstance(fact, datetime) else fact for name, fact in facts.items()}


def _batches(notices: Iterator[Notice]) -> Iterator[list[Notice]]:
    while batch := list(islice(notices, BATCH)):
        yield batch
