"""A quiz in a real browser: answers that survive reloads, a lost connection and a second tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.quizzes.models import Attempt, Response
from tests.assessments.quizzes.sat import Sat, a_quiz_until_next_year
from tests.browser import axe_violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sat(transactional_db: None) -> Sat:
    return a_quiz_until_next_year()


def answers() -> dict[int, Any]:
    return dict(Response.objects.values_list("attempt_question__position", "answer"))


def begin(sat: Sat) -> Attempt:
    return sat.start(timezone.now())


def test_answers_are_saved_as_they_change_and_there_after_a_reload(sat: Sat, at: Callable[..., Page]) -> None:
    attempt = begin(sat)
    page = at(f"/quiz/{attempt.pk}/")
    assert axe_violations(page) == []
    page.check("#q1 input[value=a]")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    page.check("#q2 input[value=a]")
    page.check("#q2 input[value=b]")
    page.fill("#q3 input[name=answer]", "6,5")
    page.locator("#q3 input[name=answer]").blur()
    expect(page.locator(".numbers .answered")).to_have_count(3)
    page.reload()
    assert answers() == {1: "a", 2: ["a", "b"], 3: "6.5"}
    assert page.is_checked("#q2 input[value=b]")
    page.click("text=Review and hand in")
    assert axe_violations(page) == []
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("h1")).to_have_text("Passed")
    assert axe_violations(page) == []


def test_without_a_connection_answers_are_kept_and_sent_when_it_is_back(
    sat: Sat, at: Callable[..., Page]
) -> None:
    attempt = begin(sat)
    page = at(f"/quiz/{attempt.pk}/", failing=True)
    page.route("**/answers/*/", lambda route: route.abort())
    page.check("#q1 input[value=a]")
    expect(page.locator("[data-saved]")).to_contain_text("Kept on this device")
    assert answers() == {}
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert page.is_checked("#q1 input[value=a]")
    page.unroute("**/answers/*/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    assert answers() == {1: "a"}


def test_the_review_says_anew_what_is_open_once_a_kept_answer_has_arrived(
    sat: Sat, at: Callable[..., Page]
) -> None:
    attempt = begin(sat)
    page = at(f"/quiz/{attempt.pk}/", failing=True)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/answers/*/", lambda route: route.abort())
    page.check("#q1 input[value=a]")
    expect(page.locator("[data-saved]")).to_contain_text("Kept on this device")
    page.get_by_role("link", name="Review and hand in").click()
    expect(page.locator("main")).to_contain_text("3 questions have no answer")
    page.unroute("**/answers/*/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("main")).to_contain_text("2 questions have no answer")
    assert answers() == {1: "a"}


def test_two_tabs_the_person_chooses(sat: Sat, at: Callable[..., Page]) -> None:
    attempt = begin(sat)
    first = at(f"/quiz/{attempt.pk}/", failing=True)
    second = first.context.new_page()
    second.goto(f"/quiz/{attempt.pk}/")
    first.check("#q1 input[value=a]")
    expect(first.locator("[data-saved]")).to_contain_text("Saved")
    second.check("#q1 input[value=b]")
    expect(second.locator("#q1 [data-notice]")).to_contain_text("Saved elsewhere: Bank secrecy")
    assert answers() == {1: "a"}
    second.click("text=Keep what I chose here")
    expect(second.locator("[data-saved]")).to_contain_text("Saved")
    assert answers() == {1: "b"}


def test_what_is_no_number_is_said_beside_the_field(sat: Sat, at: Callable[..., Page]) -> None:
    attempt = begin(sat)
    page = at(f"/quiz/{attempt.pk}/", failing=True)
    page.fill("#q3 input[name=answer]", "six")
    page.locator("#q3 input[name=answer]").blur()
    expect(page.locator("#q3 [data-notice]")).to_contain_text("This is not a number")
    page.fill("#q3 input[name=answer]", "٦")
    page.locator("#q3 input[name=answer]").press("Enter")
    expect(page.locator("#q3 [data-notice]")).to_be_empty()
    assert answers() == {3: "6"}


def test_with_scripts_switched_off_each_question_has_its_own_button(
    sat: Sat, at: Callable[..., Page]
) -> None:
    page = at(f"/learn/{sat.enrolment.pk}/{sat.step.step_key}/", java_script_enabled=False)
    page.get_by_role("button", name="Start the attempt").click()
    page.check("#q1 input[value=a]")
    page.locator("#q1").get_by_role("button", name="Save this answer").click()
    expect(page.locator(".messages")).to_contain_text("Question 1: saved at")
    page.check("#q2 input[value=a]")
    page.check("#q2 input[value=b]")
    page.locator("#q2").get_by_role("button", name="Save this answer").click()
    page.click("text=Review and hand in")
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("h1")).to_have_text("Passed")
    assert answers() == {1: "a", 2: ["a", "b"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_in_arabic_nothing_overflows_and_axe_finds_nothing(
    sat: Sat, at: Callable[..., Page], scheme: str, width: int
) -> None:
    sat.user.language = "ar"
    sat.user.save()
    attempt = begin(sat)
    options = {"locale": "ar", "color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    page = at(f"/quiz/{attempt.pk}/", **options)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_violations(page) == []
