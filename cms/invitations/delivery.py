"""One invitation, one e-mail: the act behind the job row."""

from __future__ import annotations

import logging
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.core.jobs import CallOff
from cms.core.saying import say_when
from cms.invitations.gifts import SAYS_OVER, gifts
from cms.invitations.models import Invitation, Mailing
from cms.invitations.tokens import hash_of
from cms.notices.post import message_id, post
from cms.notices.writing import Letter, compose, letter_language

logger = logging.getLogger(__name__)


def deliver(mailing: Mailing, *, now: datetime) -> dict[str, object]:
    """Sends the link to the address, or that it is over; called off where it would open nothing any more."""
    rows = Invitation.all_objects.select_related("network", "invited_by")
    invitation = rows.get(pk=mailing.invitation_id)
    over = SAYS_OVER in invitation.terms
    if not over:
        _call_off_unless_of_use(invitation, now)
    if invitation.token_hash != hash_of(invitation.token):
        # The site's key is another one than when the invitation was written.
        Invitation.all_objects.filter(pk=invitation.pk).update(token_hash=hash_of(invitation.token))
    columns = post(
        mailing,
        written(invitation, over=over),
        to=invitation.email,
        message_id=message_id(mailing, name=f"invitation-{mailing.number}"),
        insist=not over,
        now=now,
    )
    logger.info("Invitation sent", extra={"event": "invitation.delivered", "invitation": invitation.pk})
    return columns


def _call_off_unless_of_use(invitation: Invitation, now: datetime) -> None:
    if not invitation.is_open or now >= invitation.expires_at:
        raise CallOff(_("The invitation was used, taken back, or has expired."))
    if void := gifts()[invitation.gift].void(invitation):
        raise CallOff(void)


def written(invitation: Invitation, *, over: bool = False) -> Letter:
    """The letter with the link; with `over`, the one that says that it brings nothing any more."""
    language = letter_language(invitation.language)
    with translation.override(language):
        gift = gifts()[invitation.gift]
        words = gift.words(invitation) | {
            "network": invitation.network.full_name,
            "inviter": invitation.invited_by.get_full_name(),
            "until": say_when(invitation.expires_at, "UTC", last=True),
        }
        return compose(
            f"invitation_{gift.key}_over" if over else f"invitation_{gift.key}",
            words=words,
            language=language,
            name="",
            action=_("Open the invitation"),
            path=reverse("invitations:open", args=[invitation.token]),
        )
