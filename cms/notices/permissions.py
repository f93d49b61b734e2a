from __future__ import annotations

from cms.networks.enums import INVITING_ROLES
from cms.networks.models import Network
from cms.people.models import User


def may_edit_texts(user: User, network: Network) -> bool:
    """Who speaks to people in the network's name writes what its notices say."""
    return Network.objects.where(user, INVITING_ROLES).filter(pk=network.pk).exists()
