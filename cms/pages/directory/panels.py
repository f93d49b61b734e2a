from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cms.networks.permissions import is_in_a_network
from cms.pages.directory.models import Listing


def account_panel(request: HttpRequest) -> SafeString:
    """ACCOUNT_PANELS: whether the person stands in the directory; empty for who belongs to no network."""
    if not is_in_a_network(request.user):
        return SafeString("")
    listed = Listing.objects.filter(user=request.user).exists()
    return render_to_string("pages/directory/_account_panel.html", {"listed": listed}, request)
