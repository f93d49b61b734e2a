"""Walks through several pages as people go: with a mouse or by keyboard only, on a desk or a phone, in their language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import translation
from playwright.sync_api import Error, Locator, Page

from tests.browser import axe_violations

# More stops than any page of a walk has.
MOST_STOPS = 250
# The frame around our pages in the admin is Wagtail's.
OURS_IN_ADMIN = {"include": ["main"], "exclude": [".button.serious"]}
PATIENCE = 30_000
# What fades in has its colours only afterwards; what goes on for ever is not waited for.
AT_REST = """() => Promise.race([
    Promise.allSettled(document.getAnimations().map((each) => each.finished)),
    new Promise((done) => setTimeout(done, 1000)),
])"""
HAS_FOCUS = "element => element === document.activeElement"
OF_ONE_GROUP = (
    "radio => document.activeElement.name === radio.name && document.activeElement.form === radio.form"
)


@dataclass(frozen=True)
class Way:
    width: int = 1280
    language: str = "en"
    keyboard: bool = False

    def __str__(self) -> str:
        return f"{self.width}-{self.language}{'-keys' if self.keyboard else ''}"

    def says(self, sentence: str) -> str:
        """As its pages have it."""
        with translation.override(self.language):
            return translation.gettext(sentence)


WAYS = (Way(), Way(width=360), Way(language="ar"), Way(keyboard=True))


class Walk:
    """One person's page. Whatever `look` finds on the pages that it came to is kept in `found`."""

    def __init__(self, page: Page, way: Way) -> None:
        self.page, self.way = page, way
        self.found: list[str] = []
        page.set_viewport_size({"width": way.width, "height": 800})
        if way.keyboard:
            # What moves gently is not where it was a moment ago.
            page.emulate_media(reduced_motion="reduce")

    def look(self) -> None:
        """At the end of each page: axe, its direction, and that a phone shows it without moving it sideways."""
        self.page.wait_for_load_state()
        self.page.evaluate(AT_REST)
        page, path = self.page, self.page.url.partition("//")[2].partition("/")[2]
        context = OURS_IN_ADMIN if path.startswith("admin/") else None
        self.found += [f"{path}: {line}" for line in axe_violations(page, context=context)]
        shown, there = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
        self.found += [f"{path}: {there} pixels wide in a window of {shown}"] if there > shown else []
        direction = "rtl" if self.way.language == "ar" else "ltr"
        if page.locator("html").get_attribute("dir") != direction:
            self.found.append(f"{path}: does not run {direction}")

    def button(self, sentence: str) -> Locator:
        return self.page.get_by_role("button", name=self.way.says(sentence), exact=True)

    def link(self, sentence: str) -> Locator:
        return self.page.get_by_role("link", name=self.way.says(sentence), exact=True).first

    def field(self, name: str, value: str | None = None) -> Locator:
        which = f'[value="{value}"]' if value else ""
        return self.page.locator(f'main [name="{name}"]{which}')

    def waits_for(self, sentence: str) -> None:
        said = self.page.get_by_text(self.way.says(sentence)).filter(visible=True)
        try:
            said.first.wait_for(timeout=PATIENCE)
        except Error:
            shown = self.page.locator("body").inner_text()
            raise AssertionError(f"not said on {self.page.url}: {sentence} — but {shown}") from None

    def press(self, what: Locator) -> None:
        """A link or a button."""
        if self.way.keyboard:
            self._come_to(what)
            self.page.keyboard.press("Enter")
        else:
            what.click()

    def write(self, what: Locator, text: str) -> None:
        if self.way.keyboard:
            self._come_to(what)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)
        else:
            what.fill(text)

    def set_day(self, what: Locator, day: date) -> None:
        if self.way.keyboard:
            self._come_to(what)
            # Its parts in the order of the browser's own language.
            self.page.keyboard.type(f"{day:%m%d%Y}")
        else:
            what.fill(day.isoformat())
        assert what.input_value() == day.isoformat()

    def choose(self, what: Locator, value: str, *, starts: str) -> None:
        """In a closed list, by keyboard with what the wanted line `starts` with."""
        if self.way.keyboard:
            self._come_to(what)
            self.page.keyboard.type(starts)
        else:
            what.select_option(value)
        assert what.input_value() == value

    def mark(self, what: Locator) -> None:
        """A box, or one of several choices, to which arrows lead."""
        if not self.way.keyboard:
            what.check()
        elif what.get_attribute("type") == "radio":
            self._come_to(what, OF_ONE_GROUP)
            for _each in range(MOST_STOPS):
                if what.evaluate(HAS_FOCUS):
                    break
                self.page.keyboard.press("ArrowDown")
            self.page.keyboard.press("Space")
        else:
            self._come_to(what)
            self.page.keyboard.press("Space")
        assert what.is_checked()

    def _come_to(self, what: Locator, there: str = HAS_FOCUS) -> None:
        """Forwards, from where one is; the browser begins anew after the last stop."""
        what.wait_for()
        self.page.wait_for_load_state()
        for _stop in range(MOST_STOPS):
            if what.evaluate(there):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key comes to {what} on {self.page.url}")


def found_by(*walks: Walk) -> list[str]:
    return [line for walk in walks for line in walk.found]
