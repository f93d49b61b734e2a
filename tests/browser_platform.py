"""One running platform with demo content for all browser tests of a process, and the people who visit it."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import pseudo
from tests.browser import axe_violations
from tests.cms.operations.platform import Platform
from tests.demo_platform import demo_platform
from tests.pages import sign_in, speak
from tests.scene import Scene, scene_of

# Wagtail's, around our pages in its admin, in English only.
WAGTAILS_OWN = {"Wagtail", "Actions", "None"}
# How data is joined: “1. Title” of a step, “6 points” in an answer, “A; B” of several, “Title - Wagtail” in the admin.
JOINT = re.compile(r"^\d+\.? | - Wagtail$|; ")
# A scheme changes colours only.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, migrated_database: Path) -> Iterator[Platform]:
    with demo_platform(tmp_path_factory.mktemp("demo"), migrated=migrated_database) as platform:
        yield platform


class Visitors:
    """Browser contexts by person, signed in once; whatever breaks the policy, fails or goes elsewhere is kept."""

    def __init__(self, browser: Browser, base: str, scene: Scene, data: set[str], outbox: Path) -> None:
        self.browser, self.base, self.scene, self.data, self.outbox = browser, base, scene, data, outbox
        self._pages: dict[str, Page] = {}
        self._scriptless: dict[str, BrowserContext] = {}
        self._language: dict[str, str] = {}
        self._complaints: list[str] = []

    def context(self, **options: Any) -> BrowserContext:
        context = self.browser.new_context(base_url=self.base, reduced_motion="reduce", **options)
        context.on("request", lambda request: self._note_request(request.url))
        context.on("weberror", lambda error: self._complaints.append(str(error.error)))
        context.on("console", lambda said: self._note_console(said.type, said.text))
        return context

    def page(self, who: str, language: str) -> Page:
        if who not in self._pages:
            self._pages[who] = self.context().new_page()
            if who:
                sign_in(self._pages[who], who)
        page = self._pages[who]
        if self._language.get(who) != language:
            speak(page.context, self.base, language)
            self._language[who] = language
        return page

    def language_of(self, who: str) -> str:
        """The last that they spoke here; the account keeps it."""
        return self._language.get(who, "en")

    def scriptless(self, who: str) -> BrowserContext:
        """The same person, signed in as they are, in a browser that runs no script."""
        if who not in self._scriptless:
            kept = self._pages[who].context.storage_state()
            self._scriptless[who] = self.context(storage_state=kept, java_script_enabled=False)
        return self._scriptless[who]

    def look_over(self, page: Page, *, admin: bool) -> list[str]:
        """axe on phone and desktop, light and dark; of the admin's pages our part only. Ends at 1280 pixels, light."""
        found = []
        # The red button of Wagtail's own page for deleting is not ours to paint.
        place = {"include": ["main"], "exclude": [".button.serious"]} if admin else None
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            for scheme in ("dark", "light"):
                page.emulate_media(color_scheme=scheme)
                said = axe_violations(page, context=place, options=COLOURS if scheme == "dark" else None)
                found += [f"{width}, {scheme}: {line}" for line in said]
        found += [] if admin else self.too_wide(page)
        page.set_viewport_size({"width": 1280, "height": 800})
        return found

    def too_wide(self, page: Page) -> list[str]:
        """Phones of 360 and 320 pixels show every page without moving it sideways."""
        found = []
        for width in (360, 320):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{wide} pixels wide in a window of {width}"] if wide > width else []
        return found

    def plain_texts(self, page: Page, address: str) -> list[str]:
        """What the page says that was given to no translator."""
        answer = page.context.request.get(f"{address}{'&' if '?' in address else '?'}brackets=1")
        if "brackets" not in answer.url:  # it led on to where the page is
            answer = page.context.request.get(f"{answer.url}{'&' if '?' in answer.url else '?'}brackets=1")
        assert pseudo.OPEN in answer.text(), f"{answer.status} {answer.url}"
        parts = (part for text in pseudo.plain_texts(answer.text(), self.data) for part in JOINT.split(text))
        said = {part.strip(pseudo.EDGES) for part in parts if part and part not in answer.url}
        said -= self.data | self._subjects()
        # What a search finds is shown in pieces of data.
        found = "\n".join(self.data) if "q=" in address else ""
        return sorted(part for part in said if part.strip("… ") not in found)

    def _subjects(self) -> set[str]:
        """Of the messages in the outbox, which go on coming."""
        messages = (
            email.message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in self.outbox.glob("*.eml")
        )
        return {str(message["Subject"]).strip(pseudo.EDGES) for message in messages}

    def complaints(self) -> list[str]:
        said, self._complaints = self._complaints, []
        return said

    def _note_request(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self._complaints.append(f"a request went to {url}")

    def _note_console(self, kind: str, text: str) -> None:
        # That an address answered 404 or 403 on purpose is no error of a page.
        if kind == "error" and "Failed to load resource" not in text:
            self._complaints.append(text)


@pytest.fixture(scope="session")
def visitors(chromium: Browser, running: Platform) -> Visitors:
    scene = scene_of(running.data)
    data = pseudo.known_data(running.data / "db.sqlite3") | WAGTAILS_OWN
    return Visitors(chromium, f"http://127.0.0.1:{running.port}", scene, data, running.data / "outbox")
