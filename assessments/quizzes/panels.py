"""What the admin shows of quizzes beside their own pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from assessments.quizzes.models import Attempt
from courses.cohorts.models import Cohort


class AssessmentMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return Cohort.all_objects.followed_by(request.user).exists()


class WaitingOnHome(Component):
    """How many attempts wait for a decision; nothing where none does. One query."""

    order = 160
    template_name = "quizzes/admin/home_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"waiting": Attempt.all_objects.for_user(user).with_waiting().filter(waiting=True).count()}
