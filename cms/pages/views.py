from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from wagtail.views import serve as wagtail_serve

from cms.pages.routing import route


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Anybody, as often as they like: Wagtail's view and hooks, told which page it is."""
    request._wagtail_route_for_request = route(request, path)
    return wagtail_serve(request, path)
