"""What managers are told of roles in their network that others gave, and inviters of what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_list
from cms.invitations.gifts import gifts
from cms.invitations.models import Invitation
from cms.networks.enums import INVITING_ROLES, MANAGING_ROLES, Role
from cms.networks.models import Membership, Network, in_language
from cms.notices.actions import write_notice, write_notices
from cms.notices.kinds import Facts, Kind, stamp
from cms.notices.models import Notice
from cms.people.models import User


class RolesGranted(Kind):
    key = "roles_granted"
    optional = _("Another manager of your network gives somebody a role")
    told_to = MANAGING_ROLES
    facts = frozenset({"network", "network_id", "who", "by", "roles"})
    says = {
        "network": _("the network"),
        "who": _("who got the role"),
        "by": _("who gave it"),
        "roles": _("the roles"),
    }
    needed = frozenset({"who", "roles"})
    action = _("See who has which role")

    def entry(self, notice: Notice) -> str:
        return reverse("network:people", args=[notice.facts["network_id"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        roles = [Role(role) for role in cast("list[str]", facts["roles"])]
        return {
            "network": str(facts["network"]),
            "who": str(facts["who"]),
            "by": str(facts["by"]),
            "roles": say_list(str(role.label) for role in roles),
        }


class InvitationUsed(Kind):
    key = "invitation_used"
    optional = _("Somebody accepts an invitation of yours")
    told_to = INVITING_ROLES
    facts = frozenset({"network", "who", "what"})
    says = {
        "network": _("the network"),
        "who": _("who has accepted"),
        "what": _("what was offered"),
    }
    needed = frozenset({"who", "what"})
    action = _("See the invitations")

    def entry(self, notice: Notice) -> str:
        return reverse("invitation:index")


def tell_managers(network: Network, person: User, roles: Iterable[Role], *, by: User, now: datetime) -> None:
    """All managers but the one who gave the roles and the one who got them; in the caller's transaction."""
    given = [Role(role).value for role in roles]
    if not given:
        return
    manages = Membership.objects.filter(network=network, role=Role.MANAGER)
    write_notices(
        User.objects.filter(pk__in=manages.values("user")).exclude(pk__in=[person.pk, by.pk]),
        kind=RolesGranted.key,
        subject=f"network:{network.pk}",
        occasion=stamp(now),
        facts=lambda language: {
            "network": in_language(network.full_names or network.names, language),
            "network_id": network.pk,
            "who": person.get_full_name(),
            "by": by.get_full_name(),
            "roles": given,
        },
        network=network,
        due=now,
        now=now,
    )


def tell_inviter(invitation: Invitation, *, now: datetime) -> None:
    """In the transaction that uses it up."""
    inviter, network = invitation.invited_by, invitation.network
    assert invitation.accepted_by is not None
    if inviter == invitation.accepted_by:
        return
    with translation.override(inviter.language):
        what = gifts()[invitation.gift].short(invitation)
    write_notice(
        inviter,
        kind=InvitationUsed.key,
        subject=f"invitation:{invitation.pk}",
        facts={
            "network": in_language(network.full_names or network.names, inviter.language),
            "who": invitation.accepted_by.get_full_name(),
            "what": what,
        },
        network=network,
        due=now,
        now=now,
    )
