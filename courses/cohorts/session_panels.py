"""Live sessions, where a trainee learns and on the cohort's page in the admin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from courses.cohorts.enums import LEARNING_STATES, CohortState
from courses.cohorts.models import Attendance, Cohort, Enrolment, LiveSession
from courses.cohorts.models.session import CODE_BEFORE
from courses.cohorts.permissions import may_change_cohort, may_mark

SHOWN_AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class MySession:
    """`joins`: the link is the thing to click now; `takes_code`: one may say that one is there."""

    session: LiveSession
    attended: bool
    joins: bool
    takes_code: bool
    over: bool


def sessions_of_mine(request: HttpRequest, enrolments: Sequence[Enrolment]) -> SafeString:
    """LEARN_PANELS: on a course's page all of its sessions, on the first learning page those of the week to come.

    Two queries, whatever the number of enrolments.
    """
    now = timezone.now()
    everything = request.resolver_match is not None and request.resolver_match.view_name == "learning:outline"
    taking_part = {
        each.cohort_id: each
        for each in enrolments
        if each.state in LEARNING_STATES and each.cohort.state != CohortState.CANCELLED
    }
    sessions = LiveSession.objects.filter(cohort__in=taking_part).select_related("cohort")
    if not everything:
        sessions = sessions.held().filter(ends_at__gt=now, starts_at__lte=now + SHOWN_AHEAD)
    found = list(sessions)
    if not found:
        return SafeString("")
    attended = set(
        Attendance.objects.filter(
            session__in=found, enrolment__in=[each.pk for each in taking_part.values()]
        ).values_list("session", flat=True)
    )
    context = {
        "sessions": [_mine(session, session.pk in attended, now) for session in found],
        "zone": next(iter(taking_part.values())).user.time_zone,
        "named": not everything,
    }
    return SafeString(render_to_string("cohorts/_sessions.html", context, request=request))


def _mine(session: LiveSession, attended: bool, now: datetime) -> MySession:
    near = session.starts_at - CODE_BEFORE <= now < session.ends_at
    return MySession(
        session,
        attended=attended,
        joins=near and session.cancelled_at is None,
        takes_code=not attended and session.takes_code_at(now),
        over=session.ends_at <= now,
    )


def cohort_panel(request: HttpRequest, cohort: Cohort) -> SafeString:
    """BOARD_PANELS: the sessions of a cohort, and the way to plan one. One query."""
    may_change = may_change_cohort(request.user, cohort)
    sessions = list(cohort.sessions.all())
    if not sessions and not may_change:
        return SafeString("")
    context = {
        "cohort": cohort,
        "sessions": sessions,
        "may_change": may_change,
        "may_note": may_mark(request.user, cohort),
        "now": timezone.now(),
    }
    return SafeString(render_to_string("cohorts/admin/_sessions_panel.html", context, request=request))
