"""A cohort's board in a real browser: on a phone, and while it fetches itself anew."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from courses.cohorts.actions import release_due, start_cohorts
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Enrolment
from tests.browser import axe_violations, signed_in
from tests.cast import Cast, make_cast, make_cohort, make_course, make_module

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = timedelta(days=1)
A_MINUTE = 61_000


@pytest.fixture
def cast(live_server: Any) -> Cast:
    return make_cast()


@pytest.fixture
def board(visit: Any, cast: Cast) -> Page:
    """Of one person, two days after the start, on a clock that the test winds."""
    course = make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))
    today = datetime.now(UTC).date()
    cohort = make_cohort(
        cast.wacap,
        course,
        "Spring",
        enrolment_opens_on=today - 20 * DAY,
        enrolment_closes_on=today - 3 * DAY,
        starts=today - 2 * DAY,
        ends=today + 40 * DAY,
        state=CohortState.OPEN,
    )
    seat(cast.trainee, cohort)
    start_cohorts(timezone.now())
    release_due(timezone.now())
    page = visit(reverse("board:cohort", args=[cohort.pk]), storage_state=signed_in(cast.organiser))
    page.clock.install()
    page.reload()
    return page


def seat(user: Any, cohort: Any) -> None:
    Enrolment.all_objects.create(
        cohort=cohort, user=user, state=EnrolmentState.ACTIVE, language="en", enrolled_at=timezone.now()
    )


def test_on_a_phone_a_line_is_read_without_scrolling_sideways(board: Page) -> None:
    board.set_viewport_size({"width": 360, "height": 740})
    line = board.locator("#board tbody tr").filter(has=board.get_by_role("link", name="Write"))
    for part in (line.get_by_role("link", name="Write"), line.locator("[data-label='Next step']")):
        box = part.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert axe_violations(board, context={"include": [["#main"]]}) == []


def test_what_is_new_comes_by_itself_and_disturbs_nobody(board: Page, cast: Cast) -> None:
    board.get_by_text("The same as a table").click()
    write = board.get_by_role("link", name=re.compile(f"Write ?: {cast.trainee.get_full_name()}"))
    write.focus()
    seat(cast.author, Enrolment.all_objects.get().cohort)

    board.clock.fast_forward(A_MINUTE)

    expect(board.get_by_text("2 people")).to_be_visible()
    expect(write).to_be_focused()
    expect(board.locator("#chart-table")).to_have_attribute("open", "")


def test_it_rests_while_nobody_looks(board: Page) -> None:
    board.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
    board.evaluate(
        """() => document.addEventListener("htmx:beforeRequest", (event) => {
            console.log(event.defaultPrevented ? "rests" : "asks");
        })"""
    )
    with board.expect_event("console", lambda said: said.text in ("rests", "asks")) as said:
        board.clock.fast_forward(A_MINUTE)
    assert said.value.text == "rests"


def test_who_is_signed_out_meanwhile_is_led_to_sign_in(board: Page) -> None:
    board.context.clear_cookies()
    board.clock.fast_forward(A_MINUTE)
    expect(board.locator("#board")).to_have_count(0)
    expect(board.get_by_role("heading", level=1)).to_have_count(1)
    assert "next=" in board.url and "/admin/cohorts" not in board.url.split("?")[0]
