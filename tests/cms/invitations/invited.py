"""Invitations as tests need them."""

from __future__ import annotations

from datetime import datetime, timedelta

import time_machine

from cms.invitations import tasks
from cms.invitations.actions import give_roles
from cms.invitations.models import Invitation
from cms.networks.enums import Role
from cms.networks.models import Network
from cms.people.models import User
from tests.cast import NOW

ADDRESS = "new@example.org"
DAY = timedelta(days=1)


def invited(
    network: Network, *roles: Role, by: User, email: str = ADDRESS, now: datetime = NOW
) -> Invitation:
    made = give_roles(network, email=email, roles=roles or [Role.AUTHOR], language="en", by=by, now=now)
    assert isinstance(made, Invitation)
    return made


def delivered(invitation: Invitation, *, at: datetime = NOW) -> Invitation:
    """The letter is sent, and the row read again."""
    with time_machine.travel(at, tick=False):
        tasks.deliver(invitation.mailing.pk)
    return Invitation.all_objects.select_related("mailing", "network", "invited_by").get(pk=invitation.pk)
