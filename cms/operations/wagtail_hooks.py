from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from cms.operations import admin_urls
from cms.operations.admin_home import MachineryOnHome
from cms.operations.permissions import may_see_jobs, may_watch


@hooks.register("register_admin_urls")
def register_operations() -> list[URLResolver]:
    return [path("machinery/", include(admin_urls))]


class JobsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_jobs(request.user)


@hooks.register("register_settings_menu_item")
def register_menu_item() -> MenuItem:
    return JobsMenuItem(_("Jobs"), reverse_lazy("machinery:jobs"), name="jobs", icon_name="cogs", order=900)


@hooks.register("construct_homepage_panels")
def show_machinery_on_home(request: HttpRequest, panels: list[Component]) -> None:
    if may_watch(request.user):
        panels.append(MachineryOnHome())
