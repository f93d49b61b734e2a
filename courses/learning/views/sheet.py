"""An open lesson on its own, for its reader: to print, and as a file to keep."""

from __future__ import annotations

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from courses.catalogue.models import LessonPage
from courses.catalogue.rendering import lesson_body, lesson_fragments
from courses.learning.attachment import attachment
from courses.learning.place import Place
from courses.learning.sheet import self_contained, style, unfolded
from courses.learning.views.own import place_of


@login_required
@require_GET
def print_view(request: HttpRequest, enrolment_id: int, step_key: uuid.UUID) -> HttpResponse:
    place = place_of(request, enrolment_id, step_key, now=timezone.now())
    if isinstance(place, HttpResponse):
        return place
    context = _sheet(place)
    return render(request, "learning/sheet.html", context | {"body": unfolded(context["body"])})


@login_required
@require_GET
def file(request: HttpRequest, enrolment_id: int, step_key: uuid.UUID) -> HttpResponse:
    place = place_of(request, enrolment_id, step_key, now=timezone.now())
    if isinstance(place, HttpResponse):
        return place
    context = _sheet(place)
    context |= {"body": self_contained(context["body"]), "style": style()}
    return attachment(
        render_to_string("learning/sheet.html", context),
        name=f"{place.outline.title} – {place.text.title}",
        suffix="html",
        content_type="text/html",
    )


def _sheet(place: Place) -> dict[str, Any]:
    """All figures are shown, whatever is saved elsewhere: who asks for a sheet wants the whole lesson."""
    if place.taught.kind != LessonPage.kind:
        raise Http404
    lesson = lesson_fragments(place.text.revision_id, place.text.language)
    body: SafeString = lesson_body(lesson, legal_system=place.reader.legal_system, data_saver=False)
    return place.context() | {
        "summary": lesson.summary,
        "body": body,
        "address": settings.SITE_URL.rstrip("/") + place.url,
        "today": place.now.astimezone(ZoneInfo(place.reader.time_zone)).date(),
    }
