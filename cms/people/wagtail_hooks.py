from __future__ import annotations

from django.urls import URLResolver, include, path
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from cms.people import admin_urls
from cms.people.models import User
from cms.people.panels import account_buttons


@hooks.register("register_admin_urls")
def register_people() -> list[URLResolver]:
    return [path("people/", include(admin_urls))]


@hooks.register("register_user_listing_buttons")
def register_buttons(user: User, request_user: User) -> list[Button]:
    return account_buttons(user, seen_by=request_user)
