from __future__ import annotations

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
