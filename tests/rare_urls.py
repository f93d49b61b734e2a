"""Our addresses, and one for each page that no address shows by itself: what is read when something went wrong."""

from __future__ import annotations

from types import SimpleNamespace
from typing import NoReturn

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.csrf import csrf_failure

from cms.operations.views import unavailable
from cms.urls import handler500
from cms.urls import urlpatterns as ours

__all__ = ["handler500", "urlpatterns"]

NUMBER = "ABCD-EFGH-JKLM"


def raising(problem: Exception) -> object:
    def view(request: HttpRequest) -> NoReturn:
        raise problem

    return view


def drawing(request: HttpRequest, *, failed: bool) -> HttpResponse:
    certificate = SimpleNamespace(number=NUMBER, verify_path=f"/verify/{NUMBER}/")
    return render(
        request, "certificates/drawing.html", {"certificate": certificate, "failed": failed}, status=202
    )


def slow_down(request: HttpRequest) -> HttpResponse:
    return render(request, "certificates/slow_down.html", {"typed": NUMBER}, status=429)


urlpatterns = [
    path("rare/400/", raising(BadRequest())),
    path("rare/403/", raising(PermissionDenied())),
    path("rare/403_csrf/", csrf_failure),
    path("rare/404/", raising(Http404())),
    path("rare/500/", raising(ValueError("broken on purpose"))),
    path("rare/503/", raising(OperationalError("away on purpose"))),
    path("rare/maintenance/", unavailable, {"maintained": True}),
    path("rare/drawing/", drawing, {"failed": False}),
    path("rare/drawing-failed/", drawing, {"failed": True}),
    path("rare/slow-down/", slow_down),
    *ours,
]
