"""Every page of ours in the admin in a real Chromium: axe, nothing from elsewhere, nothing left untranslated."""

from __future__ import annotations

import pytest

from tests.browser_platform import Visitors
from tests.page_table import PAGES
from tests.pages import arrive
from tests.shown import Shown


@pytest.mark.browser
@pytest.mark.parametrize("shown", [page for page in PAGES if page.admin], ids=lambda shown: shown.name)
def test_page(shown: Shown, visitors: Visitors) -> None:
    found: list[str] = []
    for language in ("en", "ar"):
        page = visitors.page(shown.who, language)
        answer = arrive(page, shown.path(visitors.scene, language))
        assert answer.status == shown.status
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        found += [f"{language}: {line}" for line in visitors.look_over(page, admin=True)]
        found += [f"{language}: {line}" for line in visitors.complaints()]
    found += [
        f"not translated: {text}" for text in visitors.plain_texts(page, shown.path(visitors.scene, language))
    ]
    assert found == []
