from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cms.invitations.models import Invitation, Vouching
from cms.people.models import User
from cms.people.records import PersonalRecords


class Invitations(PersonalRecords):
    """Those that a person used, and those sent to their address, used or not."""

    model = Invitation
    title = _("Invitations to you")
    purpose = _("So that a network can see whom it invited, and an invitation is used once.")
    kept = _("As long as the network's records; without your address once your account is erased.")
    of_person = ("accepted_by", "email")
    fields = ("network", "email", "invited_at", "expires_at", "accepted_at", "taken_back_at")

    @classmethod
    def rows(cls, user: User) -> QuerySet[Any]:
        return Invitation.all_objects.filter(Q(accepted_by=user) | Q(email__iexact=user.email)).order_by("pk")

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        """One that is still open is taken back: nobody reads that mailbox for this person any more."""
        rows = cls.rows(user)
        rows.filter(accepted_at=None, taken_back_at=None).update(taken_back_at=now, taken_back_by=user)
        rows.update(email=f"erased-{user.pk}@erased.invalid")


class Vouchings(PersonalRecords):
    model = Vouching
    title = _("Who vouched for your address")
    purpose = _("So that it can be said who answered for an address that our mail does not reach.")
    kept = _("As long as the network's records; without your address once your account is erased.")
    fields = ("email", "reason", "vouched_by", "vouched_at")

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        cls.rows(user).update(email=f"erased-{user.pk}@erased.invalid")
