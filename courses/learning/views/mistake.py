"""Telling who wrote a lesson that something in it is wrong. At most ten a day; each sees their own reports only."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cms.core.errors import Refusal
from courses.editions.models import Edition
from courses.learning.actions import report_mistake
from courses.learning.forms import MistakeForm
from courses.learning.models import MistakeReport
from courses.learning.place import Place
from courses.learning.quotation import Quotation, quotation_at, quotation_of_lesson
from courses.learning.views.own import own_only, place_of

ON_A_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mistake(request: HttpRequest, enrolment_id: int, step_key: uuid.UUID) -> HttpResponse:
    """`?block=` names the passage; without it the lesson as a whole is meant."""
    place = place_of(request, enrolment_id, step_key, now=timezone.now())
    if isinstance(place, HttpResponse):
        return place
    quotation = _quotation(request, place)
    form = MistakeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _report(request, place, quotation, form):
            return redirect(_back(place, quotation))
    context = place.context() | {"form": form, "quotation": quotation, "back": _back(place, quotation)}
    return render(request, "learning/mistake.html", context, status=status)


def _report(request: HttpRequest, place: Place, quotation: Quotation, form: MistakeForm) -> bool:
    try:
        report_mistake(
            place.enrolment,
            quotation=quotation,
            edition=Edition.all_objects.get(pk=place.module.taught.edition_id),
            text=form.cleaned_data["text"],
            now=place.now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    said = _("Thank you. Those who write for %(network)s see it now; their answer comes to “My reports”.")
    messages.success(request, said % {"network": place.module.network.name})
    return True


def _quotation(request: HttpRequest, place: Place) -> Quotation:
    """404 for a passage that the lesson doesn't have, and for a step that is no lesson."""
    named = request.GET.get("block", "")
    if place.taught.assessed:
        raise Http404
    if not named:
        return quotation_of_lesson(place)
    try:
        quotation = quotation_at(place, uuid.UUID(named))
    except ValueError as problem:
        raise Http404 from problem
    if quotation is None:
        raise Http404
    return quotation


def _back(place: Place, quotation: Quotation) -> str:
    return f"{place.url}#b-{quotation.block_key}" if quotation.block_key else place.url


@login_required
@own_only
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    mine = MistakeReport.all_objects.of(request.user).select_related("network", "enrolment__cohort")
    page = Paginator(mine, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "learning/reports.html", {"page_obj": page, "zone": request.user.time_zone})
