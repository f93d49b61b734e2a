"""A quiz with all kinds of questions in a real browser, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from assessments.quizzes.models import Attempt, Response
from tests.assessments.questions.parts import MATCHING, ORDERING
from tests.assessments.quizzes.sat import EVERY_KIND, Sat, a_quiz_until_next_year
from tests.browser import axe_violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]

RIGHT = {
    1: "a",
    2: ["a", "b"],
    3: "6",
    4: "false",
    5: {"atlas": "atlas", "fiches": "fiches", "court": "atlas"},
    6: ["a", "b", "c", "d"],
    7: "DUAL CRIMINALITY.",
}
STEPS = [step["text"] for step in ORDERING["steps"]]
MATCHES = {
    "Who is competent?": "The Atlas",
    "Which measures are there?": "The Fiches Belges",
    "To which court?": "The Atlas",
}


@pytest.fixture
def sat(transactional_db: None) -> Sat:
    return a_quiz_until_next_year(questions=len(EVERY_KIND))


@pytest.fixture
def attempt(sat: Sat) -> Attempt:
    return sat.start(timezone.now())


def stored() -> dict[int, Any]:
    return dict(Response.objects.values_list("attempt_question__position", "answer"))


def steps(page: Page) -> list[str]:
    return page.locator("#q6 .order label").all_inner_texts()


def step(page: Page, text: str) -> Locator:
    return page.locator("#q6 .order li").filter(has_text=text)


def choose_all_but_the_order(page: Page) -> None:
    for box in ("#q1 [value=a]", "#q2 [value=a]", "#q2 [value=b]", "#q4 [value=false]"):
        page.check(box)
    page.fill("#q3 [name=answer]", "٦")
    for item, match in MATCHES.items():
        page.get_by_label(item).select_option(label=match)


def test_all_kinds_with_scripts(attempt: Attempt, at: Open) -> None:
    page = at(f"/quiz/{attempt.pk}/")
    assert axe_violations(page) == []
    choose_all_but_the_order(page)
    for place, text in enumerate(STEPS):
        up = step(page, text).get_by_role("button", name=f"Move up: {text}")
        for _ in range(steps(page).index(text) - place):
            up.click()
        expect(up).to_be_visible()
    assert steps(page) == STEPS
    page.fill("#q7 [name=answer]", "DUAL CRIMINALITY.")
    # Away by a link, with the last change unsaved until now.
    page.get_by_role("link", name="Review and hand in").click()
    expect(page.locator("main")).to_contain_text("Every question has an answer.")
    assert stored() == RIGHT
    page.get_by_role("link", name="Back to the questions").click()
    assert steps(page) == STEPS and page.input_value("#q7 [name=answer]") == "DUAL CRIMINALITY."
    page.get_by_role("link", name="Review and hand in").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("h1")).to_have_text("Passed")
    expect(page.locator("main")).to_contain_text("12 of 12 points")
    assert axe_violations(page) == []


def test_all_kinds_with_scripts_switched_off(attempt: Attempt, at: Open) -> None:
    page = at(f"/quiz/{attempt.pk}/", java_script_enabled=False, viewport={"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.get_by_role("button", name="Save this answer").count() == len(EVERY_KIND)
    assert page.locator("[data-move]:visible").count() == 0

    def fill(number: int) -> None:
        if number == 6:
            for place, text in enumerate(STEPS, start=1):
                step(page, text).get_by_label(text, exact=True).select_option(label=str(place))
        elif number == 7:
            page.fill("#q7 [name=answer]", "DUAL CRIMINALITY.")
        else:
            choose_all_but_the_order(page)

    for number in range(1, len(EVERY_KIND) + 1):
        fill(number)
        page.locator(f"#q{number}").get_by_role("button", name="Save this answer").click()
        expect(page.locator(".messages")).to_contain_text(f"Question {number}: saved at")
    assert stored() == RIGHT
    assert steps(page) == STEPS
    page.get_by_role("link", name="Review and hand in").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("main")).to_contain_text("12 of 12 points")


def test_an_order_moves_by_keys_says_so_and_keeps_its_focus(attempt: Attempt, at: Open) -> None:
    page = at(f"/quiz/{attempt.pk}/")
    shuffled = steps(page)
    number = page.locator('[data-number="6"]')
    expect(page.locator("#q6 [data-keep]")).to_be_visible()
    expect(number).to_contain_text(", not answered")
    page.get_by_role("button", name=f"Move down: {shuffled[0]}").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert steps(page) == [*shuffled[1:], shuffled[0]]
    expect(page.locator("#q6 [data-moved]")).to_have_text(f"Place 4 of 4: {shuffled[0]}")
    button = page.get_by_role("button", name=f"Move down: {shuffled[0]}")
    expect(button).to_be_focused()
    assert button.get_attribute("aria-disabled") == "true"
    expect(page.locator("#q6 [data-keep]")).to_be_hidden()
    expect(number).to_have_class("answered")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q6 [data-moved]")).to_have_text(f"Place 3 of 4: {shuffled[0]}")
    page.reload()
    assert steps(page) == [shuffled[1], shuffled[2], shuffled[0], shuffled[3]]
    assert set(stored()) == {6}


def test_a_shuffled_order_can_be_kept_and_parts_are_told_at_once(attempt: Attempt, at: Open) -> None:
    page = at(f"/quiz/{attempt.pk}/")
    page.get_by_role("button", name="Keep this order").click()
    page.get_by_label("To which court?").select_option(label="The Compendium")
    expect(page.locator('[data-number="6"]')).to_have_class("answered")
    expect(page.locator('[data-number="5"]')).to_have_class("partly")
    expect(page.locator('[data-number="5"]')).to_contain_text(", answered in part")
    page.get_by_label("To which court?").select_option(label="Choose a match")
    expect(page.locator('[data-number="5"]')).not_to_have_class("partly")
    expect(page.locator('[data-number="5"]')).to_contain_text(", not answered")
    assert stored()[5] is None and len(stored()[6]) == 4


def test_what_the_connection_kept_back_stands_in_its_order_again(attempt: Attempt, at: Open) -> None:
    page = at(f"/quiz/{attempt.pk}/", failing=True)
    page.route("**/answers/*/", lambda route: route.abort())
    first = steps(page)[0]
    page.get_by_role("button", name=f"Move down: {first}").click()
    moved = steps(page)
    page.get_by_label("Who is competent?").select_option(label="The Compendium")
    expect(page.locator("[data-saved]")).to_contain_text("Kept on this device")
    page.locator("h1").evaluate("document.activeElement.blur()")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert steps(page) == moved
    page.unroute("**/answers/*/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    assert stored()[5] == {"atlas": "compendium"} and stored()[6][1] is not None


def test_two_tabs_read_both_orders_and_one_is_chosen(attempt: Attempt, at: Open) -> None:
    first = at(f"/quiz/{attempt.pk}/", failing=True)
    second = first.context.new_page()
    second.goto(f"/quiz/{attempt.pk}/")
    shuffled = steps(first)
    first.get_by_role("button", name="Keep this order").click()
    expect(first.locator("[data-saved]")).to_contain_text("Saved")
    second.get_by_role("button", name=f"Move down: {shuffled[0]}").click()
    notice = second.locator("#q6 [data-notice]")
    expect(notice).to_contain_text(f"Saved elsewhere: 1. {shuffled[0]}; 2. {shuffled[1]}")
    expect(notice).to_contain_text(f"Chosen here: 1. {shuffled[1]}; 2. {shuffled[0]}")
    second.get_by_role("button", name=f"Move down: {shuffled[2]}").click()
    expect(notice).not_to_contain_text("Chosen here")
    second.get_by_role("button", name="Keep the other").click()
    assert steps(second) == shuffled
    expect(notice).to_be_empty()
    assert len(MATCHING["pairs"]) == 3 and set(stored()) == {6}


def test_questions_are_printed_with_their_answers_and_without_buttons(attempt: Attempt, at: Open) -> None:
    page = at(f"/quiz/{attempt.pk}/")
    page.get_by_label("To which court?").select_option(label="The Compendium")
    page.emulate_media(media="print")
    assert page.locator(".question:visible").count() == len(EVERY_KIND)
    assert page.locator(".question select:visible").count() == 3
    assert page.locator(".question button:visible").count() == 0
