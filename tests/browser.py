"""A real Chromium for tests marked `browser`, and axe in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

if TYPE_CHECKING:
    from cms.people.models import User

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no chromium on this machine")
    # Playwright's loop makes Django hand out another connection object, which lacks this.
    contents = getattr(connections["default"], "_test_serialized_contents", None)
    with sync_playwright() as playwright:
        connections["default"]._test_serialized_contents = contents
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def _is_ours(said: ConsoleMessage, page: Page) -> bool:
    """Wagtail's page editor styles its panels inline, which the policy blocks, and works all the same."""
    own_styles = "/admin/pages/" in page.url and said.text.startswith("Applying inline style")
    return said.type == "error" and not own_styles


@pytest.fixture
def visit(chromium: Browser, live_server: Any) -> Iterator[Any]:
    """`visit(path, **options)` opens a page in a browser context of its own; options are Playwright's.

    The test fails at its end if a page broke the content policy or a script of ours failed.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str, **options: Any) -> Page:
        context = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_ours(said, page) else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def signed_in(user: User) -> dict[str, Any]:
    """The `storage_state` of a browser in which `user` has signed in."""
    client = Client()
    client.force_login(user)
    cookie = {
        "name": "sessionid",
        "value": client.cookies["sessionid"].value,
        "domain": "localhost",
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": False,
        "sameSite": "Lax",
    }
    return {"cookies": [cookie], "origins": []}


def axe_violations(
    page: Page, *, context: dict[str, Any] | None = None, options: dict[str, Any] | None = None
) -> list[str]:
    """What axe finds, one line each with the place."""
    # The script is large: a page that is looked at several times takes it once.
    axe = Axe("") if page.evaluate("'axe' in window") else Axe()
    found = axe.run(page, context, options or DEFAULT_OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]
