"""Whole public pages for strangers, kept for half a minute: most visits to a catalogue are theirs.

Only what is the same for every stranger is kept: a GET without a query of a page under
`/<language>/`, from somebody without session or messages, answered 200 without a cookie or a
form's token. Publishing, unpublishing or moving a page makes all of it anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, get_language_from_path
from wagtail.signals import page_published, page_unpublished, post_page_move

T = TypeVar("T")

STAMP = "public-pages"
PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")


class PublicPageCache:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_public(request):
            return self.get_response(request)
        key = f"page:{settings.RELEASE}:{stamp()}:{request.scheme}:{request.get_host()}:{request.path}"
        kept = cache.get(key)
        if kept is not None:
            content, headers = kept
            return HttpResponse(content, headers=headers)
        response = self.get_response(request)
        if _may_be_kept(request, response):
            cache.set(key, (response.content, dict(response.items())), settings.PUBLIC_PAGE_SECONDS)
        return response


def _is_public(request: HttpRequest) -> bool:
    return (
        settings.PUBLIC_PAGE_SECONDS > 0
        and request.method == "GET"
        and not request.META.get("QUERY_STRING")
        and bool(get_language_from_path(request.path_info))
        and not any(name in request.COOKIES for name in PERSONAL_COOKIES)
    )


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    )


def kept_for_strangers(request: HttpRequest, key: str, make: Callable[[], T]) -> T:
    """What `make` gives: kept as long as a page where it is the same for every stranger, anew for who is signed in."""
    if request.user.is_authenticated or settings.PUBLIC_PAGE_SECONDS <= 0:
        return make()
    whole = f"part:{key}:{get_language()}:{settings.RELEASE}:{stamp()}"
    kept = cache.get(whole)
    if kept is None:
        kept = make()
        cache.set(whole, kept, settings.PUBLIC_PAGE_SECONDS)
    return kept


def stamp() -> int:
    """Part of the key of whatever is kept of public pages: another after each publication."""
    return int(cache.get(STAMP, 0))


@receiver([page_published, page_unpublished, post_page_move])
def make_anew(sender: Any, **kwargs: Any) -> None:
    """Now, and on commit: what was made in between, from before the publication, is not kept either."""
    _change_stamp()
    transaction.on_commit(_change_stamp)


def _change_stamp() -> None:
    cache.add(STAMP, 0, None)
    cache.incr(STAMP)
