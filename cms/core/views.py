from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Limits that are counted by the minute are the shortest; a longer one answers the same again.
WAIT_SECONDS = 60


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """What allauth answers to anybody whose connection, address or account asked too often."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(WAIT_SECONDS)
    return response
