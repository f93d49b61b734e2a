"""What the admin shows of quizzes beside their own pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from assessments.quizzes.models import Attempt
from cms.networks.home_lines import HomeLine
from courses.cohorts.models import Cohort


class AssessmentMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return Cohort.all_objects.followed_by(request.user).exists()


def answers_to_decide(request: HttpRequest, cohort: Cohort) -> list[HomeLine]:
    """BOARD_LINES: attempts of the cohort with a late answer that waits for a decision. One query."""
    attempts = Attempt.all_objects.filter(enrolment__cohort=cohort)
    number = attempts.with_waiting().filter(waiting=True).count()
    if not number:
        return []
    sentence = ngettext(
        "%(number)s quiz has a late answer to decide.",
        "%(number)s quizzes have late answers to decide.",
        number,
    )
    address = f"{reverse('assessment:attempts')}?cohort={cohort.pk}&show=waiting"
    return [HomeLine(sentence % {"number": number}, address, _("Decide"))]


class WaitingOnHome(Component):
    """How many attempts wait for a decision; nothing where none does. One query."""

    order = 160
    template_name = "quizzes/admin/home_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"waiting": Attempt.all_objects.for_user(user).with_waiting().filter(waiting=True).count()}
