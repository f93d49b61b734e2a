"""What an organiser sees first in the admin: their cohorts, and the way to plan one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from cms.core.saying import say_when
from cms.networks.admin_pages import address_if_any
from cms.networks.enums import COHORT_CHANGING_ROLES, COHORT_VIEWING_ROLES, Role
from cms.networks.home_lines import HomeLine
from cms.networks.models import Network
from cms.networks.scope import scope_of
from courses.cohorts.enums import ENDED_STATES, EnrolmentState, NomineeState
from courses.cohorts.models import Cohort, Enrolment, LiveSession, Nominee
from courses.cohorts.permissions import may_change_cohort, may_see_cohort

MOST_SHOWN = 8
# Far longer than the sweep takes to come round.
STARTS_WITHIN = timedelta(minutes=15)


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


def facilitated(request: HttpRequest) -> list[HomeLine]:
    """The cohorts that name the person as facilitator and have not ended, as lines on the admin's home."""
    if not scope_of(request.user).holds(frozenset({Role.FACILITATOR})) or request.user.is_superuser:
        return []
    helping = Network.objects.where(request.user, frozenset({Role.FACILITATOR}))
    named = Cohort.all_objects.filter(network__in=helping, facilitators=request.user)
    return [
        HomeLine(
            _("You help the trainees of “%(cohort)s” (%(state)s).")
            % {"cohort": cohort.name, "state": cohort.get_state_display()},
            address_if_any("board:cohort", cohort.pk) or reverse("cohorts:cohort", args=[cohort.pk]),
            _("See how it goes"),
        )
        for cohort in named.exclude(state__in=ENDED_STATES).order_by("starts", "pk")[:MOST_SHOWN]
    ]


def sessions_today(request: HttpRequest) -> list[HomeLine]:
    """The sessions of the day to come, for who helps in their cohorts. One query for them, none for others."""
    if not scope_of(request.user).holds(COHORT_VIEWING_ROLES | {Role.FACILITATOR}):
        return []
    now = timezone.now()
    near = LiveSession.objects.for_user(request.user).near_at(now)
    return [_session_line(session, request) for session in near[:MOST_SHOWN]]


def sessions_of(request: HttpRequest, cohort: Cohort) -> list[HomeLine]:
    """BOARD_LINES: the cohort's sessions of the day to come. One query."""
    near = cohort.sessions.near_at(timezone.now())
    return [_session_line(session, request) for session in near[:MOST_SHOWN]]


def _session_line(session: LiveSession, request: HttpRequest) -> HomeLine:
    words = {
        "session": session.title,
        "cohort": session.cohort.name,
        "time": say_when(session.starts_at, request.user.time_zone),
    }
    return HomeLine(
        _("“%(session)s” of “%(cohort)s” begins on %(time)s.") % words,
        reverse("session:attendance", args=[session.pk]),
        _("Code, and who is there"),
    )


def not_started(request: HttpRequest) -> list[HomeLine]:
    """The cohorts that should have begun. One query for organisers, none for others."""
    if not scope_of(request.user).holds(COHORT_CHANGING_ROLES):
        return []
    hosts = Network.objects.where(request.user, COHORT_CHANGING_ROLES)
    late = Cohort.all_objects.filter(network__in=hosts).due_to_start_at(timezone.now() - STARTS_WITHIN)
    sentence = _(
        "“%(cohort)s” was to begin on %(time)s and has not. It begins by itself as soon as what keeps it is mended:"
        " tell central staff, who find the reason in the logs."
    )
    return [
        HomeLine(
            sentence % {"cohort": cohort.name, "time": say_when(cohort.starts_at, request.user.time_zone)},
            reverse("cohort:inspect", args=[cohort.pk]),
            _("See the cohort"),
        )
        for cohort in late.order_by("starts_at", "pk")[:MOST_SHOWN]
    ]


def applications(request: HttpRequest) -> list[HomeLine]:
    """The cohorts in which somebody waits for an organiser's answer. One query for organisers, none for others."""
    if not scope_of(request.user).holds(COHORT_CHANGING_ROLES):
        return []
    waiting = Cohort.all_objects.filter(
        network__in=Network.objects.where(request.user, COHORT_CHANGING_ROLES),
        enrolments__state=EnrolmentState.APPLIED,
    ).exclude(state__in=ENDED_STATES)
    counted = waiting.annotate(applied=Count("enrolments")).order_by("starts", "pk")[:MOST_SHOWN]
    return [_applications_line(cohort, cohort.applied) for cohort in counted]


def applications_to(request: HttpRequest, cohort: Cohort) -> list[HomeLine]:
    """BOARD_LINES: how many wait for an answer, for who may see them. One query."""
    if cohort.has_ended or not may_see_cohort(request.user, cohort):
        return []
    applied = Enrolment.all_objects.filter(cohort=cohort, state=EnrolmentState.APPLIED).count()
    return [_applications_line(cohort, applied)] if applied else []


def nominees(request: HttpRequest) -> list[HomeLine]:
    """The cohorts for which somebody is proposed who has no answer. One query for organisers, none for others."""
    if not scope_of(request.user).holds(COHORT_CHANGING_ROLES):
        return []
    hosts = Network.objects.where(request.user, COHORT_CHANGING_ROLES)
    waiting = Cohort.all_objects.filter(network__in=hosts, authorities__nominees__state=NomineeState.PROPOSED)
    counted = waiting.exclude(state__in=ENDED_STATES).annotate(proposed=Count("authorities__nominees"))
    return [
        _nominees_line(cohort, cohort.proposed) for cohort in counted.order_by("starts", "pk")[:MOST_SHOWN]
    ]


def nominees_for(request: HttpRequest, cohort: Cohort) -> list[HomeLine]:
    """BOARD_LINES: how many who are proposed wait for an answer, for who gives it. One query."""
    if not may_change_cohort(request.user, cohort):
        return []
    waiting = Nominee.all_objects.filter(authority__cohort=cohort, state=NomineeState.PROPOSED).count()
    return [_nominees_line(cohort, waiting)] if waiting else []


def _nominees_line(cohort: Cohort, proposed: int) -> HomeLine:
    sentence = ngettext(
        "%(number)s person is proposed for “%(cohort)s” and has no answer.",
        "%(number)s people are proposed for “%(cohort)s” and have no answer.",
        proposed,
    )
    return HomeLine(
        sentence % {"number": proposed, "cohort": cohort.name},
        reverse("cohort:nominations", args=[cohort.pk]),
        _("Answer"),
    )


def _applications_line(cohort: Cohort, applied: int) -> HomeLine:
    sentence = ngettext(
        "%(number)s person has applied for “%(cohort)s”.",
        "%(number)s people have applied for “%(cohort)s”.",
        applied,
    )
    return HomeLine(
        sentence % {"number": applied, "cohort": cohort.name},
        reverse("cohort:applications", args=[cohort.pk]),
        _("Answer"),
    )
