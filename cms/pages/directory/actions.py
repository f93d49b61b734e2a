from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed, Refusal
from cms.networks.permissions import is_in_a_network
from cms.notices.actions import write_notice
from cms.pages.directory.models import Listing
from cms.pages.directory.notices import DirectoryMessage
from cms.people.models import User

logger = logging.getLogger(__name__)

MOST_MESSAGES_A_DAY = 20
DAY = 24 * 3600


def agree(user: User, *, languages: Iterable[str], shows_email: bool, now: datetime) -> Listing:
    """Lists `user`, or changes what stands there; the day of the first agreement stays.

    NotAllowed for who belongs to no network; Refusal with code `nameless`, for an entry must not
    fall back on the e-mail address.
    """
    if not is_in_a_network(user):
        raise NotAllowed(_("The directory is for people of the networks."), code="not_allowed")
    if not user.display_name:
        raise Refusal(
            _("Write the name shown to others in your account first: the directory lists people by it."),
            code="nameless",
        )
    values = {"languages": list(languages), "shows_email": shows_email}
    listing, _made = Listing.objects.update_or_create(
        user=user, defaults=values, create_defaults=values | {"agreed_at": now}
    )
    logger.info("Listed in the directory", extra={"event": "directory.agreed", "user": user.pk})
    return listing


def leave(user: User) -> None:
    """Takes `user` out of the directory, at once."""
    gone, _models = Listing.objects.filter(user=user).delete()
    if gone:
        logger.info("Left the directory", extra={"event": "directory.left", "user": user.pk})


def write_to(listing: Listing, *, text: str, by: User, now: datetime) -> None:
    """Sends `text` to whoever is listed, without showing their address; they get that of `by` to answer to.

    NotAllowed for whom `by` may not see; Refusal with code `again` (once a day to one person) or
    `too_many`.
    """
    if not Listing.objects.for_user(by).filter(pk=listing.pk).exclude(user=by).exists():
        raise NotAllowed(_("The directory is for people of the networks."), code="not_allowed")
    day = now.date().isoformat()
    _refuse_if_too_many(by, day)
    with transaction.atomic():
        written = write_notice(
            listing.user,
            kind=DirectoryMessage.key,
            subject=f"from:{by.pk}",
            occasion=day,
            facts={"sender": by.get_full_name(), "email": by.email, "text": " ".join(text.split())},
            due=now,
            now=now,
        )
        if written is None:
            raise Refusal(
                _("You wrote to them today already. They have your address and can answer you."),
                code="again",
            )


def _refuse_if_too_many(by: User, day: str) -> None:
    """A brake on whoever writes to everybody, so that an approximate count is enough."""
    key = f"directory-messages:{by.pk}:{day}"
    cache.add(key, 0, DAY)
    if cache.incr(key) > MOST_MESSAGES_A_DAY:
        raise Refusal(_("You have written to many people today. Go on tomorrow."), code="too_many")
