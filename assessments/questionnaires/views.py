"""What a cohort's people are asked: for signed-in people, on cohorts that they are in; 404 for anybody else."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.questionnaires.actions import reply
from assessments.questionnaires.forms import ReplyForm
from assessments.questionnaires.models import Answered, Questionnaire
from cms.core.errors import Refusal
from courses.learning.views.own import own_enrolments, own_only


@login_required
@own_only
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request: HttpRequest, questionnaire_id: int) -> HttpResponse:
    mine = {each.cohort_id: each for each in own_enrolments(request)}
    asked = get_object_or_404(
        Questionnaire.all_objects.open().select_related("cohort__network"),
        pk=questionnaire_id,
        cohort__in=mine,
    )
    enrolment, now = mine[asked.cohort_id], timezone.now()
    form = ReplyForm(request.POST if request.method == "POST" else None, questionnaire=asked)
    if request.method == "POST" and form.is_valid():
        try:
            reply(asked, enrolment=enrolment, answers=form.answers(), now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your answers help to make the course better."))
            return redirect("learning:outline", enrolment.pk)
    context = {
        "questionnaire": asked,
        "cohort": asked.cohort,
        "enrolment": enrolment,
        "form": form,
        "answered": Answered.objects.filter(questionnaire=asked, enrolment=enrolment).exists(),
        "asks": asked.asks_at(enrolment, now),
    }
    return render(request, "questionnaires/questionnaire.html", context)
