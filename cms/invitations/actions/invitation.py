"""The life of an invitation: sent, sent again, taken back, accepted, forgotten."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core import jobs
from cms.core.enums import JobState
from cms.core.errors import NotAllowed, Refusal
from cms.core.locking import locked
from cms.core.sweep import each_due
from cms.invitations.accounts import normal
from cms.invitations.actions.ending import sent_anew
from cms.invitations.enums import InvitationState
from cms.invitations.gifts import gifts
from cms.invitations.manager_notices import tell_inviter
from cms.invitations.models import Invitation, Mailing
from cms.invitations.permissions import may_handle, may_invite
from cms.invitations.tasks import deliver
from cms.invitations.tokens import hash_of
from cms.networks.models import Network
from cms.people.models import User

logger = logging.getLogger(__name__)

MOST_A_DAY = 500
PAUSE_BETWEEN_LETTERS = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(days=90)


def invite(
    network: Network,
    *,
    email: str,
    gift: str,
    subject: str,
    terms: dict[str, Any],
    language: str,
    by: User,
    now: datetime,
    takes_over_from: User | None = None,
) -> tuple[Invitation, bool]:
    """Writes the invitation with its letter, which is hurried on commit; whether one was written.

    Where the same is offered to the same address already, that invitation is returned as it is, or
    sent again if it had expired. NotAllowed unless `by` may give the gift; Refusal with code
    `too_many`, or with what the gift says.
    """
    offered = gifts()[gift]
    if not may_invite(by, network, offered):
        raise NotAllowed(_("Your roles in this network don't let you invite to this."), code="not_allowed")
    expires = offered.expires(terms, now=now)
    with transaction.atomic():
        _refuse_if_too_many(by, now)
        invitation, written = Invitation.all_objects.open().get_or_create(
            network=network,
            email=normal(email),
            gift=gift,
            subject=subject,
            defaults={
                "terms": terms,
                "language": language,
                "takes_over_from": takes_over_from,
                "invited_by": by,
                "invited_at": now,
                "expires_at": expires,
            },
        )
        if not written:
            expired = invitation.state_at(now) == InvitationState.EXPIRED
            return (resend(invitation, by=by, now=now), True) if expired else (invitation, False)
        mailing = Mailing.objects.create(invitation=invitation, due_at=now)
        jobs.hurry(deliver, mailing.pk)
    _log("invitation.sent", invitation, by=by.pk)
    return invitation, True


def _refuse_if_too_many(by: User, now: datetime) -> None:
    sent = Invitation.all_objects.filter(invited_by=by, invited_at__gt=now - timedelta(days=1))
    if sent.count() >= MOST_A_DAY:
        raise Refusal(
            _("You have invited %(most)d people within a day. Send the others tomorrow.")
            % {"most": MOST_A_DAY},
            code="too_many",
        )


def resend(invitation: Invitation, *, by: User, now: datetime) -> Invitation:
    """Sends the same link again, valid anew, in the name of `by`.

    Refusal with code `used` or `taken_back`, `on_its_way` while the last letter waits to be
    sent, `soon` just after it was, or with what the gift says.
    """
    _must_handle(invitation, by)
    with transaction.atomic():
        invitation = _locked(invitation)
        _refuse_unless_open(invitation)
        mailing = locked(Mailing.objects.filter(invitation=invitation)).get()
        if mailing.state == JobState.WAITING:
            raise Refusal(
                _("The last letter is still on its way. Wait until it was sent."), code="on_its_way"
            )
        if mailing.done_at and now < mailing.done_at + PAUSE_BETWEEN_LETTERS:
            raise Refusal(
                _("The last letter was sent a moment ago. Wait ten minutes before you send it again."),
                code="soon",
            )
        gift = gifts()[invitation.gift]
        invitation.terms = gift.renewed(invitation)
        invitation.expires_at = gift.expires(invitation.terms, now=now)
        invitation.invited_by, invitation.token_hash = by, hash_of(invitation.token)
        invitation.save(update_fields=["terms", "expires_at", "invited_by", "token_hash"])
        Mailing.objects.filter(pk=mailing.pk).update(**sent_anew(now))
        jobs.hurry(deliver, mailing.pk)
    _log("invitation.sent_again", invitation, by=by.pk)
    return invitation


def take_back(invitation: Invitation, *, by: User, now: datetime) -> Invitation:
    """Its link opens nothing from now on. Refusal with code `used` for one that was accepted."""
    _must_handle(invitation, by)
    with transaction.atomic():
        invitation = _locked(invitation)
        if invitation.taken_back_at is not None:
            return invitation
        _refuse_unless_open(invitation)
        invitation.taken_back_at, invitation.taken_back_by = now, by
        invitation.save(update_fields=["taken_back_at", "taken_back_by"])
    _log("invitation.taken_back", invitation, by=by.pk)
    return invitation


def accept(invitation: Invitation, *, user: User, now: datetime) -> Invitation:
    """Gives `user` what the invitation brings and uses it up; who has used it gets it back as it is.

    Refusal with code `over` (see `Gift.void`), `used` (by somebody else), `taken_back`, `expired`, or
    with what the gift says; then nothing is given and the invitation stays as it was.
    """
    gift = gifts()[invitation.gift]
    with transaction.atomic():
        # First the network, as whoever grants roles does: two orders would wait for each other.
        locked(Network.objects.filter(pk=invitation.network_id)).get()
        gift.lock(invitation)
        invitation = _locked(invitation)
        if invitation.accepted_at is not None and invitation.accepted_by_id == user.pk:
            return invitation
        if void := gift.void(invitation):
            raise Refusal(void, code="over")
        _refuse_unless_open(invitation)
        if invitation.state_at(now) == InvitationState.EXPIRED:
            raise Refusal(_("This invitation has expired. Ask the network to send it again."), code="expired")
        gift.give(invitation, user=user, now=now)
        invitation.accepted_at, invitation.accepted_by = now, user
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        tell_inviter(invitation, now=now)
    _log("invitation.accepted", invitation, user=user.pk)
    return invitation


def forget_unanswered(now: datetime) -> int:
    """Sweep step: who never answered is forgotten with their address, three months after the end.

    One for whose address somebody vouched is kept with the record of it.
    """
    over = Invitation.all_objects.filter(
        accepted_at__isnull=True, expires_at__lte=now - FORGOTTEN_AFTER, vouchings__isnull=True
    )
    return each_due(over.order_by("expires_at", "pk"), _forget)


def _forget(invitation: Invitation) -> bool:
    invitation.delete()
    return True


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.all_objects.select_related("network", "invited_by", "takes_over_from")
    return locked(rows.filter(pk=invitation.pk)).get()


def _must_handle(invitation: Invitation, by: User) -> None:
    if not may_handle(by, invitation):
        raise NotAllowed(_("Your roles in this network don't let you handle this."), code="not_allowed")


def _refuse_unless_open(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise Refusal(_("This invitation has been used already."), code="used")
    if invitation.taken_back_at is not None:
        raise Refusal(
            _("This invitation was taken back. Ask the network if you think that this is a mistake."),
            code="taken_back",
        )


def _log(event: str, invitation: Invitation, **ids: int) -> None:
    logger.info(
        "Invitation changed",
        extra={"event": event, "invitation": invitation.pk, "gift": invitation.gift} | ids,
    )
