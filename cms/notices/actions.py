from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import islice

from django.db import models, transaction

from cms.core import jobs
from cms.notices.choices import is_muted, who_want
from cms.notices.kinds import Facts, kind_of, stamp
from cms.notices.models import AccountLetter, Notice
from cms.notices.tasks import deliver, deliver_account_letter
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
    due: datetime,
    now: datetime,
) -> Notice | None:
    """Tells `recipient`, in their language; None when this was told already, or is not wanted.

    `facts` holds what the kind names; instants may be given as they are. Call it in the
    transaction of what it tells of; the e-mail is hurried on commit.
    """
    _must_be_in_transaction()
    if is_muted(recipient, kind=kind):
        return None
    notice, written = Notice.objects.get_or_create(
        recipient=recipient,
        kind=kind,
        subject=subject,
        occasion=occasion,
        defaults={
            "language": recipient.language,
            "facts": _kept(kind, facts),
            "due_at": due,
        },
    )
    if not written:
        return None
    if due <= now:
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
    due: datetime,
    now: datetime,
) -> int:
    """Tells each of `recipients` who has not been told and wants to be; how many were.

    `facts` is asked once a language; `own` names annotations of `recipients` that are facts of
    each one's own. Nothing is enqueued, for thousands would hold up whoever commits: the sweep
    hurries them.
    """
    _must_be_in_transaction()
    shared = cache(facts)
    people = list(
        untold(recipients, kind=kind, subject=subject, occasion=occasion).values_list("pk", "language", *own)
    )
    notices = (
        Notice(
            recipient_id=pk,
            kind=kind,
            subject=subject,
            occasion=occasion,
            language=language,
            facts=_kept(kind, {**shared(language), **dict(zip(own, values, strict=True))}),
            due_at=due,
        )
        for pk, language, *values in people
    )
    for batch in _batches(notices):
        Notice.objects.bulk_create(batch, ignore_conflicts=True)
    if people:
        logger.info(
            "Notices written",
            extra={"event": "notices.written", "kind": kind, "count": len(people)},
        )
    return len(people)


def untold(
    recipients: models.QuerySet[User], *, kind: str, subject: str, occasion: str = ""
) -> models.QuerySet[User]:
    """Those with an open account who have no such notice and want this kind."""
    told = Notice.objects.filter(
        recipient=models.OuterRef("pk"), kind=kind, subject=subject, occasion=occasion
    )
    return who_want(recipients, kind=kind).filter(~models.Exists(told), is_active=True)


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
