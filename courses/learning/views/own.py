"""What every view starts from: the person's own enrolment, and their place in it.

While somebody looks as a trainee does (`courses.learning.viewing`), that trainee's enrolment is the only one,
nothing is recorded of the visit, and what the trainee keeps for themselves stays theirs.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from cms.core.saying import active_language
from cms.people.models import User
from courses.cohorts.models import Enrolment
from courses.learning import actions
from courses.learning.models import Progress
from courses.learning.outline import Outline, OutlineStep, outline_of
from courses.learning.place import Place
from courses.learning.queries import enrolments_of, own_places, teaches_text
from courses.learning.viewing import viewing_of
from courses.learning.who_helps import help_context


def own_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For what a trainee keeps for themselves: who looks as they do is told that it isn't shown."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return kept_back(request) if viewing_of(request) else view(request, *args, **kwargs)

    return guarded


def kept_back(request: HttpRequest) -> HttpResponse:
    return render(request, "learning/kept_back.html", {"viewing": viewing_of(request)}, status=403)


def place_of(
    request: HttpRequest, enrolment_id: int, step_key: uuid.UUID, *, now: datetime
) -> Place | HttpResponse:
    """The person's place at an open step; a page that says when it opens; 404 for anybody else."""
    enrolment = _own(request, own_places(cast("User", request.user)), enrolment_id)
    if not enrolment.may_read:
        raise Http404
    outline = outline_of(enrolment, language=active_language(), now=now, here=step_key)
    found = outline.find(step_key) if outline else None
    if outline is None or found is None:
        raise Http404
    module, step = found
    if not module.open:
        return _not_yet(request, outline, module.number - 1)
    progress = _opened(request, enrolment, step, now)
    return Place(
        enrolment, outline, module, step, progress, active_language(), now, viewed=bool(viewing_of(request))
    )


def _opened(request: HttpRequest, enrolment: Enrolment, step: OutlineStep, now: datetime) -> Progress:
    if viewing_of(request):
        return step.progress or Progress(enrolment=enrolment, step_key=step.taught.key, opened_at=now)
    return actions.open_step(enrolment, step_key=step.taught.key, progress=step.progress, now=now)


def _not_yet(request: HttpRequest, outline: Outline, index: int) -> HttpResponse:
    context = {
        "outline": outline,
        "module": outline.modules[index],
        "enrolment": outline.enrolment,
        **help_context(outline.enrolment),
    }
    return render(request, "learning/not_yet.html", context, status=403)


def own_enrolment(request: HttpRequest, enrolment_id: int) -> Enrolment:
    return _own(request, enrolments_of(cast("User", request.user)), enrolment_id)


def own_enrolments(request: HttpRequest) -> list[Enrolment]:
    viewing = viewing_of(request)
    return [viewing.enrolment] if viewing else list(enrolments_of(cast("User", request.user)))


def learner_of(request: HttpRequest) -> User:
    """Whose pages these are."""
    viewing = viewing_of(request)
    return viewing.enrolment.user if viewing else cast("User", request.user)


def _own(request: HttpRequest, enrolments: QuerySet[Enrolment], enrolment_id: int) -> Enrolment:
    viewing = viewing_of(request)
    if viewing:
        if viewing.enrolment.pk != enrolment_id:
            raise Http404
        return viewing.enrolment
    enrolment = get_object_or_404(enrolments, pk=enrolment_id)
    enrolment.user = cast("User", request.user)
    return enrolment


def may_read_text(request: HttpRequest, revision_id: int, *, now: datetime) -> bool:
    """Whether the revision is a text of a module that is open to this reader in a cohort of theirs."""
    viewing = viewing_of(request)
    if viewing:
        return teaches_text(Enrolment.all_objects.filter(pk=viewing.enrolment.pk), revision_id, now=now)
    if not request.user.is_authenticated:
        return False
    return teaches_text(Enrolment.all_objects.of(request.user), revision_id, now=now)
