"""A cohort's public page, and enrolling. Anybody sees announced cohorts; enrolling asks for sign-in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cms.core.errors import Refusal
from courses.catalogue.models import CoursePage
from courses.cohorts import actions
from courses.cohorts.enums import PUBLIC_STATES, CohortState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.offers import offer, read_language

SHOWN_STATES = PUBLIC_STATES | {CohortState.CANCELLED}


@require_http_methods(["GET", "HEAD", "POST"])
def cohort(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """The page that people share, and to which they return from signing up; POST takes a seat."""
    cohort = _visible(cohort_id)
    if request.method != "POST" or not request.user.is_authenticated:
        return _cohort_page(request, cohort)
    try:
        enrolment = actions.enrol(cohort, user=request.user, language=read_language(), now=timezone.now())
    except Refusal as refusal:
        return _cohort_page(request, cohort, refusal=refusal)
    messages.success(request, _("You are enrolled. This page tells you what to do next."))
    return redirect("learning:outline", enrolment_id=enrolment.pk)


@login_required
@require_POST
def withdraw(request: HttpRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort.all_objects, pk=cohort_id)
    enrolment = get_object_or_404(Enrolment.all_objects.of(request.user), cohort=cohort)
    try:
        actions.withdraw(enrolment, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("learning:outline", enrolment_id=enrolment.pk)
    messages.success(request, _("You have withdrawn. What you did is kept, if you come back."))
    return redirect("cohorts:cohort", cohort_id=cohort_id)


def _visible(cohort_id: int) -> Cohort:
    shown = Cohort.all_objects.filter(state__in=SHOWN_STATES).with_seats_taken().select_related("network")
    return get_object_or_404(shown, pk=cohort_id)


def _cohort_page(request: HttpRequest, cohort: Cohort, *, refusal: Refusal | None = None) -> HttpResponse:
    offered = offer(cohort, user=request.user, now=timezone.now())
    course = (
        CoursePage.objects.filter(translation_key=cohort.course_key).at_addresses_in(read_language()).first()
    )
    context = {
        "cohort": cohort,
        "course_title": course.title if course else cohort.name,
        "course_url": course.get_url(request) if course else "",
        "offer": offered,
        "seats_left": offered.seats_left,
        "enrolled": offered.state == "enrolled",
        "reason": offered.state,
        "sentence": str(refusal) if refusal else "",
    }
    template = "cohorts/enrol.html" if offered.state in {"open", "enrolled"} else "cohorts/closed.html"
    return render(request, template, context, status=409 if refusal else 200)
