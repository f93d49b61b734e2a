"""Seeing a course as its trainee does, in a real browser: the way there, the banner, and the way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser_platform import Visitors
from tests.pages import sign_in, speak

pytestmark = pytest.mark.browser


@pytest.fixture
def organiser(visitors: Visitors) -> Iterator[Page]:
    """In a browser of their own: whoever looks as somebody else sees no page as before."""
    context = visitors.context()
    page = context.new_page()
    sign_in(page, "organiser")
    speak(context, visitors.base, "en")
    yield page
    speak(context, visitors.base, visitors.language_of("organiser"))
    context.close()


def begin(page: Page, visitors: Visitors) -> None:
    page.goto(f"/admin/view-as/{visitors.scene.reading}/?next=/admin/reports/completion/")
    page.fill("#id_reason", "They asked how to go on.")
    page.locator("main form button").first.click()
    page.wait_for_url(f"**/learn/{visitors.scene.reading}/")


def test_there_and_back(organiser: Page, visitors: Visitors) -> None:
    begin(organiser, visitors)
    banner = organiser.get_by_role("status").filter(has_text="Read only: nothing can be changed.")
    expect(banner).to_be_visible()
    organiser.goto(f"/learn/{visitors.scene.reading}/{visitors.scene.lesson}/")
    expect(banner).to_be_visible()
    expect(organiser.locator(".note")).to_have_count(0)
    organiser.locator("form[action$='/done/'] button").click()
    expect(organiser.get_by_role("heading", level=1)).to_have_text("Nothing was changed")
    organiser.get_by_role("button", name="Stop viewing").click()
    organiser.wait_for_url("**/admin/reports/completion/")
    organiser.goto(f"/learn/{visitors.scene.reading}/")
    expect(organiser.locator(".viewing")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_banner_fits_every_page(language: str, organiser: Page, visitors: Visitors) -> None:
    speak(organiser.context, visitors.base, language)
    begin(organiser, visitors)
    lesson = f"/learn/{visitors.scene.reading}/{visitors.scene.lesson}/"
    for address in (f"/learn/{visitors.scene.reading}/", lesson, f"{lesson}print/", "/learn/notes/"):
        organiser.goto(address)
        expect(organiser.locator(".viewing")).to_be_visible()
        assert visitors.look_over(organiser, admin=False) == [], address
    assert [said for said in visitors.complaints() if "403" not in said] == []
