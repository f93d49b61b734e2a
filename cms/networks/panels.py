from __future__ import annotations

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from cms.networks.enums import MANAGING_ROLES
from cms.networks.scope import scope_of

# Wagtail's own; AdminScope closes their addresses.
CENTRAL_REPORTS = frozenset(
    {
        "locked-pages",
        "workflows",
        "workflow-tasks",
        "site-history",
        "aging-pages",
        "page-types-usage",
    }
)


def without_central_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    """Takes out of the menu what only central staff may open."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in CENTRAL_REPORTS]


class NetworkMenuItem(MenuItem):
    """For those whom a network's roles and pages are entrusted to."""

    def is_shown(self, request: HttpRequest) -> bool:
        return scope_of(request.user).holds(MANAGING_ROLES)
