"""At which pace mail goes to each domain, kept in the database so that all workers keep it together."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F
from django.utils.translation import gettext as _

from cms.core.jobs import PutOff
from cms.core.locking import locked
from cms.notices.models import MailRoute

logger = logging.getLogger(__name__)

OUR_SERVER = ""
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def pace_of(domain: str) -> int:
    """How many e-mails a minute may go there."""
    return int(settings.MAIL_PACE.get(domain, settings.MAIL_PACE["*"]))


def take_turn(domain: str, *, now: datetime) -> None:
    """Counts one e-mail; PutOff where the domain or our server rests, or this minute's are used up."""
    minute = now.replace(second=0, microsecond=0)
    mine = MailRoute.objects.filter(domain=domain)
    resting = MailRoute.objects.filter(domain__in=[domain, OUR_SERVER], paused_until__gt=now)
    if mine.filter(~Exists(resting), minute=minute, sent__lt=pace_of(domain)).update(sent=F("sent") + 1):
        return
    _refuse_at_rest(domain, now=now)
    # A clock that jumps back counts on in the later minute.
    if mine.filter(minute__isnull=True).update(minute=minute, sent=1):
        return
    if mine.filter(minute__lt=minute).update(minute=minute, sent=1):
        return
    if not mine.exists() and _begin(domain, minute):
        return
    if mine.filter(minute__gte=minute, sent__lt=pace_of(domain)).update(sent=F("sent") + 1):
        return
    raise PutOff(_("As many e-mails went to this domain as may in a minute."), until=minute + MINUTE)


def rest(domain: str, *, now: datetime) -> datetime:
    """Nothing goes there for a while, each time a longer one; until when. A pause that runs is not made longer."""
    with transaction.atomic():
        MailRoute.objects.get_or_create(domain=domain)
        route = locked(MailRoute.objects.filter(domain=domain)).get()
        if route.paused_until is None or route.paused_until <= now:
            route.paused_until = now + min(FIRST_PAUSE * 2 ** min(route.pauses, 10), LONGEST_PAUSE)
            route.pauses += 1
            route.save(update_fields=["paused_until", "pauses"])
            # A domain may tell who somebody is.
            logger.warning("Mail rests", extra={"event": "mail.rests", "pauses": route.pauses})
        return route.paused_until


def goes_again(domain: str) -> None:
    """It took a letter: the next pause is a short one."""
    MailRoute.objects.filter(domain__in=[domain, OUR_SERVER], pauses__gt=0).update(
        pauses=0, paused_until=None
    )


def _refuse_at_rest(domain: str, *, now: datetime) -> None:
    resting = MailRoute.objects.filter(domain__in=[domain, OUR_SERVER], paused_until__gt=now)
    until = resting.order_by("-paused_until").values_list("paused_until", flat=True).first()
    if until is not None:
        raise PutOff(_("The mail server asked us to wait."), until=until)


def _begin(domain: str, minute: datetime) -> bool:
    try:
        with transaction.atomic():
            MailRoute.objects.create(domain=domain, minute=minute, sent=1)
    except IntegrityError:  # another worker has just begun it
        return False
    return True
