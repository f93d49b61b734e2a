"""What central staff see of the machinery on the admin's home: one calm line, or what is wrong and what to do."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.operations.watch import watch


class MachineryOnHome(Component):
    template_name = "operations/admin/home_panel.html"

    def __init__(self) -> None:
        self.watch = watch(timezone.now())

    @property
    def order(self) -> int:
        """Trouble stands first, calm last."""
        return 400 if self.watch.is_calm else 100

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"watch": self.watch, "csrf_token": parent_context["csrf_token"]}
