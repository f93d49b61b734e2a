"""A cohort's public page, and enrolling. Anybody sees announced cohorts; enrolling asks for sign-in."""

from __future__ import annotations

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from cms.core.errors import Refusal
from cms.core.saying import active_language
from courses.catalogue.models import CoursePage
from courses.cohorts import actions
from courses.cohorts.application_forms import ApplicationForm
from courses.cohorts.enums import ENROLLED_STATES, PUBLIC_STATES, CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, LiveSession
from courses.cohorts.offers import ASKING, offer

# What is said to who leaves, by the state that they leave.
LEFT: dict[str, str] = {
    EnrolmentState.APPLIED: gettext_noop("Your application is taken back."),
    EnrolmentState.WAITING: gettext_noop("You have left the waiting list."),
    EnrolmentState.OFFERED: gettext_noop("You have declined the seat. It goes to the next person."),
}
ENTERED_BY_PAGE = ASKING | {"enrolled", "applied", "waiting", "offered"}
SHOWN_STATES = PUBLIC_STATES | {CohortState.CANCELLED}


@require_http_methods(["GET", "HEAD", "POST"])
def cohort(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """The page that people share, and to which they return from signing up; POST takes a seat, or a place in the queue."""
    cohort = _visible(cohort_id)
    if request.method != "POST" or not request.user.is_authenticated:
        return _cohort_page(request, cohort)
    act = actions.join_waiting_list if "queue" in request.POST else actions.enrol
    try:
        enrolment = act(cohort, user=request.user, language=active_language(), now=timezone.now())
    except Refusal as refusal:
        return _cohort_page(request, cohort, refusal=refusal)
    if enrolment.state == EnrolmentState.ACTIVE:
        messages.success(request, _("You are enrolled. This page tells you what to do next."))
        return redirect("learning:outline", enrolment_id=enrolment.pk)
    return redirect("cohorts:cohort", cohort_id=cohort_id)


@login_required
@require_POST
def apply(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """For anybody signed in, for themselves; what they wrote stays in the form where it is refused."""
    cohort = _visible(cohort_id)
    form = ApplicationForm(request.POST, cohort=cohort)
    if not form.is_valid():
        return _cohort_page(request, cohort, form=form, status=400)
    try:
        actions.apply(
            cohort, user=request.user, answers=form.answers(), language=active_language(), now=timezone.now()
        )
    except Refusal as refusal:
        return _cohort_page(request, cohort, refusal=refusal, form=form)
    return redirect("cohorts:cohort", cohort_id=cohort_id)


@login_required
@require_POST
@rate_limit(action="attend")
def attend(request: HttpRequest, session_id: int) -> HttpResponse:
    """For who has a seat in the session's cohort; ten times a minute."""
    session = get_object_or_404(LiveSession.objects.select_related("cohort"), pk=session_id)
    enrolments = Enrolment.all_objects.of(request.user).enrolled().select_related("cohort")
    enrolment = get_object_or_404(enrolments, cohort=session.cohort_id)
    try:
        actions.attend(session, enrolment=enrolment, code=request.POST.get("code", ""), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is noted that you are here."))
    return redirect(reverse("learning:outline", args=[enrolment.pk]) + "#sessions")


@login_required
@require_POST
def withdraw(request: HttpRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort.all_objects, pk=cohort_id)
    enrolment = get_object_or_404(Enrolment.all_objects.of(request.user), cohort=cohort)
    try:
        actions.withdraw(enrolment, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        if enrolment.state in ENROLLED_STATES:
            return redirect("learning:outline", enrolment_id=enrolment.pk)
        return redirect("cohorts:cohort", cohort_id=cohort_id)
    said = LEFT.get(
        enrolment.state, gettext_noop("You have withdrawn. What you did is kept, if you come back.")
    )
    messages.success(request, _(said))
    return redirect("cohorts:cohort", cohort_id=cohort_id)


def _visible(cohort_id: int) -> Cohort:
    shown = Cohort.all_objects.filter(state__in=SHOWN_STATES).with_seats_taken().select_related("network")
    return get_object_or_404(shown, pk=cohort_id)


def _cohort_page(
    request: HttpRequest,
    cohort: Cohort,
    *,
    refusal: Refusal | None = None,
    form: ApplicationForm | None = None,
    status: int = 200,
) -> HttpResponse:
    offered = offer(cohort, user=request.user, now=timezone.now())
    course = (
        CoursePage.objects.filter(translation_key=cohort.course_key)
        .at_addresses_in(active_language())
        .first()
    )
    context = {
        "cohort": cohort,
        "course_title": course.title if course else cohort.name,
        "course_url": course.get_url(request) if course else "",
        "offer": offered,
        "seats_left": offered.seats_left,
        "reason": offered.state,
        "sentence": str(refusal) if refusal else offered.why,
        "form": form or (ApplicationForm(cohort=cohort) if offered.state == "apply" else None),
    }
    template = "cohorts/enrol.html" if offered.state in ENTERED_BY_PAGE else "cohorts/closed.html"
    return render(request, template, context, status=409 if refusal else status)
