"""A cohort's dates drawn as weeks, for who may see it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from cms.core.saying import active_language
from cms.core.scoping import scope_set
from courses.cohorts.admin_pages import CohortPage
from courses.cohorts.announced import modules_as_announced
from courses.cohorts.course_titles import course_of, module_titles
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort
from courses.cohorts.permissions import may_see_cohort
from courses.cohorts.planning.drawing import drawn
from courses.cohorts.planning.plan import plan_of


class CalendarView(CohortPage):
    page_title = gettext_lazy("Calendar")
    header_icon = "calendar-alt"
    template_name = "cohorts/admin/calendar.html"

    def may(self, cohort: Cohort) -> bool:
        return may_see_cohort(self.request.user, cohort)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = active_language()
        with scope_set(None):
            course = course_of(self.cohort.course_key)
            releases = list(self.cohort.releases.all())
            draft = self.cohort.state == CohortState.DRAFT
            keys = course.module_keys() if course and draft else modules_as_announced(self.cohort, course)
            plan = plan_of(
                self.cohort,
                releases=releases,
                sessions=self.cohort.sessions.held(),
                titles=module_titles(keys, language),
                language=language,
                reader=self.request.user,
            )
            return super().get_context_data(**kwargs) | drawn(plan, language=language)
