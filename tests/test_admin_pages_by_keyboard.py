"""Our pages in the admin in a real Chromium by keyboard: each control of them is come to, and its focus is seen."""

from __future__ import annotations

import pytest

from tests.browser_platform import Visitors
from tests.by_keyboard import keyboard_walk
from tests.page_table import PAGES
from tests.pages import arrive
from tests.shown import Shown

OURS = [page for page in PAGES if page.admin and page.looked_at]


@pytest.mark.browser
@pytest.mark.parametrize("shown", OURS, ids=lambda shown: shown.name)
def test_by_keyboard(shown: Shown, visitors: Visitors) -> None:
    page = visitors.page(shown.who, "en")
    arrive(page, shown.path(visitors.scene, "en"))
    assert keyboard_walk(page, inside="main") == []
