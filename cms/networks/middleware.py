from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied

from cms.core.admin_area import is_in_admin
from cms.core.scoping import scope_set
from cms.networks.scope import scope_of

# Wagtail's own reports ask for model permissions only and show labels of every network's rows.
CENTRAL_NAMESPACES = frozenset({"wagtailadmin_reports"})


class AdminScope:
    """Sets the scope for requests under the admin; stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_in_admin(request):
            return self.get_response(request)
        with scope_set(scope_of(request.user)):
            return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: Any,
        kwargs: Any,
    ) -> HttpResponse | None:
        if not is_in_admin(request) or not request.user.is_authenticated:
            return None
        if not request.user.has_perm("wagtailadmin.access_admin"):
            # Wagtail would ask them to sign in, and who is signed in is sent back from there, for ever.
            raise PermissionDenied
        if CENTRAL_NAMESPACES.isdisjoint(request.resolver_match.namespaces) or request.user.is_superuser:
            return None
        return permission_denied(request)
