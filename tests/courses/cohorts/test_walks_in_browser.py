"""The main jobs of organisers and of who applies, by clicks in a real browser."""

from __future__ import annotations

import time as clock
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from cms.notices.models import Notice
from courses.catalogue.enums import Sharing
from courses.catalogue.models import CoursePage, ModulePage
from courses.cohorts.actions import open_enrolment, release_due, start_cohorts
from courses.cohorts.actions.seat_list import invite_lists
from courses.cohorts.enums import CohortState, EnrolmentState, Entry
from courses.cohorts.models import Cohort, Enrolment
from courses.learning.models import Progress
from tests.browser import signed_in
from tests.cast import Cast, make_cast, make_cohort, make_course, make_module

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IN_CLICKS = 120
DAY = timedelta(days=1)


@pytest.fixture
def cast(live_server: Any) -> Cast:
    return make_cast()


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(
        cast.wacap, "Working together", *(make_module(cast.ejn, t) for t in ("One", "Two", "Three"))
    )


@pytest.fixture
def at(visit: Any, cast: Cast) -> Any:
    def page(address: str, who: str = "organiser") -> Page:
        return visit(address, storage_state=signed_in(getattr(cast, who)))

    return page


def running(cast: Cast, course: CoursePage, **values: Any) -> Cohort:
    """Since yesterday, with the first module open; enrolment goes on for a week."""
    today = datetime.now(UTC).date()
    said = {
        "enrolment_opens_on": today - 20 * DAY,
        "enrolment_closes_on": today + 7 * DAY,
        "starts": today - DAY,
        "ends": today + 40 * DAY,
        "state": CohortState.OPEN,
    }
    cohort = make_cohort(cast.wacap, course, "Spring", **said | values)
    start_cohorts(timezone.now())
    release_due(timezone.now())
    cohort.refresh_from_db()
    return cohort


def test_an_organiser_gets_from_nothing_to_an_open_cohort_in_two_minutes(
    at: Any, cast: Cast, course: CoursePage
) -> None:
    today = datetime.now(UTC).date()
    page = at(reverse("cohort:index"))
    began = clock.monotonic()
    page.get_by_role("link", name="Add cohort").first.click()
    page.get_by_label("Course", exact=True).select_option(label="Working together")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Time zone").select_option("Africa/Dakar")
    for label, days in (
        ("Enrolment opens on", -1),
        ("Enrolment closes on", 20),
        ("First day", 25),
        ("Last day", 90),
    ):
        page.get_by_label(label).fill((today + days * DAY).isoformat())
    page.get_by_label("On chosen days of each week").check()
    page.get_by_label("Thursday").check()
    page.get_by_role("button", name="Fill in the days").click()
    page.get_by_text("Week 1").first.wait_for()
    page.get_by_role("button", name="Create").click()
    page.get_by_role("button", name="Announce").click()
    page.get_by_text("The cohort is announced.").wait_for()
    assert clock.monotonic() - began < IN_CLICKS
    open_enrolment(timezone.now())
    cohort = Cohort.all_objects.get()
    assert cohort.state == CohortState.OPEN
    opened = [release.opens_at.weekday() for release in cohort.releases.all()]
    assert opened == [3, 3, 3]


def test_a_module_of_another_network_is_chosen_for_a_course(at: Any, cast: Cast, course: CoursePage) -> None:
    wanted = make_module(cast.casc, "Seizure")
    kept = make_module(cast.casc, "Kept back")
    ModulePage.objects.filter(pk=kept.pk).update(sharing=Sharing.ASKED)
    page = at(reverse("wagtailadmin_pages:edit", args=[course.pk]))
    page.get_by_role("button", name="Add module").click()
    page.get_by_role("button", name="Choose a module").last.click()
    modal = page.locator(".modal-body")
    modal.get_by_text("On request").wait_for()
    assert modal.get_by_role("link", name="Kept back").count() == 0
    modal.get_by_label("Title or summary").fill("Seiz")
    modal.get_by_role("link", name="Kept back").wait_for(state="detached")
    modal.get_by_role("link", name="Seizure").click()
    page.get_by_text("Seizure").wait_for()
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_load_state()
    draft = CoursePage.objects.get(pk=course.pk).get_latest_revision_as_object()
    assert [line.module_key for line in draft.modules.all()][-1] == wanted.translation_key


def test_three_hundred_people_from_a_file_with_five_bad_lines(
    at: Any, cast: Cast, course: CoursePage
) -> None:
    cohort = running(cast, course, capacity=400)
    bad = ["nobody", "a@", "@b", "two words@example.org", "x@example"]
    lines = [
        "e-mail,name",
        *(f"person-{n}@example.org,Person {n}" for n in range(295)),
        *(f"{b}," for b in bad),
    ]
    page = at(reverse("cohort:invite", args=[cohort.pk]))
    page.get_by_role("link", name="from a file").click()
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    page.locator("input[type=file]").set_input_files(files=[file])
    page.get_by_role("button", name="Read the file").click()
    page.get_by_text("295 of 300 lines are right.").wait_for()
    assert page.get_by_role("list", name="To mend").get_by_role("listitem").count() == 5
    page.get_by_role("button", name="Invite 295 people").click()
    page.get_by_role("link", name="See the invitations").wait_for()
    for minute in range(8):
        invite_lists(timezone.now() + timedelta(minutes=minute))
    page.reload()
    page.get_by_text("295 of 295 are done.").wait_for()


def test_dates_are_moved_and_everybody_is_told(at: Any, cast: Cast, course: CoursePage) -> None:
    cohort = running(cast, course)
    Enrolment.all_objects.create(
        cohort=cohort,
        user=cast.trainee,
        state=EnrolmentState.ACTIVE,
        language="en",
        enrolled_at=timezone.now(),
        syllabus=cohort.syllabus,
    )
    page = at(reverse("cohort:inspect", args=[cohort.pk]))
    page.get_by_role("link", name="Move dates").click()
    page.get_by_label("All that lies ahead").check()
    page.get_by_label("By how many days").fill("7")
    page.get_by_role("button", name="Show what moves").click()
    page.get_by_text("1 person is told, in one message.").wait_for()
    page.get_by_role("button", name="Move these dates and tell everybody").click()
    page.get_by_text("dates have moved.").wait_for()
    assert Notice.objects.filter(kind="dates_moved", recipient=cast.trainee).count() == 1


def test_a_trainee_gets_from_the_application_to_the_first_lesson(
    at: Any, cast: Cast, course: CoursePage
) -> None:
    cohort = running(cast, course, entry=Entry.APPROVAL)
    trainee = at(reverse("cohorts:cohort", args=[cohort.pk]), "trainee")
    trainee.get_by_role("link", name="Write your application").click()
    trainee.get_by_role("textbox").last.fill("I answer requests for evidence.")
    trainee.get_by_role("button", name="Send the application").click()
    trainee.get_by_text("Your application has arrived").wait_for()
    organiser = at(reverse("board:cohort", args=[cohort.pk]))
    organiser.get_by_role("link", name="Answer").click()
    organiser.get_by_label("Trainee").check()
    organiser.get_by_role("button", name="Admit those marked").click()
    organiser.get_by_text("1 person is admitted.").wait_for()
    trainee.goto(reverse("learning:learn"))
    trainee.locator("section.next a.button").first.click()
    trainee.get_by_role("heading", level=1, name="One, lesson 1").wait_for()
    enrolment = Enrolment.all_objects.get(cohort=cohort, user=cast.trainee)
    assert enrolment.state == EnrolmentState.ACTIVE
    assert Progress.all_objects.filter(enrolment=enrolment).count() == 1
