"""What waits for somebody in the admin, in lines that each room adds by `ADMIN_HOME_LINES` of the wiring.

Each function takes the request and returns lines, none where nothing waits; it asks the same
number of queries however much there is.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.networks.models import Network
from cms.networks.permissions import may_found_networks

MOST_SHOWN = 8


@dataclass(frozen=True)
class HomeLine:
    """One sentence that says what waits, and the way to it: address, and the words of the link.

    On a board, the address is empty where whoever reads it can only know.
    """

    sentence: str
    address: str
    action: str


def networks_without_manager(request: HttpRequest) -> list[HomeLine]:
    """For central staff, who name the first one."""
    if not may_found_networks(request.user):
        return []
    return [
        HomeLine(
            _("%(network)s has no manager.") % {"network": network.name},
            reverse("network:people", args=[network.pk]),
            _("Name one"),
        )
        for network in Network.objects.without_manager()[:MOST_SHOWN]
    ]
