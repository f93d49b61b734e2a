"""One answer a request: for quiz.js as JSON, without scripts as a form that leads back to the page."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.questions.bodies import Answer, BadAnswer, Body
from assessments.quizzes.actions import SaveOutcome, save_response
from assessments.quizzes.enums import Saved
from assessments.quizzes.models import Attempt, AttemptQuestion
from assessments.quizzes.presentation import Unsaved
from assessments.quizzes.views.own import languages_of, own_attempt
from assessments.quizzes.views.sitting import sitting_page
from cms.core.saying import say_when

MOST_VALUES = 50


@require_POST
def save(request: HttpRequest, attempt_id: int, position: int) -> HttpResponse:
    as_json = "application/json" in request.headers.get("accept", "")
    if not request.user.is_authenticated:
        return _signed_out(as_json, attempt_id)
    raw = tuple(request.POST.getlist("answer")[:MOST_VALUES])
    sequence = request.POST.get("sequence", "")
    if not sequence.isdecimal() or len(sequence) > 9:
        return _json("bad", 422, sentence=_("Reload the page, then save this answer again."))
    try:
        outcome = save_response(
            Attempt(pk=attempt_id),
            position=position,
            sequence=int(sequence),
            answer=raw,
            user=request.user,
            now=timezone.now(),
        )
    except (Attempt.DoesNotExist, AttemptQuestion.DoesNotExist) as unknown:
        raise Http404 from unknown
    except BadAnswer as bad:
        if as_json:
            return _json("bad", 422, sentence=str(bad))
        unsaved = Unsaved(raw, str(bad), sequence=max(int(sequence) - 1, 0))
        return _page(request, attempt_id, {position: unsaved}, 422)
    return (
        _as_json(request, raw, outcome) if as_json else _as_page(request, attempt_id, position, raw, outcome)
    )


def _signed_out(as_json: bool, attempt_id: int) -> HttpResponse:
    if as_json:
        sentence = _(
            "You are signed out. Sign in again in another tab; your answers are kept on this device."
        )
        return _json("signed_out", 401, sentence=sentence)
    return redirect_to_login(reverse("quizzes:sitting", args=[attempt_id]))


def _as_json(request: HttpRequest, raw: tuple[str, ...], outcome: SaveOutcome) -> JsonResponse:
    body = outcome.question.version.parsed
    clock = (
        f"{outcome.saved_at.astimezone(ZoneInfo(request.user.time_zone)):%H:%M}" if outcome.saved_at else ""
    )
    seen = {"sequence": outcome.sequence, "saved_at": outcome.saved_at, "clock": clock}
    if outcome.kind == Saved.CONFLICT:
        stored = {"answer": body.as_sent(outcome.answer), "said": _said(request, body, outcome.answer)}
        mine = {"said": _said(request, body, body.clean(raw))}
        return _json("conflict", 409, sentence=_conflict_sentence(), stored=stored, mine=mine, **seen)
    if outcome.kind == Saved.LATE:
        return _json("late", 410, sentence=_late_sentence(), **seen)
    return _json(outcome.kind.value, 200, answer=body.as_sent(outcome.answer), **seen)


def _as_page(
    request: HttpRequest, attempt_id: int, position: int, raw: tuple[str, ...], outcome: SaveOutcome
) -> HttpResponse:
    if outcome.kind == Saved.CONFLICT:
        body = outcome.question.version.parsed
        stored, mine = (
            _said(request, body, answer) or _("no answer") for answer in (outcome.answer, body.clean(raw))
        )
        unsaved = Unsaved(raw, _conflict_sentence(), outcome.sequence, stored, mine)
        return _page(request, attempt_id, {position: unsaved}, 409)
    if outcome.kind == Saved.LATE:
        messages.error(request, _late_sentence())
        return redirect("quizzes:result", attempt_id)
    at = say_when(outcome.saved_at or timezone.now(), request.user.time_zone, style="time")
    messages.success(request, _("Question %(number)s: saved at %(time)s.") % {"number": position, "time": at})
    return redirect(reverse("quizzes:sitting", args=[attempt_id]) + f"#q{position}")


def _page(request: HttpRequest, attempt_id: int, unsaved: dict[int, Unsaved], status: int) -> HttpResponse:
    own = own_attempt(request, attempt_id)
    return sitting_page(request, own, now=timezone.now(), unsaved=unsaved, status=status)


def _said(request: HttpRequest, body: Body, answer: Answer) -> str:
    return body.said(languages_of(request, request.user.language), answer)


def _conflict_sentence() -> str:
    return _(
        "Another answer to this question was saved from another page or device. Choose which one counts."
    )


def _late_sentence() -> str:
    return _("This answer came when the attempt was over. It is kept, but it does not count by itself.")


def _json(outcome: str, status: int, **values: Any) -> JsonResponse:
    return JsonResponse({"outcome": outcome, **values}, status=status)
