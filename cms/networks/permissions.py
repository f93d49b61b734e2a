"""Who may do what in a network. Anonymous people may do nothing."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from cms.networks.enums import (
    COHORT_CHANGING_ROLES,
    COHORT_VIEWING_ROLES,
    MANAGING_ROLES,
    REPORT_ROLES,
    WRITING_ROLES,
    Role,
)
from cms.networks.models import Membership, Network, RoleGroup
from cms.people.models import User

Person = User | AnonymousUser


def has_role(user: Person, network: Network, roles: frozenset[Role]) -> bool:
    """Central staff hold every role in every network."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or Membership.objects.filter(user=user, network=network, role__in=roles).exists()


def may_write_modules(user: Person, network: Network) -> bool:
    return has_role(user, network, WRITING_ROLES)


def may_publish_modules(user: Person, network: Network) -> bool:
    return has_role(user, network, frozenset({Role.REVIEWER}))


def may_run_cohorts(user: Person, network: Network) -> bool:
    return has_role(user, network, COHORT_CHANGING_ROLES)


def may_see_cohorts(user: Person, network: Network) -> bool:
    return has_role(user, network, COHORT_VIEWING_ROLES)


def may_see_reports(user: Person, network: Network) -> bool:
    return has_role(user, network, REPORT_ROLES)


def may_see_any_report(user: Person) -> bool:
    return user.is_authenticated and user.is_active and Network.objects.where(user, REPORT_ROLES).exists()


def may_grant_roles(user: Person, network: Network) -> bool:
    return has_role(user, network, MANAGING_ROLES)


def may_change_network(user: Person, network: Network) -> bool:
    return has_role(user, network, MANAGING_ROLES)


def may_found_networks(user: Person) -> bool:
    return user.is_authenticated and user.is_active and user.is_superuser


def is_in_a_network(user: Person) -> bool:
    """Whoever holds a role in any network; central staff belong to all."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or Membership.objects.of(user).exists()


def roles_by_group(user: Person) -> dict[int, Role]:
    """The role for which each of the person's network groups stands; read once for each user object."""
    try:
        return user._roles_by_group
    except AttributeError:
        groups = RoleGroup.objects.filter(group__user=user).values_list("group_id", "role")
        user._roles_by_group = found = {group: Role(role) for group, role in groups}
        return found
