"""Who helps in a cohort, and writing to them: an e-mail to each, at most five questions a day."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.core.errors import Refusal
from cms.core.saying import active_language
from courses.learning.actions import ask_for_help
from courses.learning.forms import HelpForm
from courses.learning.models import HelpRequest
from courses.learning.today import course_of
from courses.learning.viewing import viewing_of
from courses.learning.views.own import own_enrolment
from courses.learning.who_helps import help_context

MOST_SHOWN = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def who_helps(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    now = timezone.now()
    enrolment = own_enrolment(request, enrolment_id)
    form = HelpForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                ask_for_help(enrolment, text=form.cleaned_data["text"], now=now)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Sent. The answer comes to your e-mail address."))
                return redirect("learning:help", enrolment.pk)
    asked = HelpRequest.all_objects.filter(enrolment=enrolment)
    asked = asked.none() if viewing_of(request) else asked
    context = help_context(enrolment) | {
        "form": form,
        "course": course_of(enrolment, language=active_language()),
        "cohort": enrolment.cohort,
        "ended": enrolment.cohort.has_ended,
        "asked": asked[:MOST_SHOWN],
        "zone": enrolment.user.time_zone,
    }
    return render(request, "learning/help.html", context, status=status)
