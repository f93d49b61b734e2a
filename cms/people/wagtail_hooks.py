from __future__ import annotations

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, include, path
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy

from cms.people import admin_urls
from cms.people.actions.address import follow_address
from cms.people.models import User
from cms.people.panels import account_buttons, accounts_stay
from cms.people.policies import AccountPolicy

register_permission_policy(User, AccountPolicy())


@hooks.register("register_admin_urls")
def register_people() -> list[URLResolver]:
    return [path("people/", include(admin_urls))]


@hooks.register("after_edit_user")
def follow_new_address(request: HttpRequest, user: User) -> None:
    follow_address(user, by=request.user, now=timezone.now())


@hooks.register("before_bulk_action")
def keep_accounts(
    request: HttpRequest, action_type: str, objects: list[models.Model], action: BulkAction
) -> HttpResponse | None:
    return accounts_stay(request, action_type, action.model)


@hooks.register("register_user_listing_buttons")
def register_buttons(user: User, request_user: User) -> list[Button]:
    return account_buttons(user, seen_by=request_user)
