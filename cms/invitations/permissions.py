from __future__ import annotations

from cms.invitations.gifts import Gift, gifts
from cms.invitations.models import Invitation
from cms.networks.models import Membership, Network
from cms.networks.permissions import Person, has_role
from cms.people.models import User


def may_invite(user: Person, network: Network, gift: Gift) -> bool:
    return has_role(user, network, gift.giving_roles)


def may_handle(user: Person, invitation: Invitation) -> bool:
    """Who may give what an invitation brings may send it again and take it back, whoever sent it."""
    return may_invite(user, invitation.network, gifts()[invitation.gift])


def may_be_vouched_for(person: User, network: Network) -> bool:
    """Nobody answers for an address that opens what another network has entrusted to its owner."""
    elsewhere = Membership.objects.of(person).exclude(network=network)
    return person.is_active and not person.is_superuser and not elsewhere.exists()
