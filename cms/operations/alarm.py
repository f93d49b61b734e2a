"""Central staff are told when nothing happens by itself: by the web side, for the workers may be what is down."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import Error
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.core.models import Heartbeat
from cms.core.saying import say_when
from cms.core.sweep import HEARTBEAT, claim_once_in
from cms.notices.writing import letter_language
from cms.people.models import User

logger = logging.getLogger(__name__)

LATE_AFTER = timedelta(minutes=10)
# One alarm for all web processes, until this has passed.
AGAIN_AFTER = timedelta(hours=6)
LOOKED_EVERY_SECONDS = 60
TURN = "alarm"


class Lookout:
    """Looks after an answer, at most once a minute in this process; costs one query then."""

    def __init__(self) -> None:
        self.looked = float("-inf")

    def look(self) -> None:
        if not settings.LOOKOUT or time.monotonic() - self.looked < LOOKED_EVERY_SECONDS:
            return
        self.looked = time.monotonic()
        try:
            raise_alarm_if_late(timezone.now())
        except Error:  # a database that is away is seen by whoever asks it next
            logger.warning("Nobody could look at the sweep", extra={"event": "alarm.unlooked"})


def raise_alarm_if_late(now: datetime) -> threading.Thread | None:
    """Writes to central staff where the last sweep is ten minutes old; the thread that sends, or None.

    A site that has never swept is only being set up.
    """
    swept = Heartbeat.objects.last_of(HEARTBEAT)
    if swept is None or now - swept < LATE_AFTER:
        return None
    if not claim_once_in(AGAIN_AFTER, name=TURN, now=now):
        return None
    logger.error("The sweep is late", extra={"event": "alarm.raised"})
    staff = User.objects.filter(is_superuser=True, is_active=True).exclude(email="")
    letters = [_letter(person, swept) for person in staff.order_by("pk")]
    sending = threading.Thread(target=_send, args=[letters], daemon=True)
    sending.start()
    return sending


def _letter(person: User, swept: datetime) -> EmailMessage:
    with translation.override(letter_language(person.language)):
        text = _(
            "The last sweep was on %(when)s. Since then nothing opens or closes by itself on %(site)s, and no reminder "
            "goes out. See that beat and a worker run and look at their logs. What has fallen due is caught up as "
            "soon as they are back."
        )
        said = {"when": say_when(swept, person.time_zone), "site": settings.SITE_NAME}
        home = settings.SITE_URL.rstrip("/") + reverse("wagtailadmin_home")
        return EmailMessage(
            subject=_("%(site)s: nothing happens by itself any more") % said,
            body=f"{text % said}\n\n{home}\n",
            to=[person.email],
            headers={"Auto-Submitted": "auto-generated"},
        )


def _send(letters: Sequence[EmailMessage]) -> None:
    try:
        get_connection().send_messages(letters)
    except OSError:
        logger.warning("The alarm could not be sent", extra={"event": "alarm.unsent"}, exc_info=True)
