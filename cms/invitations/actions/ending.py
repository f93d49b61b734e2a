"""The end of invitations whose offer is gone."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q

from cms.core.enums import JobState
from cms.core.locking import locked
from cms.invitations.gifts import SAYS_OVER
from cms.invitations.models import Invitation, InvitationQuerySet, Mailing
from cms.people.models import User

logger = logging.getLogger(__name__)

# Sent, or sent before, or in somebody's hands just now.
_HAD = Q(state=JobState.DONE) | Q(number__gt=1) | Q(in_doubt_at__isnull=False) | Q(lease_until__isnull=False)


def end_invitations(invitations: InvitationQuerySet, *, by: User | None, tell: bool, now: datetime) -> int:
    """Takes back those that are open, in the caller's transaction; how many.

    With `tell`, whoever has had the letter and could still have used it gets another, which says that it is over:
    `Gift.void` of it must say why. Nobody of them is hurried; the sweep sends them.
    """
    ended = list(locked(invitations.open().order_by("pk")))
    told = _who_had_a_letter(ended, now) if tell else set()
    for invitation in ended:
        invitation.taken_back_at, invitation.taken_back_by = now, by
        if invitation.pk in told:
            invitation.terms = invitation.terms | {SAYS_OVER: True}
    Invitation.all_objects.bulk_update(ended, ["taken_back_at", "taken_back_by", "terms"])
    Mailing.objects.filter(invitation__in=told).update(**sent_anew(now))
    for invitation in ended:
        logger.info(
            "Invitation changed",
            extra={"event": "invitation.ended", "invitation": invitation.pk, "gift": invitation.gift},
        )
    return len(ended)


def _who_had_a_letter(invitations: Iterable[Invitation], now: datetime) -> set[int]:
    of_use = [invitation.pk for invitation in invitations if now < invitation.expires_at]
    mailings = Mailing.objects.filter(_HAD, invitation__in=of_use)
    had = mailings.exclude(state__in=[JobState.FAILED, JobState.CANCELLED])
    return set(had.values_list("invitation", flat=True))


def sent_anew(now: datetime) -> dict[str, object]:
    """The columns of a letter that goes out once more."""
    return {
        "state": JobState.WAITING,
        "due_at": now,
        "number": F("number") + 1,
        "tries": 0,
        "deaths": 0,
        "error": "",
        "lease_until": None,
        "done_at": None,
    }
