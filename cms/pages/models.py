from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.core.alphabet import alphabetical
from cms.core.wiring import load
from cms.networks.enums import NetworkKind
from cms.networks.models import Network
from cms.networks.permissions import Person, is_in_a_network
from cms.pages.directory.models import Listing
from cms.pages.forms import NetworkFilter, is_like
from cms.pages.permissions import NetworkPageTester

__all__ = ["HomePage", "Listing", "NetworkIndexPage", "NetworkPage"]


class HomePage(Page):
    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = len(settings.LANGUAGES)
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {
            "established": _networks_by_kind(NetworkKind.ESTABLISHED),
            "emerging": _networks_by_kind(NetworkKind.EMERGING),
            "panels": [panel(request, self) for panel in load("HOME_PANELS")],
        }


class NetworkIndexPage(Page):
    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["pages.HomePage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        live = NetworkPage.objects.child_of(self).live().select_related("network")
        pages = sorted(live.prefetch_related("network__regions"), key=lambda page: alphabetical(page.title))
        form = NetworkFilter(request.GET, networks=[page.network for page in pages])
        said = form.said()
        found = [page for page in pages if is_like(page.network, **said)]
        return super().get_context(request, *args, **kwargs) | {
            "form": form,
            "narrowed": bool(said),
            "established": [page for page in found if page.network.kind == NetworkKind.ESTABLISHED],
            "emerging": [page for page in found if page.network.kind == NetworkKind.EMERGING],
            "networks": [page.network for page in found],
            "in_a_network": is_in_a_network(request.user),
        }


class NetworkPage(Page):
    """A network's own section: its courses and modules lie below it."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="pages")
    description = models.TextField(_("description"), blank=True)

    parent_page_types = ["pages.NetworkIndexPage"]
    content_panels = [*Page.content_panels, FieldPanel("description")]

    def permissions_for_user(self, user: Person) -> NetworkPageTester:
        return NetworkPageTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {
            "network": self.network,
            "regions": list(self.network.regions.all()),
            "in_a_network": is_in_a_network(request.user),
            "established": _networks_by_kind(NetworkKind.ESTABLISHED),
            "emerging": _networks_by_kind(NetworkKind.EMERGING),
            "panels": [panel(request, self) for panel in load("NETWORK_PANELS")],
        }


def _networks_by_kind(kind: NetworkKind) -> list[Network]:
    return sorted(Network.objects.filter(kind=kind), key=lambda network: alphabetical(network.name))
