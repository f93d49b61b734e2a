from __future__ import annotations

import logging
from datetime import datetime

from cms.invitations.tokens import hash_of, new_seed, token_of
from cms.people.models import User
from courses.learning.models import CalendarLink
from courses.learning.models.calendar_link import SALT

logger = logging.getLogger(__name__)


def make_link(user: User, *, now: datetime) -> CalendarLink:
    """A new private address of their calendar; the one before ends in the same moment."""
    seed = new_seed()
    values = {"seed": seed, "token_hash": hash_of(token_of(seed, salt=SALT)), "made_at": now}
    link, _made = CalendarLink.objects.update_or_create(user=user, defaults=values)
    logger.info("Calendar link made", extra={"event": "calendar_link.made", "user": user.pk})
    return link


def stop_link(user: User) -> None:
    CalendarLink.objects.filter(user=user).delete()
    logger.info("Calendar link ended", extra={"event": "calendar_link.ended", "user": user.pk})
