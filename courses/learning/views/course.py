"""The trainee's pages. Each view is for signed-in people, on their own enrolments only."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cms.core.saying import active_language
from cms.core.wiring import load
from courses.catalogue.models import Step
from courses.cohorts.enums import ENDED_STATES, EnrolmentState
from courses.learning import actions
from courses.learning.announced import heard_context
from courses.learning.enums import ResultSource
from courses.learning.lacking import standing_context
from courses.learning.today import MyCourse, next_in, today
from courses.learning.viewing import viewing_of
from courses.learning.views.own import (
    learner_of,
    own_enrolment,
    own_enrolments,
    place_of,
)
from courses.learning.who_helps import Helper, help_context, helpers_of


@login_required
@require_GET
def learn(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    enrolments = own_enrolments(request)
    shown = today(enrolments, language=active_language(), now=now)
    context = {
        "now": now,
        "learner": learner_of(request),
        "zone": learner_of(request).time_zone,
        "next": shown.next,
        "opens": shown.opens,
        "over": shown.over,
        "courses": shown.courses,
        "helped": _helped(shown.courses),
        "panels": [panel(request, enrolments) for panel in load("LEARN_PANELS")],
    }
    return render(request, "learning/learn.html", context)


def _helped(courses: Sequence[MyCourse]) -> list[tuple[MyCourse, tuple[Helper, ...]]]:
    """Courses that go on, each with who helps in it."""
    going_on = [course for course in courses if course.cohort.state not in ENDED_STATES]
    helpers = helpers_of(course.cohort for course in going_on)
    return [(course, helpers[course.cohort.pk]) for course in going_on]


@login_required
@require_GET
def outline(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    now = timezone.now()
    enrolment = own_enrolment(request, enrolment_id)
    shown = today([enrolment], language=active_language(), now=now)
    course = shown.courses[0]
    context = {
        "now": now,
        "zone": enrolment.user.time_zone,
        "cohort": enrolment.cohort,
        "course": course,
        "state": course.state,
        "next": next_in(course.outline) if course.outline else None,
        "opens": shown.opens,
        "done": course.done,
        "total": course.total,
        "current": course.current,
        "late": course.late,
        "outline": course.outline.modules if course.outline else (),
        "completion": course.outline.completion if course.outline else None,
        "panels": [
            *(panel(request, [enrolment]) for panel in load("LEARN_PANELS")),
            *(panel(request, enrolment) for panel in load("OUTLINE_PANELS")),
        ],
        "withdraw_url": reverse("cohorts:withdraw", args=[enrolment.cohort_id])
        if enrolment.state == EnrolmentState.ACTIVE
        else "",
        "enrolment": enrolment,
        "may_read": enrolment.may_read,
        **heard_context(enrolment),
        **standing_context(enrolment, course.outline, own=viewing_of(request) is None),
        **help_context(enrolment),
    }
    return render(request, "learning/outline.html", context)


@login_required
@require_GET
def step(request: HttpRequest, enrolment_id: int, step_key: uuid.UUID) -> HttpResponse:
    place = place_of(request, enrolment_id, step_key, now=timezone.now())
    if isinstance(place, HttpResponse):
        return place
    return Step.of_kind(place.taught.kind).learning_response(request, place)


@login_required
@require_POST
def done(request: HttpRequest, enrolment_id: int, step_key: uuid.UUID) -> HttpResponse:
    now = timezone.now()
    place = place_of(request, enrolment_id, step_key, now=now)
    if isinstance(place, HttpResponse):
        return place
    if place.taught.assessed:
        raise Http404
    if not place.enrolment.may_work:
        messages.info(
            request,
            _("This cohort has ended. You can go on reading; nothing more is counted."),
        )
        return redirect(place.url)
    actions.record_result(place.enrolment, step_key=step_key, now=now, source=ResultSource.READ)
    return redirect(place.next.url if place.next else place.outline.url)


@login_required
@require_POST
def position(request: HttpRequest, enrolment_id: int, step_key: uuid.UUID) -> HttpResponse:
    enrolment = own_enrolment(request, enrolment_id)
    try:
        block_id = uuid.UUID(request.POST.get("block", ""))
        seconds = int(request.POST.get("seconds", "0"))
    except ValueError:
        return HttpResponse(status=400)
    actions.keep_position(
        enrolment,
        step_key=step_key,
        block_id=block_id,
        seconds=seconds,
        now=timezone.now(),
    )
    return HttpResponse(status=204)
