from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from assessments.questionnaires.asked import asked_of
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.permissions import may_change_cohort
from courses.learning.viewing import viewing_of


def asked_panel(request: HttpRequest, enrolments: Sequence[Enrolment]) -> SafeString:
    """LEARN_PANELS: the questions that wait for the person's answer; empty where none do, and for who looks as they do."""
    if viewing_of(request):
        return SafeString("")
    asked = asked_of(enrolments, now=timezone.now())
    if not asked:
        return SafeString("")
    return SafeString(render_to_string("questionnaires/_asked.html", {"asked": asked}, request=request))


def cohort_panel(request: HttpRequest, cohort: Cohort) -> SafeString:
    """BOARD_PANELS: the way to a cohort's questionnaires."""
    context = {"cohort": cohort, "may_change": may_change_cohort(request.user, cohort)}
    return SafeString(render_to_string("questionnaires/admin/_cohort_panel.html", context, request=request))
