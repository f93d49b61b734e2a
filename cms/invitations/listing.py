"""The admin's list of invitations: what each line says and which acts stand beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef

from cms.core.enums import JobState
from cms.invitations.enums import OPEN_STATES, InvitationState
from cms.invitations.gifts import gifts
from cms.invitations.models import Invitation, InvitationQuerySet, Mailing


@dataclass(frozen=True)
class Line:
    """`unconfirmed`: an account has given this address and its owner has not confirmed it."""

    invitation: Invitation
    mailing: Mailing
    brings: str
    state: InvitationState
    void: bool
    unconfirmed: bool

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def on_its_way(self) -> bool:
        return self.mailing.state == JobState.WAITING

    @property
    def refused(self) -> bool:
        return self.mailing.state == JobState.FAILED


def with_everything_said(invitations: InvitationQuerySet) -> InvitationQuerySet:
    """All that a line needs, in three queries however many there are."""
    address = EmailAddress.objects.filter(email=OuterRef("email"), user__is_active=True)
    return (
        invitations.with_standing()
        .select_related("network", "mailing", "invited_by", "accepted_by", "taken_back_by")
        .annotate(
            gave_address=Exists(address.filter(verified=False)),
            confirmed_address=Exists(address.filter(verified=True)),
        )
        .prefetch_related("vouchings__vouched_by")
        .order_by("-invited_at", "-pk")
    )


def lines_of(invitations: Iterable[Invitation], *, now: datetime) -> list[Line]:
    return [
        Line(
            invitation=invitation,
            mailing=invitation.mailing,
            brings=gifts()[invitation.gift].short(invitation),
            state=invitation.state_at(now),
            void=invitation.is_open and not invitation.inviter_stands,
            unconfirmed=invitation.gave_address and not invitation.confirmed_address,
        )
        for invitation in invitations
    ]
