"""What is said of a cohort to whoever looks: one word for each of its states, and the same cost for many."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from courses.catalogue.models import CourseModule, CoursePage
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.offers import offer, offers_of_course
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, network_page

NOBODY = AnonymousUser()


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))


def counted(cohort: Cohort) -> Cohort:
    return Cohort.all_objects.with_seats_taken().get(pk=cohort.pk)


@pytest.mark.parametrize(
    ("state", "inside", "before", "after"),
    [
        (CohortState.ANNOUNCED, "soon", "soon", "soon"),
        (CohortState.OPEN, "open", "soon", "closed"),
        (CohortState.RUNNING, "open", "soon", "closed"),
        (CohortState.CLOSED, "over", "over", "over"),
        (CohortState.CANCELLED, "cancelled", "cancelled", "cancelled"),
    ],
)
def test_one_word_for_each_state_and_time(
    cast: Cast, course: CoursePage, state: CohortState, inside: str, before: str, after: str
) -> None:
    cohort = counted(make_cohort(cast.wacap, course, "Spring", state=state))
    opens, closes = cohort.enrolment_opens_at, cohort.enrolment_closes_at
    moments = (opens, opens - timedelta(seconds=1), closes)
    assert [offer(cohort, user=NOBODY, now=now).state for now in moments] == [inside, before, after]


# What the person sees of their own, and others of a cohort of one seat without a waiting list.
SEEN: dict[EnrolmentState, tuple[str, str]] = {
    EnrolmentState.APPLIED: ("applied", "open"),
    EnrolmentState.WAITING: ("waiting", "full"),
    EnrolmentState.OFFERED: ("offered", "full"),
    EnrolmentState.REFUSED: ("refused", "open"),
    EnrolmentState.ACTIVE: ("enrolled", "full"),
    EnrolmentState.WITHDRAWN: ("open", "open"),
    EnrolmentState.COMPLETED: ("enrolled", "full"),
    EnrolmentState.NOT_COMPLETED: ("enrolled", "full"),
}


@pytest.mark.parametrize("state", EnrolmentState)
def test_what_each_state_of_an_enrolment_leaves_to_its_person_and_to_others(
    cast: Cast, course: CoursePage, state: EnrolmentState
) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN, capacity=1, waiting_list=False)
    Enrolment.all_objects.create(
        cohort=cohort,
        user=cast.trainee,
        state=state,
        language="en",
        enrolled_at=NOW,
        answer="Others first." if state == EnrolmentState.REFUSED else "",
        answer_by=cohort.enrolment_closes_at if state == EnrolmentState.OFFERED else None,
    )
    now = cohort.enrolment_opens_at
    seen = (
        offer(counted(cohort), user=cast.trainee, now=now).state,
        offer(counted(cohort), user=cast.stranger, now=now).state,
    )
    assert seen == SEEN[state]


def test_a_course_offers_what_is_to_come_the_next_first(cast: Cast, course: CoursePage) -> None:
    later = make_cohort(cast.wacap, course, "Later", state=CohortState.OPEN, ends=NOW.date() + timedelta(99))
    later.starts += timedelta(days=7)
    later.save()
    sooner = make_cohort(cast.casc, course, "Sooner", state=CohortState.ANNOUNCED)
    for state in (CohortState.DRAFT, CohortState.CLOSED, CohortState.ARCHIVED, CohortState.CANCELLED):
        make_cohort(cast.wacap, course, "Not offered", state=state)
    make_cohort(cast.wacap, make_course(cast.wacap, "Another"), "Of another course", state=CohortState.OPEN)
    offers = offers_of_course(course, user=NOBODY, now=later.enrolment_opens_at)
    assert [(each.cohort, each.state) for each in offers] == [(sooner, "soon"), (later, "open")]


@pytest.mark.parametrize("signed_in", [True, False])
@time_machine.travel(NOW, tick=False)
def test_public_pages_cost_the_same_with_one_and_with_three(
    client: Client, cast: Cast, course: CoursePage, signed_in: bool
) -> None:
    """Home, course, networks and a network, with 1 and with 3 courses, cohorts and modules."""
    if signed_in:
        client.force_login(cast.trainee)
    make_cohort(cast.wacap, course, "Cohort 1", state=CohortState.OPEN)
    wacap, ejn = network_page(cast.wacap), network_page(cast.ejn)
    pages = [ejn.get_parent().get_parent(), wacap, ejn, ejn.get_parent(), course]
    one = {page.url: cost(client, page.url) for page in pages}

    for name in ("Two", "Three"):
        own = make_module(cast.ejn, f"Module {name}")
        CourseModule.objects.create(course=course, module_key=own.translation_key, sort_order=9)
        another = make_course(cast.wacap, f"Course {name}", own)
        make_cohort(cast.wacap, course, f"Cohort {name}", state=CohortState.OPEN)
        cohort = make_cohort(cast.casc, another, f"Cohort of {name}", state=CohortState.OPEN)
        Enrolment.all_objects.create(cohort=cohort, user=cast.trainee, language="en", enrolled_at=NOW)
    three = {page.url: cost(client, page.url) for page in pages}
    assert three == one
    assert "Course Three" in client.get(pages[0].url).text
    assert "Module Three" in client.get(course.url).text and "Cohort Three" in client.get(course.url).text
    assert "Course Three" in client.get(wacap.url).text
    assert "Module Three" in client.get(ejn.url).text


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_strangers_see_offers_as_old_as_a_public_page_and_members_as_they_are(
    cast: Cast, course: CoursePage, settings: Settings
) -> None:
    settings.PUBLIC_PAGE_SECONDS = 30
    cache.clear()
    cohort = make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN)
    address = course.get_url()
    member = Client()
    member.force_login(cast.trainee, backend="django.contrib.auth.backends.ModelBackend")
    assert b"Spring" in Client().get(f"{address}?first").content
    Cohort.all_objects.filter(pk=cohort.pk).update(name="Summer")
    assert b"Spring" in Client().get(f"{address}?second").content
    assert b"Summer" in member.get(address).content
    assert b"Spring" not in member.get(address).content
    cache.clear()


def test_a_course_page_shows_three_cohorts_ones_own_first_and_folds_the_rest(
    cast: Cast, course: CoursePage
) -> None:
    for number in range(5):
        cohort = make_cohort(cast.wacap, course, f"Cohort {number}", state=CohortState.OPEN)
    Enrolment.all_objects.create(cohort=cohort, user=cast.trainee, language="en", enrolled_at=NOW)
    client = Client()
    with time_machine.travel(cohort.enrolment_opens_at, tick=False):
        client.force_login(cast.trainee, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(course.get_url()).text
    shown, _summary, folded = page.partition("2 more cohorts</summary>")
    assert [f"Cohort {n}" in shown for n in range(5)] == [True, True, False, False, True]
    assert "Cohort 2" in folded and "Cohort 3" in folded
