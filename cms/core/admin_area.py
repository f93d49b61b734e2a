from __future__ import annotations

from functools import cache

from django.http import HttpRequest
from django.urls import reverse


@cache
def _first_page() -> str:
    return reverse("wagtailadmin_home")


def is_in_admin(request: HttpRequest) -> bool:
    """Asked several times of every request, before its address is resolved."""
    return request.path_info.startswith(_first_page())
