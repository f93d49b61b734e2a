"""Seeing one enrolment's pages as its trainee sees them: for who helps them, for half an hour, and never writing.

The session holds which enrolment; nobody is signed in as somebody else. ViewingAs resolves it at each
request, and `views/own.py` answers with that enrolment instead of one's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.models.enrolment import EnrolmentQuerySet
from courses.cohorts.permissions import may_mark
from courses.learning.permissions import may_view_as

FLAG = "viewing_as"
LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class Viewing:
    """`back` is the address from which it was begun."""

    enrolment: Enrolment
    until: datetime
    back: str

    @property
    def url(self) -> str:
        return reverse("learning:outline", args=[self.enrolment.pk])


def viewing_of(request: HttpRequest) -> Viewing | None:
    return getattr(request, "viewing", None)


def viewed_enrolments() -> EnrolmentQuerySet:
    """Those that still have pages of somebody."""
    found = Enrolment.all_objects.enrolled().filter(user__is_active=True)
    return found.select_related("cohort__network", "user")


def begin(request: HttpRequest, enrolment: Enrolment, *, back: str, now: datetime) -> Viewing:
    """Another one that was going on ends."""
    viewing = Viewing(enrolment, now + LASTS, back)
    request.session[FLAG] = {"enrolment": enrolment.pk, "until": viewing.until.isoformat(), "back": back}
    return viewing


def end(request: HttpRequest) -> str:
    """The address from which it was begun."""
    return request.session.pop(FLAG)["back"]


def resume(request: HttpRequest, *, now: datetime) -> Viewing | None:
    """None where its time is over, the right to it is gone, or there is nobody to see any more."""
    flag = request.session[FLAG]
    until = datetime.fromisoformat(flag["until"])
    if now >= until:
        return None
    enrolment = viewed_enrolments().filter(pk=flag["enrolment"]).first()
    if enrolment is None or not may_view_as(request.user, enrolment):
        return None
    return Viewing(enrolment, until, flag["back"])


def ways_to_view(request: HttpRequest, cohort: Cohort, enrolments: Iterable[Enrolment]) -> dict[int, str]:
    """By the enrolment's id, where looking begins; empty for who may not. Few queries, whatever their number."""
    if not may_mark(request.user, cohort):
        return {}
    found = viewed_enrolments().filter(pk__in=[enrolment.pk for enrolment in enrolments])
    query = {"next": request.get_full_path()}
    return {
        pk: reverse("viewing:begin", args=[pk], query=query)
        for pk in found.exclude(user=request.user.pk).values_list("pk", flat=True)
    }


def banner(request: HttpRequest) -> SafeString:
    """Above every page that isn't the admin's, as long as it goes on."""
    viewing = viewing_of(request)
    if viewing is None:
        return SafeString("")
    return render_to_string("learning/_viewing.html", {"viewing": viewing}, request=request)
