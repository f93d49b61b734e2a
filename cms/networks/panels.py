from __future__ import annotations

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

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
