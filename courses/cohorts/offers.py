"""What a cohort offers to one person now: decided here, shown by pages and panels."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cms.networks.models import Network
from cms.pages.public_cache import kept_for_strangers
from cms.people.models import User
from courses.catalogue.models import CourseModule, CoursePage
from courses.cohorts.actions.enrolment import has_confirmed_address
from courses.cohorts.enums import OFFERED_STATES, CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.editions.models import Edition

OfferState = Literal["enrolled", "soon", "open", "full", "closed", "over", "cancelled"]

MOST_ON_HOME = 12


@dataclass(frozen=True)
class Offer:
    """`closed`: the window is over, the cohort goes on; `over`: the cohort has ended.

    `unconfirmed`: open, but this person must confirm their e-mail address first.
    """

    cohort: Cohort
    state: OfferState
    seats_left: int
    unconfirmed: bool = False
    enrolment: Enrolment | None = None

    @property
    def enrol_url(self) -> str:
        return reverse("cohorts:cohort", args=[self.cohort.pk])

    @property
    def learn_url(self) -> str:
        return (
            reverse("learning:outline", args=[self.enrolment.pk])
            if self.enrolment
            else reverse("learning:learn")
        )


def offer(cohort: Cohort, *, user: User | AnonymousUser, now: datetime) -> Offer:
    """`cohort` must be annotated by `with_seats_taken()`."""
    if not user.is_authenticated:
        return _offer(cohort, now, enrolment=None, unconfirmed=False)
    enrolment = Enrolment.all_objects.of(user).filter(cohort=cohort).first()
    return _offer(cohort, now, enrolment=enrolment, unconfirmed=not has_confirmed_address(user))


def _offer(cohort: Cohort, now: datetime, *, enrolment: Enrolment | None, unconfirmed: bool) -> Offer:
    left = max(cohort.capacity - cohort.seats_taken, 0)
    if enrolment is not None and enrolment.state != EnrolmentState.WITHDRAWN:
        return Offer(cohort, "enrolled", left, enrolment=enrolment)
    return Offer(cohort, _state(cohort, now, left=left), left, unconfirmed=unconfirmed)


def _state(cohort: Cohort, now: datetime, *, left: int) -> OfferState:
    if cohort.state == CohortState.CANCELLED:
        return "cancelled"
    if cohort.has_ended:
        return "over"
    if now < cohort.enrolment_opens_at or cohort.state == CohortState.ANNOUNCED:
        return "soon"
    if not cohort.enrols_at(now):
        return "closed"
    return "open" if left else "full"


def offers_of_course(course: CoursePage, *, user: User | AnonymousUser, now: datetime) -> list[Offer]:
    """The public cohorts of a course that have not ended: one's own, then the next one first; three queries."""
    cohorts = (
        Cohort.all_objects.public()
        .of_course(course.translation_key)
        .exclude(state=CohortState.CLOSED)
        .with_seats_taken()
        .select_related("network")
        .order_by("starts", "pk")
    )
    mine: dict[int, Enrolment] = {}
    unconfirmed = False
    if user.is_authenticated:
        mine = {
            e.cohort_id: e
            for e in Enrolment.all_objects.of(user).filter(cohort__course_key=course.translation_key)
        }
        unconfirmed = not has_confirmed_address(user)
    offers = [
        _offer(cohort, now, enrolment=mine.get(cohort.pk), unconfirmed=unconfirmed) for cohort in cohorts
    ]
    shown = [each for each in offers if each.state != "closed"]
    return sorted(shown, key=lambda each: each.state != "enrolled")


def course_panel(request: HttpRequest, course: CoursePage) -> SafeString:
    """The cohorts of a course, for its public page."""

    def panel() -> SafeString:
        offers = offers_of_course(course, user=request.user, now=timezone.now())
        return render_to_string("cohorts/_panel.html", {"offers": offers, "course": course}, request=request)

    return kept_for_strangers(request, f"offers:{course.translation_key}", panel)


def home_panel(request: HttpRequest, page: object) -> SafeString:
    """The courses with a cohort that is open now or soon, for the first page; four queries."""
    now = timezone.now()
    cohorts = list(
        Cohort.all_objects.filter(state__in=OFFERED_STATES, enrolment_closes_at__gt=now)
        .with_seats_taken()
        .select_related("network")
        .order_by("enrolment_closes_at", "pk")[:MOST_ON_HOME]
    )
    language = read_language()
    keys = {cohort.course_key for cohort in cohorts}
    courses = {
        page.translation_key: page
        for page in CoursePage.objects.filter(translation_key__in=keys).at_addresses_in(language)
    }
    authors = networks_that_wrote(courses)
    entries = [
        {
            "cohort": cohort,
            "title": courses[cohort.course_key].title,
            "url": courses[cohort.course_key].get_url(request),
            "networks": authors[cohort.course_key],
            "open": cohort.enrols_at(now),
        }
        for cohort in cohorts
        if cohort.course_key in courses
    ]
    return render_to_string("cohorts/_open.html", {"cohorts": entries}, request=request)


def networks_that_wrote(course_keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Network]]:
    """For each course the networks whose modules it combines, in its order; two queries."""
    lines = CourseModule.objects.filter(
        course__translation_key__in=course_keys, course__is_source=True, course__alias_of__isnull=True
    ).values_list("course__translation_key", "module_key")
    written = {
        edition.module_key: edition.network
        for edition in Edition.all_objects.filter(module_key__in={module for _course, module in lines})
        .select_related("network")
        .order_by("number")
    }
    networks: dict[uuid.UUID, list[Network]] = {key: [] for key in course_keys}
    for course, module in lines:
        if module in written and written[module] not in networks[course]:
            networks[course].append(written[module])
    return networks


def read_language() -> str:
    return (get_language() or "en").split("-")[0]
