"""What who writes modules sees first in the admin: the mistakes that readers have reported in them."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from courses.learning.models import MistakeReport


class MistakesOnHome(Component):
    """How many wait for an answer; nothing where none does. One query."""

    order = 140
    template_name = "learning/admin/home_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"open": MistakeReport.all_objects.for_user(user).open().count()}
