from __future__ import annotations

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed, Refusal
from cms.core.locking import locked
from cms.networks.models import Network
from cms.notices.kinds import Kind
from cms.notices.models import NoticeText
from cms.notices.own_texts import Wording, check_words
from cms.notices.permissions import may_edit_texts
from cms.people.models import User

logger = logging.getLogger(__name__)


def keep_text(
    network: Network, *, kind: Kind, language: str, wording: Wording, seen: int, by: User, now: datetime
) -> NoticeText:
    """From now on the network's notices of this kind say it so; what is written already and not yet told, too.

    `seen` is the version that was read before, 0 for none. ValidationError by field for words that the kind lacks;
    Refusal `changed` where somebody else has changed it. The network's row is the lock.
    """
    _must_edit(by, network)
    if problems := check_words(kind, subject=wording.subject, body=wording.body):
        raise ValidationError(problems)
    with transaction.atomic():
        locked(Network.objects.filter(pk=network.pk)).get()
        text = NoticeText.objects.filter(network=network, kind=kind.key, language=language).first()
        text = text or NoticeText(network=network, kind=kind.key, language=language, version=0)
        if text.version != seen:
            raise Refusal(
                _(
                    "It was changed in another window in the meantime. Read how it stands now, then go on from there."
                ),
                code="changed",
            )
        text.subject, text.body, text.is_used = wording.subject, wording.body, True
        text.changed_at, text.version = now, text.version + 1
        text.save()
    _log("notice_text.kept", text, by=by)
    return text


def switch_text(text: NoticeText, *, on: bool, by: User, now: datetime) -> None:
    """Tells the network's own text, or the site's again; the own one is kept."""
    _must_edit(by, text.network)
    NoticeText.objects.filter(pk=text.pk).update(is_used=on, changed_at=now)
    _log("notice_text.switched_on" if on else "notice_text.switched_off", text, by=by)


def _must_edit(by: User, network: Network) -> None:
    if not may_edit_texts(by, network):
        raise NotAllowed("Only who speaks in the network's name writes its notices.", code="role")


def _log(event: str, text: NoticeText, *, by: User) -> None:
    logger.info("Text of a notice", extra={"event": event, "notice_text": text.pk, "by": by.pk})
