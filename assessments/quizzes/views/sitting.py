from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from assessments.quizzes.actions import end_if_over, submit
from assessments.quizzes.enums import Phase
from assessments.quizzes.presentation import QuestionPut, Unsaved, put, questions_of
from assessments.quizzes.views.own import OwnAttempt, own_attempt
from courses.learning.views import learner_of, own_only


@login_required
@own_only
@require_GET
@never_cache
def sitting(request: HttpRequest, attempt_id: int) -> HttpResponse:
    now = timezone.now()
    own = own_attempt(request, attempt_id)
    if not own.attempt.saves_at(now):
        return _over(own, now)
    return sitting_page(request, own, now=now)


def sitting_page(
    request: HttpRequest,
    own: OwnAttempt,
    *,
    now: datetime,
    unsaved: dict[int, Unsaved] | None = None,
    status: int = 200,
) -> HttpResponse:
    """All questions; `unsaved` by position stays in its form with the reason beside it."""
    context = attempt_context(request, own, now)
    context |= _put_in(put(questions_of(own.attempt), own.languages, unsaved=unsaved))
    context["unsaved"] = bool(unsaved)
    return render(request, "quizzes/sitting.html", context, status=status)


@login_required
@own_only
@require_GET
@never_cache
def review(request: HttpRequest, attempt_id: int) -> HttpResponse:
    now = timezone.now()
    own = own_attempt(request, attempt_id)
    if not own.attempt.saves_at(now):
        return _over(own, now)
    context = attempt_context(request, own, now)
    questions = put(questions_of(own.attempt), own.languages)
    context |= _put_in(questions)
    context["unanswered"] = sum(not question.answered for question in questions)
    context["partly"] = sum(question.partly for question in questions)
    return render(request, "quizzes/review.html", context)


def _put_in(questions: list[QuestionPut]) -> dict[str, Any]:
    return {"questions": questions, "with_parts": any(question.parts for question in questions)}


@login_required
@require_POST
def hand_in(request: HttpRequest, attempt_id: int) -> HttpResponse:
    own = own_attempt(request, attempt_id)
    submit(own.attempt, user=request.user, now=timezone.now())
    return redirect("quizzes:result", own.attempt.pk)


def attempt_context(request: HttpRequest, own: OwnAttempt, now: datetime) -> dict[str, Any]:
    attempt = own.attempt
    return {
        "attempt": attempt,
        "step": own.step,
        "network": own.network,
        "zone": learner_of(request).time_zone,
        "now": now,
        "closing": attempt.phase_at(now) == Phase.CLOSING,
        "rules": attempt.rules,
        "deadline_ms": _milliseconds(attempt.deadline),
        "ends_ms": _milliseconds(attempt.ends_at),
        "now_ms": _milliseconds(now),
    }


def _milliseconds(at: datetime | None) -> int | None:
    return round(at.timestamp() * 1000) if at else None


def _over(own: OwnAttempt, now: datetime) -> HttpResponse:
    """The clock ends an attempt; if the sweep has not come by yet, the first look at it does."""
    end_if_over(own.attempt, now=now)
    return redirect("quizzes:result", own.attempt.pk)
