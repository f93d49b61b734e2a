from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.models import Revision

from assessments.quizzes.actions import start_attempt
from assessments.quizzes.models import Attempt
from assessments.quizzes.permissions import decide_start
from cms.core.errors import Refusal
from courses.learning.place import Place
from courses.learning.views import place_of


def start_page(request: HttpRequest, place: Place) -> HttpResponse:
    """What the quiz asks of one, and the button that starts it: nothing runs before it is pressed."""
    decision = decide_start(place.enrolment, place.edition_step(), place.now)
    content = Revision.objects.values_list("content", flat=True).get(pk=place.text.revision_id)
    context = {
        "place": place,
        "decision": decision,
        "rules": decision.rules,
        "graded": [attempt for attempt in decision.attempts if attempt.graded_at and _shows(place, attempt)],
        "introduction": content.get("introduction", ""),
        "zone": place.reader.time_zone,
        "now": place.now,
    }
    return render(request, "quizzes/start.html", context)


def _shows(place: Place, attempt: Attempt) -> bool:
    """Whether its result opens for who looks: the person's own, and to others what was sat in this cohort."""
    if place.viewed:
        return attempt.enrolment_id == place.enrolment.pk
    return attempt.enrolment.user_id == place.enrolment.user_id


@login_required
@require_POST
def start(request: HttpRequest, enrolment_id: int, step_key: uuid.UUID) -> HttpResponse:
    now = timezone.now()
    place = place_of(request, enrolment_id, step_key, now=now)
    if isinstance(place, HttpResponse):
        return place
    try:
        attempt = start_attempt(
            place.enrolment, edition_step=place.edition_step(), language=place.language, now=now
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(place.url)
    return redirect("quizzes:sitting", attempt.pk)
