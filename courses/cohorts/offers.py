"""What a cohort offers to one person now: decided here, shown by pages and panels."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from cms.core.saying import active_language
from cms.networks.models import Network
from cms.pages.public_cache import kept_for_strangers
from cms.people.models import User
from courses.catalogue.models import CourseModule, CoursePage
from courses.cohorts.actions.enrolment import has_confirmed_address
from courses.cohorts.admission import courses_lacking, networks_of, said_restrictions, why_not
from courses.cohorts.enums import ENROLLED_STATES, OFFERED_STATES, CohortState, EnrolmentState, Entry
from courses.cohorts.models import Cohort, Enrolment
from courses.editions.models import Edition

OfferState = Literal[
    "enrolled",
    "applied",
    "waiting",
    "offered",
    "refused",
    "soon",
    "open",
    "apply",
    "queue",
    "full",
    "barred",
    "closed",
    "over",
    "cancelled",
]
# In which one can do something to come in.
ASKING: frozenset[OfferState] = frozenset({"open", "apply", "queue"})
STATE_OF: dict[str, OfferState] = {
    EnrolmentState.APPLIED: "applied",
    EnrolmentState.WAITING: "waiting",
    EnrolmentState.OFFERED: "offered",
    EnrolmentState.REFUSED: "refused",
}

MOST_ON_HOME = 12


@dataclass(frozen=True)
class Offer:
    """What may be done: `open` enrol at once, `apply`, `queue` join the waiting list, `offered` take the seat that
    is held. What stands: `enrolled`, `applied`, `waiting`, `refused`. Else `closed`: the window is over, the cohort
    goes on; `over`: the cohort has ended; `barred`: it is not for this person, `why` says for whom it is.

    `unconfirmed`: open, but this person must confirm their e-mail address first. `back`: they have had a seat, and
    may come back after enrolment has closed.
    """

    cohort: Cohort
    state: OfferState
    seats_left: int
    unconfirmed: bool = False
    enrolment: Enrolment | None = None
    why: str = ""
    back: bool = False

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

    @property
    def open_until(self) -> datetime:
        return self.cohort.ends_at if self.back else self.cohort.enrolment_closes_at

    @property
    def restrictions(self) -> list[str]:
        return said_restrictions(self.cohort)


@dataclass(frozen=True)
class _Asker:
    """Who looks, as far as an offer depends on it; `user` is None for a stranger."""

    user: User | None
    enrolments: Mapping[int, Enrolment]
    member_of: frozenset[int]
    lacking: Mapping[uuid.UUID, Sequence[str]]
    unconfirmed: bool


STRANGER = _Asker(None, {}, frozenset(), {}, unconfirmed=False)


def offer(cohort: Cohort, *, user: User | AnonymousUser, now: datetime) -> Offer:
    """`cohort` must be annotated by `with_seats_taken()`."""
    return _offer(cohort, _asker(user, [cohort]), now)


def _asker(user: User | AnonymousUser, cohorts: Sequence[Cohort]) -> _Asker:
    """Three queries; one more where a cohort asks for a role, two where its course asks for others first."""
    if not user.is_authenticated:
        return STRANGER
    return _Asker(
        user,
        {each.cohort_id: each for each in Enrolment.all_objects.of(user).filter(cohort__in=cohorts)},
        networks_of(user) if any(cohort.only_members for cohort in cohorts) else frozenset(),
        courses_lacking(user, cohorts),
        unconfirmed=not has_confirmed_address(user),
    )


def _offer(cohort: Cohort, asker: _Asker, now: datetime) -> Offer:
    left = 0 if cohort.queue else max(cohort.capacity - cohort.seats_taken, 0)
    enrolment = asker.enrolments.get(cohort.pk)
    if enrolment is not None and enrolment.state in ENROLLED_STATES:
        return Offer(cohort, "enrolled", left, enrolment=enrolment)
    if enrolment is not None and not cohort.has_ended and (state := _asked(enrolment, cohort, now)):
        return Offer(cohort, state, left, enrolment=enrolment)
    back = enrolment is not None and enrolment.may_come_back
    if back and not cohort.has_ended and not cohort.enrols_at(now) and now < cohort.ends_at:
        return Offer(cohort, "open" if left else "full", left, unconfirmed=asker.unconfirmed, back=True)
    back = enrolment is not None and enrolment.let_in_before
    state = _state(cohort, now, left=left, back=back)
    if asker.user is not None and state in ASKING and not back:
        barred = why_not(cohort, asker.user, member_of=asker.member_of, lacking=asker.lacking)
        if barred:
            return Offer(cohort, "barred", left, why=str(barred))
    elif asker.user is None and state in ASKING and cohort.entry == Entry.INVITATION:
        return Offer(cohort, "barred", left, why=said_restrictions(cohort)[0])
    return Offer(cohort, state, left, unconfirmed=asker.unconfirmed)


def _asked(enrolment: Enrolment, cohort: Cohort, now: datetime) -> OfferState | None:
    """Where their own asking stands; None where it has come to nothing and they may ask again."""
    if enrolment.ended_by_clock and cohort.enrols_at(now):
        return None
    if enrolment.answer_by is not None and enrolment.answer_by <= now:
        return None
    return "refused" if enrolment.host_said_no else STATE_OF.get(enrolment.state)


def _state(cohort: Cohort, now: datetime, *, left: int, back: bool) -> OfferState:
    """`back`: they were let in before, and are not asked again."""
    if not cohort.enrols_at(now):
        return _why_closed(cohort, now)
    if cohort.entry == Entry.APPROVAL and not back:
        return "apply"
    if left:
        return "open"
    return "queue" if cohort.waiting_list else "full"


def _why_closed(cohort: Cohort, now: datetime) -> OfferState:
    if cohort.state == CohortState.CANCELLED:
        return "cancelled"
    if cohort.has_ended:
        return "over"
    early = now < cohort.enrolment_opens_at or cohort.state == CohortState.ANNOUNCED
    return "soon" if early else "closed"


def offers_of_course(course: CoursePage, *, user: User | AnonymousUser, now: datetime) -> list[Offer]:
    """The public cohorts of a course that have not ended: one's own, then the next one first; seven queries at most."""
    cohorts = list(
        Cohort.all_objects.public()
        .of_course(course.translation_key)
        .exclude(state=CohortState.CLOSED)
        .with_seats_taken()
        .select_related("network")
        .order_by("starts", "pk")
    )
    asker = _asker(user, cohorts)
    offers = [_offer(cohort, asker, now) for cohort in cohorts]
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
        .exclude(entry=Entry.INVITATION)
        .with_seats_taken()
        .select_related("network")
        .order_by("enrolment_closes_at", "pk")[:MOST_ON_HOME]
    )
    language = active_language()
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
