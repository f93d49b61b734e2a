"""Notes, printing and the file to keep, in a real browser: with scripts, without, on a phone and without a connection."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser_platform import Visitors
from tests.pages import sign_in, speak

pytestmark = pytest.mark.browser

WHO = "latecomer"
MODE = "#take-notes"


def lesson_of(visitors: Visitors) -> str:
    return f"/learn/{visitors.scene.plain}/{visitors.scene.lesson}/"


@pytest.fixture
def lesson(visitors: Visitors) -> Page:
    """A lesson of somebody who has no notes, with the places for them shown."""
    page = visitors.page(WHO, "en")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(lesson_of(visitors))
    while page.locator(".note").count():
        page.locator(".note [data-note]").first.click()
        page.get_by_role("button", name="Delete the note").or_(
            page.get_by_role("button", name="Take the bookmark away")
        ).first.click()
        expect(page.locator(".note-form")).to_have_count(0)
    page.locator(MODE).check()
    return page


def place(page: Page, number: int = 0) -> Locator:
    return page.locator(".jot").nth(number)


def write(page: Page, words: str, number: int = 0) -> None:
    place(page, number).locator("[data-note]").click()
    place(page, number).locator("textarea").fill(words)


def save(page: Page, number: int = 0) -> None:
    place(page, number).get_by_role("button", name="Save the note").click()


def test_a_note_is_written_beside_its_passage(lesson: Page) -> None:
    address = lesson.url
    write(lesson, "Ask Bintou about this.")
    assert lesson.evaluate("document.activeElement.tagName") == "TEXTAREA"
    save(lesson)
    expect(place(lesson).locator(".note")).to_contain_text("Ask Bintou about this.")
    assert lesson.url == address
    assert lesson.evaluate("document.activeElement.textContent") == "Change"
    lesson.reload()
    expect(place(lesson).locator(".note")).to_contain_text("Ask Bintou about this.")
    assert lesson.locator(MODE).is_checked(), "the mode is remembered"


def test_words_are_kept_when_the_connection_is_lost_and_when_the_form_is_closed(lesson: Page) -> None:
    write(lesson, "Not to be lost")
    lesson.context.set_offline(True)
    save(lesson)
    expect(place(lesson).get_by_role("alert")).to_contain_text("Not saved: there is no connection.")
    lesson.context.set_offline(False)
    place(lesson).get_by_role("link", name="Back to the text").click()
    expect(lesson.locator(".note-form")).to_have_count(0)
    place(lesson).locator("[data-note]").click()
    assert place(lesson).locator("textarea").input_value() == "Not to be lost"
    save(lesson)
    expect(place(lesson).locator(".note")).to_contain_text("Not to be lost")


def test_two_tabs_lose_nothing(lesson: Page) -> None:
    other = lesson.context.new_page()
    other.goto(lesson.url)
    write(lesson, "From the first")
    write(other, "From the second")
    save(lesson)
    expect(place(lesson).locator(".note")).to_be_visible()
    save(other)
    conflict = place(other).get_by_role("alert").first
    expect(conflict).to_contain_text("From the first")
    assert place(other).locator("textarea").input_value() == "From the second"
    save(other)
    expect(place(other).locator(".note")).to_contain_text("From the second")
    other.close()


def test_several_can_be_open_at_once(lesson: Page) -> None:
    write(lesson, "One", 0)
    write(lesson, "Two", 1)
    ids = lesson.locator(".note-form [id]").evaluate_all("elements => elements.map(e => e.id)")
    assert len(ids) == len(set(ids)) >= 2
    save(lesson, 1)
    expect(place(lesson, 1).locator(".note")).to_contain_text("Two")
    assert place(lesson, 0).locator("textarea").input_value() == "One"


def test_reading_comes_first(lesson: Page) -> None:
    """Without the mode nothing stands at a passage, for eyes and for the keyboard; a pointer brings it out."""
    lesson.locator(MODE).uncheck()
    links = lesson.locator(".at")
    assert links.count() > 5
    assert not any(link.is_visible() for link in links.all())
    lesson.locator(".block--text").first.hover()
    expect(lesson.locator(".block--text").first.locator(".at")).to_be_visible()
    for width in (360, 320):
        lesson.set_viewport_size({"width": width, "height": 700})
        lesson.locator(MODE).check()
        for part in (links.first, lesson.locator(".mode")):
            box = part.bounding_box()
            assert box is not None and box["height"] >= 24 and box["width"] >= 24
        write(lesson, "On the phone")
        assert lesson.evaluate("document.documentElement.scrollWidth") <= width
        place(lesson).get_by_role("link", name="Back to the text").click()


def test_without_scripts_the_same_links_lead_to_a_page(visitors: Visitors) -> None:
    context = visitors.context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "graduate")
    speak(context, visitors.base, "en")
    page.goto(f"/learn/{visitors.scene.later}/notes/")
    expect(page.get_by_text("You have written no notes yet")).to_be_visible()
    page.goto("/learn/")
    page.get_by_role("link", name="A request that gets an answer").last.click()
    page.locator(".module__steps a").first.click()
    page.locator(MODE).check()
    page.locator(".at").first.click()
    page.fill("textarea", "Without a script")
    page.get_by_role("button", name="Save the note").click()
    assert "#b-" in page.url
    expect(page.locator(".note")).to_contain_text("Without a script")
    page.get_by_role("link", name="Print or save as PDF").click()
    assert not page.locator("[data-print]").is_visible()
    expect(page.get_by_text("Or use the print command of your browser.")).to_be_visible()
    page.go_back()
    page.locator(".note [data-note]").click()
    page.get_by_role("button", name="Delete the note").click()
    expect(page.locator(".note")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_paper_there_is_the_lesson_and_its_source(visitors: Visitors, language: str) -> None:
    page = visitors.page("trainee", language)
    for tail in ("", "print/"):
        page.goto(f"/learn/{visitors.scene.reading}/{visitors.scene.lesson}/{tail}")
        page.emulate_media(media="print")
        for part in (
            ".masthead",
            ".outline",
            ".jot",
            ".mode",
            ".lesson-tools",
            ".helps",
            ".foot",
            "[data-print]",
            "form",
        ):
            assert not any(one.is_visible() for one in page.locator(part).all()), part
        for part in ("h1", ".block--text", ".stated"):
            assert page.locator(part).first.is_visible()
        assert all(
            one.evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")
            for one in page.locator(".block > .compare p").all()
        )
        page.emulate_media(media="screen")
    assert page.locator("[data-print]").is_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_file_is_read_from_a_disk_without_the_site(
    visitors: Visitors, tmp_path: Path, language: str
) -> None:
    page = visitors.page("trainee", language)
    page.goto(f"/learn/{visitors.scene.reading}/{visitors.scene.lesson}/")
    page.goto(page.locator(".outline li a").first.get_attribute("href") or "")
    with page.expect_download() as download:
        page.locator(".lesson-tools a[download]").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    context = visitors.browser.new_context(offline=True)
    kept, asked = context.new_page(), []
    kept.on("request", lambda request: asked.append(request.url))
    kept.set_viewport_size({"width": 360, "height": 700})
    kept.goto(file.as_uri())
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
    assert kept.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert kept.evaluate("document.documentElement.scrollWidth") <= 360
    assert kept.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert all(
        kept.locator("img").evaluate_all("images => images.map(i => i.complete && i.naturalWidth > 0)")
    )
    context.close()
