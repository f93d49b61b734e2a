"""Which page an address means, in two queries whatever its depth; Wagtail's own way asks twice for each level.

No page type of ours routes below itself, so the path of a page is its whole address.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language_from_path
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult


def route(request: HttpRequest, path: str) -> RouteResult | None:
    """The live page at `path` below the home page in the language of the request's address; None where there is none."""
    root = _root_path(request)
    if root is None:
        return None
    page = Page.objects.filter(url_path=root + path, live=True).first()
    return RouteResult(page.specific) if page else None


def _root_path(request: HttpRequest) -> str | None:
    """`/home-en/`, as pages below it begin. Kept by Wagtail until a site or its home page changes."""
    language = get_language_from_path(request.path_info)
    roots = [root for root in Site.get_site_root_paths() if root.language_code == language]
    if len(roots) > 1:
        site = Site.find_for_request(request)
        roots = [root for root in roots if site and root.site_id == site.pk]
    return roots[0].root_path if roots else None
