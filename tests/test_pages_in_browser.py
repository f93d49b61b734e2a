"""Every public page in a real Chromium: axe, geometry, content policy, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page
from wagtail.models import get_page_models

from tests.browser_platform import Visitors
from tests.page_table import PAGES
from tests.pages import NO_PAGE, RARE, WAGTAILS, arrive
from tests.shown import Shown

OURS = ("cms.", "courses.", "assessments.", "allauth.")
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
)
# Where words stand close: headings, badges, buttons beside each other, tables, labels.
LONG_PAGES = (
    *(
        "home",
        "course",
        "cohort-open",
        "learn",
        "outline",
        "lesson",
        "quiz-start",
        "quiz-sitting",
        "quiz-review",
    ),
    *("result", "certificate", "account", "sign-up"),
)
# What stands at the start edge of a page, one after the other.
LANDMARKS = "h1, .masthead__name, .crumbs, .next, .panel, .module, .foot__in > p, .outline, .question, .verdict, .door form"


def test_every_address_and_type_of_page_is_in_the_table() -> None:
    covered = {page.covers for page in PAGES}
    # The admin's own scripts read JSON there.
    addresses = {
        name for name in _names(get_resolver().url_patterns) if not name.startswith("wagtailadmin_api:")
    }
    named = addresses | {model.__name__ for model in get_page_models() if model.__module__.startswith(OURS)}
    assert named - covered - set(NO_PAGE) == set(), "these need a line in tests/pages.py"
    assert covered & set(NO_PAGE) == set()
    assert (covered | set(NO_PAGE)) - named == WAGTAILS | RARE


def _names(patterns: list[URLPattern | URLResolver], space: str = "", *, ours: bool = False) -> Iterator[str]:
    """Names of addresses whose view is ours or allauth's, or which stand in a viewset of ours."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            views = [_view(one) for one in pattern.url_patterns if isinstance(one, URLPattern)]
            own = bool(pattern.namespace) and any(view.__module__.startswith(OURS) for view in views)
            yield from _names(pattern.url_patterns, inner, ours=own)
        elif pattern.name and (ours or _view(pattern).__module__.startswith(OURS)):
            yield space + pattern.name


def _view(pattern: URLPattern) -> Any:
    return getattr(pattern.callback, "view_class", pattern.callback)


@pytest.mark.browser
@pytest.mark.parametrize("shown", [page for page in PAGES if not page.admin], ids=lambda shown: shown.name)
def test_page(shown: Shown, visitors: Visitors) -> None:
    found: list[str] = []
    places: dict[str, list[float]] = {}
    for language in ("en", "ar"):
        page = visitors.page(shown.who, language)
        answer = arrive(page, shown.path(visitors.scene, language))
        assert answer.status == shown.status
        policy = answer.header_value("content-security-policy") or ""
        found += [f"{language}: {part} is not in the policy" for part in POLICY if part not in policy]
        found += [
            f"{language}: the policy allows {word}" for word in ("unsafe-", "*", "http") if word in policy
        ]
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        found += [f"{language}: {line}" for line in visitors.look_over(page, admin=False)]
        places[language] = _start_edges(page, rtl=language == "ar")
        found += [f"{language}: {line}" for line in visitors.complaints()]
    found += [
        f"not translated: {text}" for text in visitors.plain_texts(page, shown.path(visitors.scene, language))
    ]
    assert places["en"] == pytest.approx(places["ar"], abs=1), "Arabic mirrors English"
    assert found == []


@pytest.mark.browser
@pytest.mark.parametrize("name", LONG_PAGES)
def test_longer_languages_fit_a_phone(name: str, visitors: Visitors) -> None:
    shown = next(page for page in PAGES if page.name == name)
    found = []
    for language in ("fr", "es", "pt"):
        page = visitors.page(shown.who, language)
        arrive(page, shown.path(visitors.scene, language))
        assert page.locator("html").get_attribute("lang") == language
        found += [f"{language}: {line}" for line in visitors.too_wide(page)]
    assert found == []


def _start_edges(page: Page, *, rtl: bool) -> list[float]:
    """How far each landmark's box begins from the start edge of the window, at 1280 pixels."""
    script = """(elements, rtl) => elements.filter(e => e.getClientRects().length).map(e => {
        const box = e.getBoundingClientRect();
        return Math.round(rtl ? document.documentElement.clientWidth - box.right : box.left); })"""
    return page.locator(LANDMARKS).evaluate_all(script, rtl)
