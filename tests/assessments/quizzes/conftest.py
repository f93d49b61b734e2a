"""What browser tests of a quiz share; each says with a fixture `sat` which quiz it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.assessments.quizzes.sat import Sat


@pytest.fixture
def at(sat: Sat, visit: Any, live_server: Any) -> Callable[..., Page]:
    """`at(path)` opens the page as the trainee; `failing=True` where requests are meant to fail, which the console tells."""

    def open_page(path: str, *, failing: bool = False, **options: Any) -> Page:
        page = visit("about:blank", **options)
        session = sat.client().cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = page.context.new_page() if failing else page
        page.goto(path)
        return page

    return open_page
