"""A cohort's public page, and enrolling. Anybody sees announced cohorts; enrolling asks for sign-in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.core.errors import Refusal
from courses.catalogue.models import CoursePage
from courses.cohorts import actions
from courses.cohorts.enums import PUBLIC_STATES, CohortState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.offers import offer, read_language


@require_safe
def cohort(request: HttpRequest, cohort_id: int) -> HttpResponse:
    cohort = _visible(cohort_id)
    return _cohort_page(request, cohort)


def enrol(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """POST takes the seat. A GET comes from signing in on the way: it shows the cohort's page."""
    cohort = _visible(cohort_id)
    if request.method != "POST":
        return redirect("cohorts:cohort", cohort_id=cohort.pk)
    if not request.user.is_authenticated:
        return redirect("cohorts:cohort", cohort_id=cohort.pk)
    try:
        enrolment = actions.enrol(
            cohort, user=request.user, language=read_language(), now=timezone.now()
        )
    except Refusal as refusal:
        return _cohort_page(request, cohort, refusal=refusal, status=409)
    messages.success(
        request, _("You are enrolled. This page tells you what to do next.")
    )
    return redirect("learning:outline", enrolment_id=enrolment.pk)


@login_required
@require_POST
def withdraw(request: HttpRequest, cohort_id: int) -> HttpResponse:
    enrolment = get_object_or_404(
        Enrolment.all_objects.of(request.user), cohort_id=cohort_id
    )
    try:
        actions.withdraw(enrolment, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("learning:outline", enrolment_id=enrolment.pk)
    messages.success(
        request, _("You have withdrawn. What you did is kept, if you come back.")
    )
    return redirect("cohorts:cohort", cohort_id=cohort_id)


def _visible(cohort_id: int) -> Cohort:
    shown = PUBLIC_STATES | {CohortState.CANCELLED}
    return get_object_or_404(
        Cohort.all_objects.with_seats_taken().select_related("network"),
        pk=cohort_id,
        state__in=shown,
    )


def _cohort_page(
    request: HttpRequest,
    cohort: Cohort,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    course = (
        CoursePage.objects.filter(translation_key=cohort.course_key)
        .in_language(read_language())
        .first()
    )
    context = {
        "cohort": cohort,
        "course": course,
        "offer": offer(cohort, user=request.user, now=timezone.now()),
        "refusal": refusal,
    }
    return render(request, "cohorts/cohort.html", context, status=status)
