"""How an e-mail leaves: over one connection for many, at the pace that those who take it allow."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.jobs import CallOff, GiveUp, TryAgain
from cms.core.saying import say_date
from cms.notices import routes
from cms.notices.answers import Answer, Verdict, judge
from cms.notices.calendar import CONTENT_TYPE as CALENDAR
from cms.notices.models import DeadAddress, MailJob
from cms.notices.smtp import Unanswered
from cms.notices.writing import Letter

logger = logging.getLogger(__name__)

_connection: ContextVar[BaseEmailBackend | None] = ContextVar("connection", default=None)


@contextmanager
def one_connection() -> Iterator[None]:
    """Whatever is posted inside goes over one connection, opened when first needed and again when it breaks."""
    connection = get_connection()
    token = _connection.set(connection)
    try:
        yield
    finally:
        _connection.reset(token)
        _close(connection)


def message_id(row: MailJob, *, name: str = "notice") -> str:
    """The same for every try, and another for the same number in a database that began anew."""
    return f"<{name}-{row.pk}-{row.created_at:%Y%m%d%H%M%S}@{urlsplit(settings.SITE_URL).hostname}>"


def post(
    row: MailJob,
    written: Letter,
    *,
    to: str,
    message_id: str,
    reply_to: Sequence[str] = (),
    insist: bool = False,
    now: datetime,
) -> dict[str, object]:
    """Hands one e-mail over, now; returns columns for a job that is done.

    The row says *in doubt* from the moment of handing over until the server has answered. TryAgain and PutOff
    for what may pass, GiveUp for what is said of this letter for good; CallOff for an address that is known to be
    dead, unless the letter is one to `insist` on, such as what its reader has just asked for.
    """
    if not insist:
        _call_off_if_dead(to)
    domain = routes.domain_of(to)
    message = _message(written, to=to, headers={"Message-ID": message_id}, reply_to=reply_to)
    doubted = row.in_doubt_at
    with transaction.atomic():  # one commit for both
        routes.take_turn(domain, now=now)
        _doubt(row, now)
    try:
        _hand_over(message)
    except Unanswered as problem:
        logger.warning(
            "E-mail in doubt", extra={"event": "mail.in_doubt", "job": row._meta.label, "id": row.pk}
        )
        routes.rest(routes.OUR_SERVER, now=now)
        raise TryAgain(
            _("The mail server took it and did not answer, so that it may have arrived: %(answer)s")
            % {"answer": problem}
        ) from problem
    except OSError as problem:
        _doubt(row, doubted)
        _settle(judge(problem), to=to, now=now, problem=problem)
    except ValueError as problem:
        _doubt(row, doubted)
        raise GiveUp(
            _("No e-mail can be sent to this address: %(reason)s") % {"reason": problem}
        ) from problem
    routes.goes_again(domain)
    if insist:
        revive(to)
    return {"in_doubt_at": doubted}


def revive(address: str) -> bool:
    """Mail goes to it again; whether it was dead."""
    return bool(DeadAddress.objects.filter(email=address.lower()).delete()[0])


def _call_off_if_dead(address: str) -> None:
    dead = DeadAddress.objects.filter(email=address.lower()).first()
    if dead is not None:
        raise CallOff(
            _("The address refused our mail on %(day)s and is not tried any more: %(answer)s")
            % {"day": say_date(dead.since.date()), "answer": dead.answer}
        )


def _message(
    written: Letter, *, to: str, headers: Mapping[str, str], reply_to: Sequence[str]
) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=written.subject,
        body=written.text,
        to=[to],
        reply_to=list(reply_to),
        headers={**headers, "Auto-Submitted": "auto-generated", **_ways_off(written)},
    )
    if written.html:
        message.attach_alternative(written.html, "text/html")
    if written.calendar:
        message.attach("calendar.ics", written.calendar, CALENDAR)
    return message


def _ways_off(written: Letter) -> dict[str, str]:
    """RFC 8058: the reader's mail program shows a button that posts there."""
    if not written.off:
        return {}
    return {"List-Unsubscribe": f"<{written.off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _hand_over(message: EmailMultiAlternatives) -> None:
    connection = _connection.get()
    if connection is None:
        with one_connection():
            _hand_over(message)
        return
    try:
        connection.open()
        connection.send_messages([message])
    except OSError:
        _close(connection)
        raise


def _close(connection: BaseEmailBackend) -> None:
    with suppress(OSError):
        connection.close()


def _settle(answer: Answer, *, to: str, now: datetime, problem: OSError) -> None:
    if answer.verdict == Verdict.NOBODY_THERE:
        DeadAddress.objects.update_or_create(email=to.lower(), defaults={"since": now, "answer": answer.said})
        logger.warning("Address refused", extra={"event": "mail.address_refused"})
    if answer.verdict in {Verdict.NOBODY_THERE, Verdict.LETTER_REFUSED}:
        raise GiveUp(
            _("The mail server refused the e-mail: %(answer)s") % {"answer": answer.said}
        ) from problem
    if answer.verdict == Verdict.DOMAIN_LATER:
        routes.rest(routes.domain_of(to), now=now)
    elif answer.verdict == Verdict.SERVER_AWAY:
        routes.rest(routes.OUR_SERVER, now=now)
    raise TryAgain(answer.said) from problem


def _doubt(row: MailJob, since: datetime | None) -> None:
    row.in_doubt_at = since
    type(row)._base_manager.filter(pk=row.pk).update(in_doubt_at=since)
