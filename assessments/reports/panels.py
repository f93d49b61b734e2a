from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.admin.menu import MenuItem

from cms.networks.permissions import may_see_any_report, may_see_reports
from courses.cohorts.models import Cohort


class ReportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_any_report(request.user)


def completion_panel(request: HttpRequest, cohort: Cohort) -> SafeString:
    """The way from a cohort's page to its report."""
    if not may_see_reports(request.user, cohort.network):
        return SafeString("")
    return render_to_string("reports/_completion_panel.html", {"cohort": cohort}, request=request)
