"""What is told to those who have an account: of roles given to them, and of an address vouched for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_list
from cms.invitations.models import Vouching
from cms.invitations.role_gift import where_to_begin
from cms.networks.enums import Role
from cms.networks.models import Network, in_language
from cms.notices.actions import write_notice
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, stamp
from cms.notices.models import Notice
from cms.people.models import User


class RolesGiven(Kind):
    key = "roles_given"
    called = _("Somebody gave you roles in a network")
    urgency = Urgency.AT_ONCE
    facts = frozenset({"network", "roles"})
    says = {"network": _("the network"), "roles": _("the roles")}
    needed = frozenset({"network", "roles"})
    action = _("See what you can do")

    def entry(self, notice: Notice) -> str:
        return where_to_begin(_roles(notice.facts))

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return {
            "network": str(facts["network"]),
            "roles": say_list(str(role.label) for role in _roles(facts)),
        }


class AddressVouchedFor(Kind):
    key = "address_vouched_for"
    called = _("Somebody vouched for your address")
    urgency = Urgency.AT_ONCE
    facts = frozenset({"network", "voucher", "email"})
    action = _("Open your account")

    def entry(self, notice: Notice) -> str:
        return reverse("people:account")


def _roles(facts: Facts) -> list[Role]:
    return [Role(role) for role in cast("list[str]", facts["roles"])]


def tell_of_roles(person: User, network: Network, roles: Iterable[Role], *, now: datetime) -> None:
    """In the caller's transaction; nothing where there is no new role."""
    told = [Role(role).value for role in roles]
    if told:
        write_notice(
            person,
            kind=RolesGiven.key,
            subject=f"network:{network.pk}",
            occasion=stamp(now),
            facts={"network": _called(network, person), "roles": told},
            network=network,
            due=now,
            now=now,
        )


def tell_of_vouching(vouching: Vouching, *, now: datetime) -> None:
    network = vouching.invitation.network
    write_notice(
        vouching.user,
        kind=AddressVouchedFor.key,
        subject=f"vouching:{vouching.pk}",
        facts={
            "network": _called(network, vouching.user),
            "voucher": vouching.vouched_by.get_full_name(),
            "email": vouching.email,
        },
        network=network,
        due=now,
        now=now,
    )


def _called(network: Network, reader: User) -> str:
    return in_language(network.full_names or network.names, reader.language)
