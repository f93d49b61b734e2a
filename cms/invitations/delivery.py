"""One invitation, one e-mail: the act behind the job row."""

from __future__ import annotations

import logging
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.core.jobs import CallOff
from cms.core.saying import say_when
from cms.invitations.gifts import gifts
from cms.invitations.models import Invitation, Mailing
from cms.invitations.tokens import hash_of
from cms.notices.post import message_id, post
from cms.notices.writing import Letter, compose, letter_language

logger = logging.getLogger(__name__)


def deliver(mailing: Mailing, *, now: datetime) -> dict[str, object]:
    """Sends the link to the address; called off where the invitation opens nothing any more."""
    rows = Invitation.all_objects.select_related("network", "invited_by")
    invitation = rows.get(pk=mailing.invitation_id)
    if not invitation.is_open or now >= invitation.expires_at:
        raise CallOff(_("The invitation was used, taken back, or has expired."))
    if invitation.token_hash != hash_of(invitation.token):
        # The site's key is another one than when the invitation was written.
        Invitation.all_objects.filter(pk=invitation.pk).update(token_hash=hash_of(invitation.token))
    columns = post(
        mailing,
        written(invitation),
        to=invitation.email,
        message_id=message_id(mailing, name=f"invitation-{mailing.number}"),
        insist=True,
        now=now,
    )
    logger.info("Invitation sent", extra={"event": "invitation.delivered", "invitation": invitation.pk})
    return columns


def written(invitation: Invitation) -> Letter:
    language = letter_language(invitation.language)
    with translation.override(language):
        gift = gifts()[invitation.gift]
        words = gift.words(invitation) | {
            "network": invitation.network.full_name,
            "inviter": invitation.invited_by.get_full_name(),
            "until": say_when(invitation.expires_at, "UTC", last=True),
        }
        return compose(
            f"invitation_{gift.key}",
            words=words,
            language=language,
            name="",
            action=_("Open the invitation"),
            path=reverse("invitations:open", args=[invitation.token]),
        )
