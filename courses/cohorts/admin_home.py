"""What an organiser sees first in the admin: their cohorts, and the way to plan one."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from cms.networks.enums import COHORT_CHANGING_ROLES, COHORT_VIEWING_ROLES
from cms.networks.models import Network
from courses.cohorts.enums import ENDED_STATES
from courses.cohorts.models import Cohort

MOST_SHOWN = 8


class CohortsOnHome(Component):
    """The cohorts that have not ended, the next to begin last; nothing for who may see none. Three queries."""

    order = 150
    template_name = "cohorts/admin/home_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        going_on = Cohort.all_objects.for_user(user).exclude(state__in=ENDED_STATES)
        return {
            "shown": Network.objects.where(user, COHORT_VIEWING_ROLES).exists(),
            "may_plan": Network.objects.where(user, COHORT_CHANGING_ROLES).exists(),
            "cohorts": going_on.with_seats_taken()
            .select_related("network")
            .order_by("starts", "pk")[:MOST_SHOWN],
        }
