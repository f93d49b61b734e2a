from __future__ import annotations

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from cms.people.models import User
from cms.people.permissions import may_take_away_second_factor


def account_buttons(person: User, *, seen_by: User) -> list[Button]:
    """What Wagtail's list of users can do besides its own."""
    if not may_take_away_second_factor(seen_by, person):
        return []
    address = reverse("people_admin:second_factor", args=[person.pk])
    return [Button(_("Take away the second factor"), url=address, icon_name="lock-open", priority=40)]


def accounts_stay(request: HttpRequest, action_type: str, model: type[models.Model]) -> HttpResponse | None:
    """Wagtail's bulk actions know neither that accounts are never deleted nor that roles are granted in networks."""
    if model is not User or action_type not in ("delete", "assign_role"):
        return None
    sentences = {
        "delete": _(
            "Accounts are never deleted, since others rely on what was learnt and marked. Close one instead."
        ),
        "assign_role": _("Roles are granted in a network, by its managers."),
    }
    messages.error(request, sentences[action_type])
    return redirect("wagtailusers_users:index")
