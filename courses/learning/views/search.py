"""Search in one's own lessons: those of one course, or of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cms.core.saying import active_language
from courses.cohorts.models import Enrolment
from courses.learning.outline import Outline
from courses.learning.search import MOST_TYPED, readable_outlines, search, searched_for
from courses.learning.views.own import own_enrolment, own_enrolments
from courses.learning.who_helps import help_context


@login_required
@require_GET
def search_course(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    enrolment = own_enrolment(request, enrolment_id)
    outlines = _outlines([enrolment])
    return _results(request, outlines, course=outlines[0] if outlines else None)


@login_required
@require_GET
def search_all(request: HttpRequest) -> HttpResponse:
    return _results(request, _outlines(own_enrolments(request)))


def _outlines(enrolments: Sequence[Enrolment]) -> list[Outline]:
    return readable_outlines(enrolments, language=active_language(), now=timezone.now())


def _results(request: HttpRequest, outlines: list[Outline], *, course: Outline | None = None) -> HttpResponse:
    typed = request.GET.get("q", "")[:MOST_TYPED].strip()
    words = searched_for(typed)
    found = search(outlines, words, page=request.GET.get("page", "1")) if words else None
    context: dict[str, Any] = {
        "typed": typed,
        "words": words,
        "hits": found.hits if found else (),
        "page_obj": found.page if found else None,
        "course": course,
        "in_all": course is None,
        "readable": bool(outlines),
    }
    if course:
        context |= help_context(course.enrolment)
    return render(request, "learning/search.html", context)
