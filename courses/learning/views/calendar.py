"""A trainee's dates: on a page, in a file for one course, and in a feed that calendar programs fetch unasked."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.core.saying import active_language
from cms.notices.calendar import CONTENT_TYPE, write_calendar
from cms.notices.writing import letter_language
from courses.learning import actions
from courses.learning.attachment import file_name
from courses.learning.calendar import dates_of, dates_of_person, days_ahead
from courses.learning.models import CalendarLink
from courses.learning.today import course_of
from courses.learning.views.own import own_enrolment, own_only


@login_required
@own_only
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    now, user = timezone.now(), request.user
    link = CalendarLink.objects.filter(user=user).first()
    address = _address(link)
    entries = dates_of_person(user, language=active_language(), now=now)
    context = {
        "now": now,
        "zone": user.time_zone,
        "days": days_ahead(entries, zone=user.time_zone, now=now),
        "link": link,
        "address": address,
        "subscribe": "webcal" + address[address.find(":") :] if address else "",
    }
    return render(request, "learning/calendar.html", context)


def _address(link: CalendarLink | None) -> str:
    """Empty where there is no link that still opens."""
    if link is None or not link.token:
        return ""
    return settings.SITE_URL.rstrip("/") + reverse("learning:feed", args=[link.token])


@login_required
@own_only
@require_POST
def new_link(request: HttpRequest) -> HttpResponse:
    actions.make_link(request.user, now=timezone.now())
    messages.success(request, _("Your link is ready. A link that you had before no longer opens."))
    return redirect(reverse("learning:calendar", fragment="subscribe"))


@login_required
@own_only
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    actions.stop_link(request.user)
    messages.success(request, _("The link no longer opens. Take the calendar out of your program too."))
    return redirect(reverse("learning:calendar", fragment="subscribe"))


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Whoever has the link, without signing in, as often as they like."""
    link = CalendarLink.objects.opened_by(token).select_related("user").first()
    if link is None:
        raise Http404
    language = letter_language(link.user.language)
    with translation.override(language):
        entries = dates_of_person(link.user, language=language, now=timezone.now())
        content = write_calendar(entries, name=_name(), language=language)
    response = HttpResponse(content, content_type=f"{CONTENT_TYPE}; charset=utf-8")
    response.headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


def _name() -> str:
    return _("Your dates, %(host)s") % {"host": urlsplit(settings.SITE_URL).hostname}


@login_required
@require_safe
def of_course(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """The dates of one course as a file; the same entries as in the feed."""
    enrolment = own_enrolment(request, enrolment_id)
    language = active_language()
    course = course_of(enrolment, language=language)
    content = write_calendar(dates_of([enrolment], language=language), name=course.title, language=language)
    response = HttpResponse(content, content_type=f"{CONTENT_TYPE}; charset=utf-8")
    name = file_name(course.title) or "calendar"
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.ics"
    )
    return response
