"""What a person's roles open in the admin: the scope that the middleware sets."""

from __future__ import annotations

from functools import cached_property

from django.db import models

from cms.networks.admin_roles import roles_for
from cms.networks.enums import Role
from cms.networks.models import Membership
from cms.networks.permissions import Person


class RoleScope:
    """Reads the person's memberships once, when first asked."""

    def __init__(self, user: Person) -> None:
        self.user = user

    @cached_property
    def memberships(self) -> list[tuple[int, str]]:
        if not self.user.is_authenticated or not self.user.is_active:
            return []
        return list(Membership.objects.of(self.user).values_list("network_id", "role"))

    def holds(self, roles: frozenset[Role]) -> bool:
        """Whether the person holds one of `roles` in some network; central staff hold every role."""
        if self.user.is_active and self.user.is_superuser:
            return True
        return any(role in roles for _network, role in self.memberships)

    def network_ids(self, model: type[models.Model], act: str) -> frozenset[int] | None:
        if self.user.is_active and self.user.is_superuser:
            return None
        roles = roles_for(model, act)
        return frozenset(network for network, role in self.memberships if role in roles)


def scope_of(user: Person) -> RoleScope:
    """One scope for each request's user object, so that a page asks for the memberships once."""
    try:
        return user._role_scope
    except AttributeError:
        user._role_scope = scope = RoleScope(user)
        return scope
