"""What every page of ours in the admin stands on: where one is, a list a page at a time, whose network it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.networks.models import Network

M = TypeVar("M", bound=Model)
PAGE_SIZE = 30
Crumb = tuple[str, Any]


class AdminPage(WagtailAdminTemplateMixin, TemplateView):
    """`trail` names the pages above as (address, name); the last crumb is the page itself."""

    def trail(self) -> Iterable[Crumb]:
        return ()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": address, "label": name} for address, name in self.trail()]
        return [*super().get_breadcrumbs_items(), *above, {"url": "", "label": self.get_page_title()}]


class NetworkAdminPage(AdminPage):
    """A page about one network, for its managers and central staff; 404 for anybody else."""

    header_icon = "site"

    @cached_property
    def network(self) -> Network:
        managed = Network.objects.managed_by(self.request.user)
        return get_object_or_404(managed, pk=self.kwargs["network_id"])

    def trail(self) -> Iterable[Crumb]:
        yield reverse("network:index"), _("Networks")
        yield reverse("network:people", args=[self.network.pk]), self.network.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"network": self.network}


def paged(request: HttpRequest, rows: QuerySet | Sequence[Any]) -> dict[str, Any]:
    """`items` (the page that ?p= names) and what Wagtail's navigation of pages needs."""
    paginator = WagtailPaginator(rows, PAGE_SIZE)
    items = paginator.get_page(request.GET.get("p"))
    return {"items": items, "elided_page_range": paginator.get_elided_page_range(items.number)}


def named_or_404(rows: QuerySet[M], number: str) -> M:
    """The one of `rows` that a form names by its id, whatever was sent."""
    try:
        return get_object_or_404(rows, pk=int(number))
    except (ValueError, OverflowError) as problem:
        raise Http404 from problem


def address_if_any(name: str, *args: Any) -> str:
    """An address of a room above, which need not be there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
