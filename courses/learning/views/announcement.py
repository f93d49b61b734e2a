"""What who helps in the cohort has written to a trainee, to be read in full."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.core.saying import active_language
from cms.notices.actions import mark_read
from cms.notices.models import Notice
from courses.learning.announced import heard, heard_by
from courses.learning.today import course_of
from courses.learning.viewing import viewing_of
from courses.learning.views.own import own_enrolment
from courses.learning.who_helps import help_context

ON_A_PAGE = 10


@login_required
@require_safe
def announcements(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Everybody, their own; what is shown counts as read, unless somebody looks as they do."""
    enrolment = own_enrolment(request, enrolment_id)
    page = Paginator(heard_by(enrolment), ON_A_PAGE).get_page(request.GET.get("page"))
    notices = list(page)
    if not viewing_of(request):
        new = [notice.pk for notice in notices if notice.read_at is None]
        if new:
            mark_read(Notice.objects.filter(pk__in=new), by=enrolment.user, now=timezone.now())
    context = help_context(enrolment) | {
        "announcements": heard(notices),
        "page_obj": page,
        "course": course_of(enrolment, language=active_language()),
        "cohort": enrolment.cohort,
        "zone": enrolment.user.time_zone,
    }
    return render(request, "learning/announcements.html", context)
