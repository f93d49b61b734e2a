"""What every view starts from: the person's own enrolment, and their place in it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from cms.people.models import User
from courses.cohorts.models import Enrolment
from courses.learning import actions
from courses.learning.outline import Outline, outline_of
from courses.learning.place import Place
from courses.learning.queries import enrolments_of, own_places
from courses.learning.who_helps import help_context


def place_of(
    request: HttpRequest, enrolment_id: int, step_key: uuid.UUID, *, now: datetime
) -> Place | HttpResponse:
    """The person's place at an open step; a page that says when it opens; 404 for anybody else."""
    enrolment = _own(request, own_places(request.user), enrolment_id)
    if not enrolment.may_read:
        raise Http404
    outline = outline_of(enrolment, language=reading_language(), now=now, here=step_key)
    found = outline.find(step_key) if outline else None
    if outline is None or found is None:
        raise Http404
    module, step = found
    if not module.open:
        return _not_yet(request, outline, module.number - 1)
    progress = actions.open_step(enrolment, step_key=step_key, progress=step.progress, now=now)
    return Place(enrolment, outline, module, step, progress, reading_language(), now)


def _not_yet(request: HttpRequest, outline: Outline, index: int) -> HttpResponse:
    context = {
        "outline": outline,
        "module": outline.modules[index],
        "enrolment": outline.enrolment,
        **help_context(outline.enrolment),
    }
    return render(request, "learning/not_yet.html", context, status=403)


def own_enrolment(request: HttpRequest, enrolment_id: int) -> Enrolment:
    return _own(request, enrolments_of(request.user), enrolment_id)


def _own(request: HttpRequest, enrolments: QuerySet[Enrolment], enrolment_id: int) -> Enrolment:
    enrolment = get_object_or_404(enrolments, pk=enrolment_id)
    enrolment.user = cast("User", request.user)
    return enrolment


def reading_language() -> str:
    return (get_language() or "en").split("-")[0]
