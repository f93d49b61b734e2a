"""The admin's home of whoever works for a network: what waits for them, and what each of their roles is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from cms.core.wiring import load
from cms.networks.admin_pages import address_if_any
from cms.networks.enums import ADMIN_ROLES, Role
from cms.networks.models import Membership, Network
from cms.networks.permissions import may_found_networks
from cms.networks.role_texts import WHAT_IT_MAY
from cms.pages.models import NetworkPage
from cms.people.models import User

SOURCE_LANGUAGE = "en"
Door = tuple[str, str]


@dataclass(frozen=True)
class Duty:
    """One role in one network: what it is for, and where one begins (address, words), where there is a place."""

    network: Network
    role: Role
    what: Any
    door: Door | None


class WaitingOnHome(Component):
    """First on the page. What waits comes from `ADMIN_HOME_LINES` of the wiring."""

    order = 110
    template_name = "pages/admin/home_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        return {
            "lines": [line for lines in load("ADMIN_HOME_LINES") for line in lines(request)],
            "duties": list(duties_of(request.user)),
            "found_url": reverse("network:found") if may_found_networks(request.user) else "",
        }


def duties_of(user: User) -> Iterator[Duty]:
    """The roles that open the admin, by network. Two queries."""
    memberships = Membership.objects.of(user).filter(role__in=ADMIN_ROLES).select_related("network")
    order = {role.value: place for place, role in enumerate(Role)}
    held = sorted(memberships, key=lambda membership: (membership.network.slug, order[membership.role]))
    sections = NetworkPage.objects.filter(
        network__in={membership.network_id for membership in held}, locale__language_code=SOURCE_LANGUAGE
    )
    pages = dict(sections.values_list("network_id", "pk"))
    for membership in held:
        role = Role(membership.role)
        door = _DOORS[role](membership.network, pages.get(membership.network_id))
        yield Duty(membership.network, role, WHAT_IT_MAY[role], door if door[0] else None)


def _explore(network: Network, page: int | None) -> Door:
    return (reverse("wagtailadmin_explore", args=[page]) if page else ""), _("Open the network's pages")


_DOORS: dict[Role, Callable[[Network, int | None], Door]] = {
    Role.AUTHOR: _explore,
    Role.REVIEWER: _explore,
    Role.ORGANISER: lambda network, page: (address_if_any("cohort:index"), _("Open the cohorts")),
    # Their work is in the cohorts that name them, and those stand above.
    Role.FACILITATOR: lambda network, page: ("", ""),
    Role.SECRETARIAT: lambda network, page: (
        address_if_any("reports:completion_cohorts"),
        _("Open the reports"),
    ),
    Role.MANAGER: lambda network, page: (
        reverse("network:people", args=[network.pk]),
        _("Open the people and their roles"),
    ),
}
