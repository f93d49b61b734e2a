"""The trainee's pages. Each view is for signed-in people, on their own enrolments only."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cms.core.wiring import load
from cms.people.models import User
from courses.catalogue.models import Step
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment
from courses.learning import actions
from courses.learning.enums import ResultSource
from courses.learning.outline import Outline, outline_of
from courses.learning.place import Place
from courses.learning.queries import enrolments_of
from courses.learning.today import next_in, today


@login_required
@require_GET
def learn(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    enrolments = list(enrolments_of(request.user))
    shown = today(enrolments, language=_language(), now=now)
    context = {
        "now": now,
        "zone": request.user.time_zone,
        "next": shown.next,
        "opens": shown.opens,
        "courses": shown.courses,
        "panels": [panel(request, enrolments) for panel in load("LEARN_PANELS")],
    }
    return render(request, "learning/learn.html", context)


@login_required
@require_GET
def outline(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    now = timezone.now()
    enrolment = _own(request, enrolment_id)
    shown = today([enrolment], language=_language(), now=now)
    course = shown.courses[0]
    context = {
        "now": now,
        "zone": request.user.time_zone,
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
        "panels": [panel(request, [enrolment]) for panel in load("LEARN_PANELS")],
        "withdraw_url": reverse("cohorts:withdraw", args=[enrolment.cohort_id])
        if enrolment.state == EnrolmentState.ACTIVE
        else "",
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
    enrolment = _own(request, enrolment_id)
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


def place_of(
    request: HttpRequest, enrolment_id: int, step_key: uuid.UUID, *, now: datetime
) -> Place | HttpResponse:
    """The person's place at an open step; a page that says when it opens; 404 for anybody else."""
    enrolment = _own(request, enrolment_id)
    if not enrolment.may_read:
        raise Http404
    outline = outline_of(enrolment, language=_language(), now=now, here=step_key)
    found = outline.find(step_key) if outline else None
    if outline is None or found is None:
        raise Http404
    module, step = found
    if not module.open:
        return _not_yet(request, outline, module.number - 1)
    progress = actions.open_step(enrolment, step_key=step_key, progress=step.progress, now=now)
    return Place(enrolment, outline, module, step, progress, _language(), now)


def _not_yet(request: HttpRequest, outline: Outline, index: int) -> HttpResponse:
    context = {
        "outline": outline,
        "module": outline.modules[index],
        "enrolment": outline.enrolment,
    }
    return render(request, "learning/not_yet.html", context, status=403)


def _own(request: HttpRequest, enrolment_id: int) -> Enrolment:
    enrolment = get_object_or_404(enrolments_of(request.user), pk=enrolment_id)
    enrolment.user = cast("User", request.user)
    return enrolment


def _language() -> str:
    return (get_language() or "en").split("-")[0]
