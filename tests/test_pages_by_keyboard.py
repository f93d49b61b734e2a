"""Every public page in a real Chromium by keyboard, on paper and without scripts."""

from __future__ import annotations

import pytest

from tests.browser_platform import Visitors
from tests.by_keyboard import keyboard_walk, printed, without_scripts
from tests.page_table import PAGES
from tests.pages import arrive
from tests.shown import Shown


@pytest.mark.browser
@pytest.mark.parametrize("shown", [page for page in PAGES if not page.admin], ids=lambda shown: shown.name)
def test_by_keyboard_on_paper_and_without_scripts(shown: Shown, visitors: Visitors) -> None:
    page, address = visitors.page(shown.who, "en"), shown.path(visitors.scene, "en")
    arrive(page, address)
    found = [*keyboard_walk(page), *printed(page)]
    assert found + without_scripts(visitors.scriptless(shown.who), address, shown.status) == []
