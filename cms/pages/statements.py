"""What the site says of itself, in the reader's language. Anybody may read it, as often as they like."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return _statement(request, "about")


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    return _statement(request, "terms")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return _statement(request, "accessibility")


def _statement(request: HttpRequest, name: str) -> HttpResponse:
    said = {"contact": settings.PRIVACY_CONTACT, "responsible": settings.PRIVACY_RESPONSIBLE}
    return render(request, f"pages/{name}.html", said)
