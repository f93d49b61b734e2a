from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail.admin.menu import MenuItem

from cms.invitations.accounts import confirmed_addresses
from cms.invitations.enums import InvitationState
from cms.invitations.gifts import gifts
from cms.invitations.models import Invitation
from cms.networks.enums import INVITING_ROLES
from cms.networks.scope import scope_of


class InvitationsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return scope_of(request.user).holds(INVITING_ROLES)


def invitations_of_mine(request: HttpRequest, enrolments: Sequence[Any]) -> SafeString:
    """On the first learning page: what waits for whoever has confirmed an invited address; empty elsewhere."""
    if request.resolver_match is None or request.resolver_match.view_name != "learning:learn":
        return SafeString("")
    waiting = Invitation.all_objects.in_state(InvitationState.WAITING, at=timezone.now())
    found = waiting.filter(email__in=confirmed_addresses(request.user)).select_related("network")
    lines = [(invitation, gifts()[invitation.gift].short(invitation)) for invitation in found]
    if not lines:
        return SafeString("")
    return render_to_string("invitations/_learn_panel.html", {"lines": lines}, request=request)
