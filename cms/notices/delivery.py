"""One notice, one e-mail: the act behind the job row."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from cms.core.jobs import CallOff, GiveUp, TryAgain
from cms.core.models import JobRow
from cms.notices.calendar import CONTENT_TYPE as CALENDAR
from cms.notices.choices import is_muted
from cms.notices.kinds import UnknownKind, kind_of
from cms.notices.models import AccountLetter, Notice
from cms.notices.writing import Letter, letter
from cms.people.models import User
from cms.people.sealing import SealBroken, unseal

logger = logging.getLogger(__name__)

# What the server says of this letter, against what it says of us: only the first is for good.
_REFUSALS_OF_THE_LETTER = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
)


def deliver(notice: Notice, *, now: datetime) -> None:
    """Sends the notice to its recipient; the act for `cms.core.jobs.run_job`.

    A worker that dies between the server's word and ours sends it again, under the same
    Message-ID, by which mail programs know it as the same.
    """
    recipient = notice.recipient
    if reason := reason_against(notice, to=recipient, now=now):
        raise CallOff(reason)
    send(
        letter(notice, to=recipient),
        to=recipient.email,
        message_id=message_id(notice),
        reply_to=kind_of(notice.kind).reply_to(notice),
    )
    logger.info(
        "Notice sent",
        extra={"event": "notice.sent", "notice": notice.pk, "kind": notice.kind},
    )


def reason_against(notice: Notice, *, to: User, now: datetime) -> str:
    """Why it is not to be sent any more; empty where it is. GiveUp for a kind that the site no longer has."""
    try:
        kind = kind_of(notice.kind)
    except UnknownKind as problem:
        raise GiveUp(str(problem)) from problem
    if not to.is_active or not to.email:
        return _("The account is closed.")
    if is_muted(to, kind=notice.kind):
        return _("They have switched this kind of notice off.")
    if kind.is_stale(notice, now=now):
        return _("It was too late to tell this when the e-mail could be sent.")
    return ""


def deliver_account_letter(row: AccountLetter) -> dict[str, object]:
    """Sends the letter as it was written; the act for `cms.core.jobs.run_job`. Its text goes with it."""
    try:
        text = unseal(row.sealed)
    except SealBroken as problem:
        raise GiveUp(_("It was sealed with a key that the site no longer has. Ask for it anew.")) from problem
    written = Letter(subject=row.subject, text=text, html="")
    send(written, to=row.email, message_id=message_id(row, name="account"))
    logger.info(
        "Account letter sent",
        extra={"event": "account_letter.sent", "account_letter": row.pk, "letter": row.letter},
    )
    return {"sealed": ""}


def message_id(row: JobRow, *, name: str = "notice") -> str:
    """The same for every try, and another for the same number in a database that began anew."""
    return f"<{name}-{row.pk}-{row.created_at:%Y%m%d%H%M%S}@{urlsplit(settings.SITE_URL).hostname}>"


def send(written: Letter, *, to: str, message_id: str, reply_to: Sequence[str] = ()) -> None:
    """One e-mail, now.

    TryAgain for what may pass, the server being away or badly set up; GiveUp for what it says of this letter for good.
    """
    message = EmailMultiAlternatives(
        subject=written.subject,
        body=written.text,
        to=[to],
        reply_to=list(reply_to),
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated", **_ways_off(written)},
    )
    if written.html:
        message.attach_alternative(written.html, "text/html")
    if written.calendar:
        message.attach("calendar.ics", written.calendar, CALENDAR)
    try:
        message.send()
    except _REFUSALS_OF_THE_LETTER as problem:
        if _is_for_good(problem):
            raise GiveUp(
                _("The mail server refused the e-mail: %(answer)s") % {"answer": _answer(problem)}
            ) from problem
        raise TryAgain(_answer(problem)) from problem
    except OSError as problem:
        raise TryAgain(_answer(problem)) from problem
    except ValueError as problem:
        raise GiveUp(
            _("No e-mail can be sent to this address: %(reason)s") % {"reason": problem}
        ) from problem


def _ways_off(written: Letter) -> dict[str, str]:
    """RFC 8058: the reader's mail program shows a button that posts there."""
    if not written.off:
        return {}
    return {"List-Unsubscribe": f"<{written.off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _is_for_good(problem: smtplib.SMTPException) -> bool:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in problem.recipients.values())
    return isinstance(problem, smtplib.SMTPNotSupportedError) or problem.smtp_code >= 500


def _answer(problem: OSError) -> str:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_decoded(said)}" for code, said in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} {_decoded(problem.smtp_error)}"
    return str(problem) or type(problem).__name__


def _decoded(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
