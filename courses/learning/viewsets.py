from __future__ import annotations

from typing import Any

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from courses.learning import admin_views
from courses.learning.models import MistakeReport


class MistakeViewSet(ModelViewSet):
    """`mistake:index`, `mistake:inspect` (the report, where it is answered); nobody adds, rewrites or deletes one here."""

    model = MistakeReport
    name = "mistake"
    url_prefix = "mistakes"
    icon = "warning"
    menu_label = _("Reported mistakes")
    menu_order = 215
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_filter = ["state"]
    search_fields = ["step_title", "text"]
    exclude_form_fields: list[str] = []

    index_view_class = admin_views.MistakeIndexView
    inspect_view_class = admin_views.MistakeDetailView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = dict.fromkeys(
            ("add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name"),
            self.UNDEFINED,
        )
        return super().get_common_view_kwargs(**kwargs) | absent

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"list_display": self.UNDEFINED}

    def get_permissions_to_register(self) -> Any:
        """None: roles open reports, not permissions of groups."""
        return super().get_permissions_to_register().none()

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = {"index", "index_results", "inspect"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]
