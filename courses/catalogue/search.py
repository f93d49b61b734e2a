"""Courses and modules as the site's search finds them: their public texts only, never their steps."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.rich_text import get_text_for_indexing

from cms.pages.models import NetworkPage
from cms.pages.search import Entry, Group, Query, kept_entries, public_group
from courses.catalogue.models import CoursePage, ModulePage


def courses(request: HttpRequest, query: Query) -> Group:
    entries = kept_entries(
        "courses", query.language, lambda: _entries(CoursePage, _course_text, request, query.language)
    )
    return public_group("courses", _("Courses"), entries, query)


def modules(request: HttpRequest, query: Query) -> Group:
    entries = kept_entries(
        "modules", query.language, lambda: _entries(ModulePage, _module_text, request, query.language)
    )
    return public_group("modules", _("Modules"), entries, query)


def _course_text(page: CoursePage) -> str:
    parts = [page.summary, get_text_for_indexing(page.description), page.audience]
    return " ".join(" ".join(parts).split())


def _module_text(page: ModulePage) -> str:
    return " ".join(page.summary.split())


def _entries(
    model: type[CoursePage] | type[ModulePage],
    text_of: Callable[[Any], str],
    request: HttpRequest,
    language: str,
) -> Iterable[Entry]:
    """One a translation key; an alias is shown with the text and the language of its source."""
    sections = {page.path: page.network for page in NetworkPage.objects.select_related("network")}
    by_key: dict[uuid.UUID, list[Any]] = {}
    for page in model.objects.live().public().select_related("locale", "alias_of__locale").order_by("pk"):
        by_key.setdefault(page.translation_key, []).append(page)
    for pages in by_key.values():
        shown = min(pages, key=lambda page: _reading_order(page, language))
        network = sections[shown.path[: -shown.steplen]]
        yield Entry(
            title=shown.title,
            text=text_of(shown),
            language=(shown.alias_of or shown).locale.language_code,
            url=shown.get_url(request) or "",
            network_slug=network.slug,
            network_name=network.name,
            names=tuple(
                (page.locale.language_code, page.title)
                for page in pages
                if not page.alias_of_id and page.title != shown.title
            ),
        )


def _reading_order(page: Any, language: str) -> tuple[bool, bool, bool]:
    return (
        page.locale.language_code != language,
        not page.is_source,
        bool(page.alias_of_id),
    )
