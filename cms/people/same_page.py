"""The address of the same page in another language."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from django.http import Http404, HttpRequest
from django.urls import translate_url
from django.utils import translation
from wagtail.models import Page


def same_page_in(request: HttpRequest, address: str, language: str) -> str:
    """Pages under /<language>/ lead to their translation, or to that of the nearest page above that has one."""
    parts = urlsplit(address)
    if not translation.get_language_from_path(parts.path):
        return address
    if (page := _page_at(request, parts.path)) and (url := _translated(page, language, request)):
        return urlunsplit(parts._replace(path=urlsplit(url).path))
    return translate_url(address, language)


def _page_at(request: HttpRequest, path: str) -> Page | None:
    language = translation.get_language_from_path(path)
    with translation.override(language):
        try:
            found = Page.route_for_request(request, path.removeprefix(f"/{language}/"))
        except Http404:
            return None
    return found.page if found else None


def _translated(page: Page, language: str, request: HttpRequest) -> str | None:
    above = [page, *page.get_ancestors().filter(depth__gt=1).order_by("-depth")]
    for candidate in above:
        twin = candidate.get_translations().filter(locale__language_code=language).live().first()
        if twin is not None:
            return twin.get_url(request)
    return None
