from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from assessments.quizzes.actions import end_if_over
from assessments.quizzes.enums import AttemptState
from assessments.quizzes.permissions import decide_start
from assessments.quizzes.presentation import graded_questions_of, marked
from assessments.quizzes.views.own import own_attempt
from assessments.quizzes.views.sitting import attempt_context
from courses.cohorts.models import Enrolment
from courses.learning.viewing import viewing_of
from courses.learning.views import kept_back, place_of


@login_required
@require_GET
@never_cache
def result(request: HttpRequest, attempt_id: int) -> HttpResponse:
    now = timezone.now()
    own = own_attempt(request, attempt_id)
    if viewing_of(request) and own.attempt.state != AttemptState.GRADED:
        return kept_back(request)
    if own.attempt.saves_at(now):
        return redirect("quizzes:sitting", attempt_id)
    if own.attempt.state != AttemptState.GRADED:
        end_if_over(own.attempt, now=now)
        own = own_attempt(request, attempt_id)
    attempt = own.attempt
    here = Enrolment.all_objects.last_of(attempt.enrolment)
    if here.pk != attempt.enrolment_id and not (here.may_read and here.user_id == attempt.enrolment.user_id):
        messages.info(request, _("It is handed in, and counts where you go on with the course."))
        return redirect("learning:learn")
    place = place_of(request, here.pk, attempt.step_key, now=now)
    if isinstance(place, HttpResponse):
        return place
    questions = marked(graded_questions_of(attempt), own.languages)
    points = sum(question.points for question in questions)
    context = attempt_context(request, own, now) | {
        "place": place,
        "decision": decide_start(place.enrolment, attempt.edition_step, now),
        "questions": questions,
        "percent": int((attempt.score or Decimal(0)) * 100),
        "earned": ((attempt.score or Decimal(0)) * points).quantize(Decimal("0.01")).normalize(),
        "points": points,
        "minutes_used": _minutes(attempt.started_at, attempt.submitted_at or now),
    }
    return render(request, "quizzes/result.html", context)


def _minutes(start: datetime, end: datetime) -> int:
    """Begun minutes count as whole ones."""
    return -int(-(end - start).total_seconds() // 60)
