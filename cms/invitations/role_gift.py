"""A role in a network, or several; with `takes_over_from`, those of somebody who changes post."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed, Refusal
from cms.core.saying import say_list
from cms.invitations.gifts import Gift
from cms.invitations.models import Invitation
from cms.networks.actions import grant_role, move_roles
from cms.networks.admin_pages import address_if_any
from cms.networks.enums import ADMIN_ROLES, MANAGING_ROLES, Role
from cms.networks.models import Network
from cms.networks.role_texts import said_of
from cms.people.models import User


class RoleGift(Gift):
    """`terms`: {"roles": [role, …]}."""

    key = "role"
    giving_roles = MANAGING_ROLES
    needs_inviter = True

    def short(self, invitation: Invitation) -> str:
        return say_list(str(role.label) for role in roles_of(invitation))

    def offer(self, invitation: Invitation) -> list[str]:
        return [said_of(role) for role in roles_of(invitation)]

    def words(self, invitation: Invitation) -> dict[str, str]:
        return {"roles": self.short(invitation)}

    def give(self, invitation: Invitation, *, user: User, now: datetime) -> None:
        """Refusal with code `inviter_gone` where whoever invited does not manage the network any more."""
        network, by = invitation.network, invitation.invited_by
        try:
            if invitation.takes_over_from is None:
                for role in roles_of(invitation):
                    grant_role(network, user=user, role=role, by=by, now=now)
            else:
                take_over(
                    network,
                    from_user=invitation.takes_over_from,
                    to=user,
                    roles=roles_of(invitation),
                    by=by,
                    now=now,
                )
        except NotAllowed as refusal:
            raise Refusal(
                _(
                    "Whoever invited you can't give this role any more. Ask the network to send the "
                    "invitation again."
                ),
                code="inviter_gone",
            ) from refusal

    def onward(self, invitation: Invitation) -> str:
        return where_to_begin(roles_of(invitation))


def where_to_begin(roles: Iterable[Role]) -> str:
    """The admin for who works there; for members the directory, where they say whether they want to be listed."""
    if ADMIN_ROLES & set(roles):
        return reverse("wagtailadmin_home")
    return address_if_any("directory:entry") or reverse("people:account")


def role_terms(roles: Iterable[Role]) -> dict[str, Any]:
    """The same for the same roles in any order, each once."""
    return {"roles": sorted({Role(role).value for role in roles})}


def roles_of(invitation: Invitation) -> list[Role]:
    return [Role(role) for role in invitation.terms["roles"]]


def take_over(
    network: Network, *, from_user: User, to: User, roles: Iterable[Role], by: User, now: datetime
) -> None:
    """Moves the roles; with that of the manager goes what they have invited to and is still open.

    In the caller's transaction, which holds the network's lock.
    """
    roles = list(roles)
    if Role.MANAGER in roles:
        theirs = Invitation.all_objects.open().filter(network=network, gift=RoleGift.key)
        theirs.filter(invited_by=from_user).update(invited_by=to)
    move_roles(network, from_user=from_user, to=to, roles=roles, by=by, now=now)
