"""Announcements in a line each, and the ways to write one from where people stand in lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.core.enums import JobState
from cms.core.saying import say_language, say_list, say_territory, say_when
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Group
from courses.learning.announcing import Delivery, deliveries_of
from courses.learning.behind import how_it_goes
from courses.learning.enums import Audience, CalledOff
from courses.learning.models import Announcement
from courses.learning.permissions import may_announce, may_read_announcements


@dataclass(frozen=True)
class Row:
    """`groups` names those that it goes to, where it goes to groups."""

    announcement: Announcement
    delivery: Delivery
    groups: str = ""

    @property
    def to(self) -> str:
        """Whom it goes to, in words."""
        one = self.announcement
        if one.audience == Audience.ONE:
            return one.enrolment.user.get_full_name()
        if one.audience == Audience.COUNTRIES:
            return say_list(say_territory(code) for code in one.chosen)
        if one.audience == Audience.LANGUAGES:
            readers = say_list(say_language(code, inside=True) for code in one.chosen)
            return _("Readers of %(languages)s") % {"languages": readers}
        if one.audience == Audience.GROUPS:
            return self.groups or _("Groups that are gone")
        return str(Audience(one.audience).label)

    @property
    def standing(self) -> str:
        one = self.announcement
        if one.is_draft:
            return _("Draft: not sent yet")
        if one.state == JobState.DONE:
            return pgettext("an announcement", "Sent")
        if one.state == JobState.CANCELLED:
            return str(CalledOff(one.error).label) if one.error in CalledOff.values else _("Called off")
        if one.scheduled_at and not self.delivery.people:
            return _("Goes out on %(when)s") % {"when": say_when(one.scheduled_at, one.cohort.time_zone)}
        return _("Going out")


def rows_of(announcements: Iterable[Announcement]) -> list[Row]:
    """In their order; one query for what became of all of them."""
    shown = list(announcements)
    deliveries = deliveries_of(shown)
    wanted = {int(pk) for one in shown if one.audience == Audience.GROUPS for pk in one.chosen}
    names = dict(Group.all_objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}

    def said(one: Announcement) -> str:
        if one.audience != Audience.GROUPS:
            return ""
        return say_list(names[int(pk)] for pk in one.chosen if int(pk) in names)

    return [Row(one, deliveries[one.pk], said(one)) for one in shown]


def cohort_panel(request: HttpRequest, cohort: Cohort) -> SafeString:
    """The ways from a cohort's page to what was written to its people."""
    if not may_read_announcements(request.user, cohort):
        return SafeString("")
    context = {"cohort": cohort, "may_write": may_announce(request.user, cohort)}
    return render_to_string("learning/admin/_announcements_panel.html", context, request=request)


def standing_panel(request: HttpRequest, cohort: Cohort) -> SafeString:
    """How a running cohort goes, and the way to write to those who need it."""
    if cohort.state != CohortState.RUNNING or not may_read_announcements(request.user, cohort):
        return SafeString("")
    context = {
        "cohort": cohort,
        "counts": how_it_goes(cohort, now=timezone.now()),
        "may_write": may_announce(request.user, cohort),
        "link": True,
    }
    return render_to_string("learning/admin/_standing_panel.html", context, request=request)


def ways_to_write(request: HttpRequest, cohort: Cohort, enrolments: Iterable[Enrolment]) -> dict[int, str]:
    """By the enrolment's id, where one writes to that person alone; empty for who may not. No query for each."""
    if not may_announce(request.user, cohort):
        return {}
    address = reverse("announcement:write", args=[cohort.pk])
    return {
        enrolment.pk: f"{address}?to={enrolment.pk}"
        for enrolment in enrolments
        if enrolment.state == EnrolmentState.ACTIVE and enrolment.user_id != request.user.pk
    }


def way_to_write_to_some(cohort: Cohort, audience: Mapping[str, str]) -> str:
    """To the form with this part of the cohort chosen, as `BoardForm.audience` says it; empty for none."""
    address = reverse("announcement:write", args=[cohort.pk])
    return f"{address}?{urlencode(audience)}" if audience else ""
