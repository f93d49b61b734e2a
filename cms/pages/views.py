from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.views import serve as wagtail_serve

from cms.core.excerpts import words_of
from cms.core.saying import active_language
from cms.pages.routing import route
from cms.pages.search import Query, groups_for

MOST_TYPED = 100
ON_A_PAGE = 20


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Anybody, as often as they like: Wagtail's view and hooks, told which page it is."""
    request._wagtail_route_for_request = route(request, path)
    return wagtail_serve(request, path)


@require_safe
def search_site(request: HttpRequest) -> HttpResponse:
    """Anybody, over what is public, and each their own lessons; as often as they like, since it costs what a page does."""
    typed = " ".join(request.GET.get("q", "").split())
    too_long = len(typed) > MOST_TYPED
    words = () if too_long else words_of(typed)
    context: dict[str, Any] = {"typed": typed, "too_long": too_long, "most": MOST_TYPED, "words": words}
    if words:
        query = Query(words, language=active_language())
        groups = groups_for(request, query)
        only = next((g for g in groups if g.key == request.GET.get("in") and not g.more_url), None)
        context |= {
            "groups": [only] if only else groups,
            "only": only,
            "total": sum(group.total for group in groups),
            "page_obj": Paginator(only.results, ON_A_PAGE).get_page(request.GET.get("page"))
            if only
            else None,
        }
    return render(request, "pages/search.html", context)
