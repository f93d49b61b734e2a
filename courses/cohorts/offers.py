"""What a cohort offers to one person now: decided here, shown by pages and panels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cms.people.models import User
from courses.catalogue.models import CoursePage
from courses.cohorts.actions.enrolment import has_confirmed_address
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment

Situation = Literal[
    "enrolled",
    "not_yet",
    "sign_in",
    "confirm",
    "free",
    "full",
    "window",
    "closed",
    "cancelled",
]


@dataclass(frozen=True)
class Offer:
    """`situation` names the one thing that the page offers; `enrolment` where there is one."""

    cohort: Cohort
    situation: Situation
    seats_left: int
    enrolment: Enrolment | None = None

    @property
    def may_enrol(self) -> bool:
        return self.situation == "free"


def offer(cohort: Cohort, *, user: User | AnonymousUser, now: datetime) -> Offer:
    """`cohort` must be annotated by `with_seats_taken()`."""
    if not user.is_authenticated:
        return _offer(cohort, user, now, enrolment=None, confirmed=False)
    enrolment = Enrolment.all_objects.of(user).filter(cohort=cohort).first()
    return _offer(
        cohort, user, now, enrolment=enrolment, confirmed=has_confirmed_address(user)
    )


def _offer(
    cohort: Cohort,
    user: User | AnonymousUser,
    now: datetime,
    *,
    enrolment: Enrolment | None,
    confirmed: bool,
) -> Offer:
    left = max(cohort.capacity - cohort.seats_taken, 0)
    if enrolment is not None and enrolment.state != EnrolmentState.WITHDRAWN:
        return Offer(cohort, "enrolled", left, enrolment)
    return Offer(
        cohort,
        _situation(cohort, user, now, left=left, confirmed=confirmed),
        left,
        enrolment,
    )


def _situation(
    cohort: Cohort,
    user: User | AnonymousUser,
    now: datetime,
    *,
    left: int,
    confirmed: bool,
) -> Situation:
    if cohort.state == CohortState.CANCELLED:
        return "cancelled"
    if cohort.has_ended:
        return "closed"
    if now < cohort.enrolment_opens_at or cohort.state == CohortState.ANNOUNCED:
        return "not_yet"
    if not cohort.enrols_at(now):
        return "window"
    if not left:
        return "full"
    if not user.is_authenticated:
        return "sign_in"
    return "free" if confirmed else "confirm"


def offers_of_course(
    course: CoursePage, *, user: User | AnonymousUser, now: datetime
) -> list[Offer]:
    """The public cohorts of a course that have not ended, the next one first; three queries."""
    cohorts = (
        Cohort.all_objects.public()
        .of_course(course.translation_key)
        .exclude(state=CohortState.CLOSED)
        .with_seats_taken()
        .select_related("network")
        .order_by("starts", "pk")
    )
    mine: dict[int, Enrolment] = {}
    confirmed = False
    if user.is_authenticated:
        mine = {
            e.cohort_id: e
            for e in Enrolment.all_objects.of(user).filter(
                cohort__course_key=course.translation_key
            )
        }
        confirmed = has_confirmed_address(user)
    return [
        _offer(cohort, user, now, enrolment=mine.get(cohort.pk), confirmed=confirmed)
        for cohort in cohorts
    ]


def course_panel(request: HttpRequest, course: CoursePage) -> SafeString:
    """The cohorts of a course, for its public page."""
    offers = offers_of_course(course, user=request.user, now=timezone.now())
    return render_to_string(
        "cohorts/_panel.html", {"offers": offers, "course": course}, request=request
    )


def read_language() -> str:
    return (get_language() or "en").split("-")[0]
