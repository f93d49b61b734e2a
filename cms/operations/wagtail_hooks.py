from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.operations import admin_urls
from cms.operations.admin_home import MachineryOnHome
from cms.operations.permissions import may_watch


@hooks.register("register_admin_urls")
def register_operations() -> list[URLResolver]:
    return [path("machinery/", include(admin_urls))]


@hooks.register("construct_homepage_panels")
def show_machinery_on_home(request: HttpRequest, panels: list[Component]) -> None:
    if may_watch(request.user):
        panels.append(MachineryOnHome())
