"""What is sent as an e-mail: the acts behind the job rows."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils.translation import gettext as _

from cms.core.jobs import CallOff, GiveUp
from cms.notices.choices import SWITCHED_OFF, is_muted
from cms.notices.kinds import UnknownKind, kind_of
from cms.notices.models import AccountLetter, Notice
from cms.notices.post import message_id, post
from cms.notices.writing import Letter, letter
from cms.people.models import User
from cms.people.sealing import SealBroken, unseal

logger = logging.getLogger(__name__)


def deliver(notice: Notice, *, now: datetime) -> dict[str, object]:
    """Sends the notice to its recipient; the act for `cms.core.jobs.run_job`.

    A worker that dies between the server's word and ours sends it again, under the same
    Message-ID, by which mail programs know it as the same.
    """
    recipient = notice.recipient
    if reason := reason_against(notice, to=recipient, now=now):
        raise CallOff(reason)
    columns = post(
        notice,
        letter(notice, to=recipient),
        to=recipient.email,
        message_id=message_id(notice),
        reply_to=kind_of(notice.kind).reply_to(notice),
        now=now,
    )
    logger.info(
        "Notice sent",
        extra={"event": "notice.sent", "notice": notice.pk, "kind": notice.kind},
    )
    return columns


def reason_against(notice: Notice, *, to: User, now: datetime) -> str:
    """Why it is not to be sent any more; empty where it is. GiveUp for a kind that the site no longer has."""
    try:
        kind = kind_of(notice.kind)
    except UnknownKind as problem:
        raise GiveUp(str(problem)) from problem
    if not to.is_active or not to.email:
        return _("The account is closed.")
    if is_muted(to, kind=notice.kind):
        return SWITCHED_OFF
    if kind.is_stale(notice, now=now):
        return _("It was too late to tell this when the e-mail could be sent.")
    return ""


def deliver_account_letter(row: AccountLetter, *, now: datetime) -> dict[str, object]:
    """Sends the letter as it was written; the act for `cms.core.jobs.run_job`. Its text goes with it."""
    try:
        text = unseal(row.sealed)
    except SealBroken as problem:
        raise GiveUp(_("It was sealed with a key that the site no longer has. Ask for it anew.")) from problem
    written = Letter(subject=row.subject, text=text, html="")
    columns = post(
        row, written, to=row.email, message_id=message_id(row, name="account"), insist=True, now=now
    )
    logger.info(
        "Account letter sent",
        extra={"event": "account_letter.sent", "account_letter": row.pk, "letter": row.letter},
    )
    return columns | {"sealed": ""}
