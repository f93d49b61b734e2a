"""The main jobs of organisers and of who applies, by clicks in a real browser."""

from __future__ import annotations

import time as clock
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from cms.invitations.models import Invitation
from cms.notices.models import Notice
from courses.catalogue.enums import Sharing
from courses.catalogue.models import CoursePage, ModulePage
from courses.cohorts.actions import open_enrolment, release_due, start_cohorts
from courses.cohorts.actions.seat_list import invite_lists
from courses.cohorts.enums import CohortState, EnrolmentState, Entry
from courses.cohorts.models import Cohort, Enrolment
from courses.learning.models import Progress
from tests.browser import axe_violations, signed_in
from tests.cast import Cast, make_cast, make_cohort, make_course, make_module
from tests.walking import WAYS, Walk, Way, found_by

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IN_CLICKS = 120
MODULES_PANEL = "#panel-child-content-modules_in_order-section"
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
def walk(visit: Any, cast: Cast) -> Any:
    """`walk(address, way, who)`: somebody of the cast sets out."""

    def begun(address: str, way: Way, who: str = "organiser") -> Walk:
        person = getattr(cast, who)
        person.language = way.language
        person.save(update_fields=["language"])
        return Walk(visit(address, storage_state=signed_in(person)), way)

    return begun


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


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_an_organiser_gets_from_nothing_to_an_open_cohort_in_two_minutes(
    walk: Any, cast: Cast, course: CoursePage, way: Way
) -> None:
    today = datetime.now(UTC).date()
    w = walk(reverse("cohort:index"), way)
    w.look()
    began = clock.monotonic()
    w.press(w.page.locator(f"a[href='{reverse('cohort:add')}']").first)
    w.page.locator("[name=course]").wait_for()
    w.look()
    w.press(w.button("Continue"))
    w.choose(w.field("time_zone"), "Africa/Dakar", starts="Dakar")
    for name, days in (
        ("enrolment_opens_on", -1),
        ("enrolment_closes_on", 20),
        ("starts", 25),
        ("ends", 90),
    ):
        w.set_day(w.field(name), today + days * DAY)
    w.mark(w.field("pattern-rule", "weekly"))
    w.mark(w.field("pattern-weekdays", "3"))
    w.press(w.field("fill"))
    w.page.locator(".weeks").wait_for()
    w.look()
    w.press(w.page.locator("main form footer button[type=submit]").first)
    w.button("Announce").wait_for()
    w.look()
    w.press(w.button("Announce"))
    w.waits_for("The cohort is announced. From now on it opens, starts and closes by its dates.")
    assert clock.monotonic() - began < IN_CLICKS
    w.look()
    open_enrolment(timezone.now())
    cohort = Cohort.all_objects.get()
    assert cohort.state == CohortState.OPEN
    assert cohort.time_zone == "Africa/Dakar"
    opened = [release.opens_at.weekday() for release in cohort.releases.all()]
    assert opened == [3, 3, 3]
    assert w.found == []


def test_a_module_of_another_network_is_chosen_for_a_course(
    walk: Any, cast: Cast, course: CoursePage
) -> None:
    wanted = make_module(cast.casc, "Seizure")
    kept = make_module(cast.casc, "Kept back")
    ModulePage.objects.filter(pk=kept.pk).update(sharing=Sharing.ASKED)
    page = walk(reverse("wagtailadmin_pages:edit", args=[course.pk]), Way()).page
    page.get_by_role("button", name="Add module").click()
    page.get_by_role("button", name="Choose a module").last.click()
    modal = page.locator(".modal-body")
    modal.get_by_text("On request").wait_for()
    assert modal.get_by_role("link", name="Kept back").count() == 0
    modal.get_by_label("Title or summary").fill("Seiz")
    modal.get_by_role("link", name="Kept back").wait_for(state="detached")
    modal.get_by_role("link", name="Seizure").click()
    modal.wait_for(state="detached")
    page.get_by_text("Seizure").wait_for()
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_load_state()
    draft = CoursePage.objects.get(pk=course.pk).get_latest_revision_as_object()
    assert [line.module_key for line in draft.modules.all()][-1] == wanted.translation_key


@pytest.mark.parametrize("way", [way for way in WAYS if not way.keyboard], ids=str)
def test_where_the_modules_of_a_course_are_put_together_holds_on_a_phone_and_in_arabic(
    walk: Any, cast: Cast, course: CoursePage, way: Way
) -> None:
    """The rest of the editor is Wagtail's own."""
    page = walk(reverse("wagtailadmin_pages:edit", args=[course.pk]), way).page
    panel = page.locator(MODULES_PANEL)
    panel.get_by_text("Three").wait_for()
    assert axe_violations(page, context={"include": [MODULES_PANEL]}) == []
    box = panel.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= way.width


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_three_hundred_people_from_a_file_with_five_bad_lines(
    walk: Any, cast: Cast, course: CoursePage, way: Way
) -> None:
    cohort = running(cast, course, capacity=400)
    bad = ["nobody", "a@", "@b", "two words@example.org", "x@example"]
    lines = [
        "e-mail,name",
        *(f"person-{n}@example.org,Person {n}" for n in range(295)),
        *(f"{b}," for b in bad),
    ]
    w = walk(reverse("cohort:invite", args=[cohort.pk]), way)
    w.look()
    w.press(w.link("Invite people from a file"))
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    # The window in which a file is chosen is the system's, which no page drives.
    w.field("file").set_input_files(files=[file])
    w.look()
    w.press(w.button("Read the file"))
    w.page.locator("#h-wrong").wait_for()
    assert w.page.locator("[aria-labelledby=h-wrong] > li").count() == 5
    w.look()
    w.press(w.page.locator("main form:has([name=csrfmiddlewaretoken]) button").first)
    w.link("See the invitations").wait_for()
    for minute in range(8):
        invite_lists(timezone.now() + timedelta(minutes=minute))
    w.page.reload()
    with translation.override(way.language):
        done = translation.gettext("%(handled)s of %(total)s are done.") % {"handled": 295, "total": 295}
    w.page.get_by_text(done).wait_for()
    w.look()
    assert Invitation.all_objects.count() == 295
    assert w.found == []


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_dates_are_moved_and_everybody_is_told(walk: Any, cast: Cast, course: CoursePage, way: Way) -> None:
    cohort = running(cast, course)
    Enrolment.all_objects.create(
        cohort=cohort,
        user=cast.trainee,
        state=EnrolmentState.ACTIVE,
        language="en",
        enrolled_at=timezone.now(),
        syllabus=cohort.syllabus,
    )
    w = walk(reverse("cohort:inspect", args=[cohort.pk]), way)
    w.look()
    w.press(w.link("Move dates"))
    w.mark(w.field("what", "whole"))
    w.write(w.field("days").first, "7")
    w.look()
    w.press(w.button("Show what moves"))
    w.page.locator("#h-moves").wait_for()
    w.look()
    w.press(w.button("Move these dates and tell everybody"))
    w.page.locator(".messages .success").wait_for()
    w.look()
    assert Notice.objects.filter(kind="dates_moved", recipient=cast.trainee).count() == 1
    assert w.found == []


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_trainee_gets_from_the_application_to_the_first_lesson(
    walk: Any, cast: Cast, course: CoursePage, way: Way
) -> None:
    cohort = running(cast, course, entry=Entry.APPROVAL)
    trainee = walk(reverse("cohorts:cohort", args=[cohort.pk]), way, "trainee")
    trainee.look()
    trainee.press(trainee.link("Write your application"))
    trainee.write(trainee.page.locator("main form textarea").last, "I answer requests for evidence.")
    trainee.press(trainee.button("Send the application"))
    trainee.waits_for("Your application has arrived")
    trainee.look()
    organiser = walk(reverse("board:cohort", args=[cohort.pk]), way)
    organiser.look()
    organiser.press(
        organiser.page.locator(f"a[href='{reverse('cohort:applications', args=[cohort.pk])}']").first
    )
    organiser.mark(organiser.field("approve"))
    organiser.look()
    organiser.press(organiser.button("Admit those marked"))
    organiser.page.locator(".messages .success").wait_for()
    organiser.look()
    trainee.page.goto(reverse("learning:learn"))
    trainee.look()
    trainee.press(trainee.page.locator("section.next a.button").first)
    trainee.page.get_by_role("heading", level=1, name="One, lesson 1").wait_for()
    trainee.look()
    enrolment = Enrolment.all_objects.get(cohort=cohort, user=cast.trainee)
    assert enrolment.state == EnrolmentState.ACTIVE
    assert Progress.all_objects.filter(enrolment=enrolment).count() == 1
    assert found_by(trainee, organiser) == []
