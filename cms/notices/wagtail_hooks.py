from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.networks.enums import INVITING_ROLES
from cms.networks.scope import scope_of
from cms.notices import admin_urls


class TextsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return scope_of(request.user).holds(INVITING_ROLES)


@hooks.register("register_admin_urls")
def register_texts() -> list[URLResolver]:
    return [path("notice-texts/", include(admin_urls))]


@hooks.register("register_settings_menu_item")
def register_menu_item() -> MenuItem:
    return TextsMenuItem(
        _("Texts of notices"),
        reverse_lazy("notice_text:index"),
        name="notice-texts",
        icon_name="mail",
        order=850,
    )
