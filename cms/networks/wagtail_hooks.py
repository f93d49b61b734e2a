from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.networks import admin_urls
from cms.networks.history import register_acts
from cms.networks.panels import NetworkMenuItem, without_central_reports

hooks.register("register_log_actions", register_acts)


@hooks.register("construct_reports_menu")
def hide_central_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    without_central_reports(request, items)


@hooks.register("register_admin_urls")
def register_networks() -> list[URLResolver]:
    return [path("networks/", include(admin_urls))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return NetworkMenuItem(
        _("Network"), reverse_lazy("network:index"), name="network", icon_name="site", order=200
    )
