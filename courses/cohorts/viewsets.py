from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from courses.cohorts import admin_views
from courses.cohorts.admin_applications import ApplicationsView
from courses.cohorts.admin_calendar import CalendarView
from courses.cohorts.admin_copying import CopyView
from courses.cohorts.admin_groups import GroupsView
from courses.cohorts.admin_inviting import CohortInviteView
from courses.cohorts.admin_moving import MoveView
from courses.cohorts.admin_nominations import NominationsView
from courses.cohorts.admin_own_dates import OwnDatesView
from courses.cohorts.models import Cohort


class CohortViewSet(ModelViewSet):
    """`cohort:index`, `add`, `edit`, `delete`, `history`, `inspect` (the cohort's page), `announce`, `invite`,
    `applications`, `calendar`, `move`, `groups`, `nominations`, `dates`, `copy`, `cancel`."""

    model = Cohort
    name = "cohort"
    url_prefix = "cohorts"
    icon = "group"
    menu_label = _("Cohorts")
    menu_order = 210
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    search_fields = ["name"]
    exclude_form_fields: list[str] = []

    index_view_class = admin_views.CohortIndexView
    add_view_class = admin_views.CohortCreateView
    edit_view_class = admin_views.CohortEditView
    delete_view_class = admin_views.CohortDeleteView
    inspect_view_class = admin_views.CohortDetailView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**kwargs) | {"usage_url_name": self.UNDEFINED}

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"list_display": self.UNDEFINED}

    def get_form_class(self, for_update: bool = False) -> None:
        """The views make the form: it depends on the course and on who organises."""

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_add_view_kwargs(**kwargs) | {"template_name": self.add_view_class.template_name}

    def get_permissions_to_register(self) -> Any:
        """None: roles open cohorts, not permissions of groups."""
        return super().get_permissions_to_register().none()

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]
        return [
            *patterns,
            path("announce/<int:pk>/", admin_views.AnnounceView.as_view(), name="announce"),
            path("invite/<int:pk>/", CohortInviteView.as_view(), name="invite"),
            path("groups/<int:pk>/", GroupsView.as_view(), name="groups"),
            path("dates/<int:enrolment_id>/", OwnDatesView.as_view(), name="dates"),
            path("nominations/<int:pk>/", NominationsView.as_view(), name="nominations"),
            path("move/<int:pk>/", MoveView.as_view(), name="move"),
            path("copy/<int:pk>/", CopyView.as_view(), name="copy"),
            path("calendar/<int:pk>/", CalendarView.as_view(), name="calendar"),
            path("applications/<int:pk>/", ApplicationsView.as_view(), name="applications"),
            path("cancel/<int:pk>/", admin_views.CancelView.as_view(), name="cancel"),
        ]
