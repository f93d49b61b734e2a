from __future__ import annotations

import logging
from functools import partial

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed
from cms.core.locking import locked
from cms.people.letters import send_letter
from cms.people.models import User
from cms.people.permissions import may_take_away_second_factor
from cms.people.sealing import SealBroken, seal_anew

logger = logging.getLogger(__name__)


def take_away_second_factor(person: User, *, by: User | None) -> bool:
    """For who has lost phone and recovery codes; whether there was one. They are told by e-mail.

    `by` is central staff, or None for the operator at the machine itself.
    """
    if by is not None and not may_take_away_second_factor(by, person):
        raise NotAllowed(
            _("Only central staff take away the second factor of somebody else."), code="not_allowed"
        )
    with transaction.atomic():
        locked(User.objects.filter(pk=person.pk)).get()
        taken, _each = Authenticator.objects.filter(user=person).delete()
        if taken:
            tell = partial(
                send_letter, "mfa/email/totp_deactivated", to=person.email, language=person.language
            )
            transaction.on_commit(tell)
    if taken:
        logger.info(
            "A second factor was taken away",
            extra={"event": "second_factor.taken_away", "user": person.pk, "by": by and by.pk},
        )
    return bool(taken)


def renew_seals() -> tuple[int, int]:
    """Seals every secret with the key of today; (how many were renewed, how many no key opens any more)."""
    renewed = broken = 0
    for pk in list(Authenticator.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            factor = locked(Authenticator.objects.filter(pk=pk)).first()
            if factor is None:
                continue
            try:
                sealed = {
                    name: seal_anew(factor.data[name]) for name in ("secret", "seed") if name in factor.data
                }
            except SealBroken:
                broken += 1
                continue
            factor.data |= sealed
            factor.save(update_fields=["data"])
            renewed += 1
    logger.info("Seals renewed", extra={"event": "second_factor.renewed", "count": renewed, "broken": broken})
    return renewed, broken
