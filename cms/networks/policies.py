from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from cms.networks.admin_roles import roles_for
from cms.networks.permissions import Person
from cms.networks.scope import scope_of
from cms.people.models import User


def _act(action: str) -> str:
    return "view" if action in {"view", "choose"} else "change"


class NetworkPermissionPolicy(BasePermissionPolicy):
    """Wagtail's questions about a network-owned model, answered by the roles registered for it.

    `path` leads from the model to its network, as in `cms.core.scoping.scoped`.
    """

    def __init__(self, model: type[models.Model], *, path: str = "network") -> None:
        super().__init__(model)
        self.path = path

    def user_has_permission(self, user: Person, action: str) -> bool:
        ids = scope_of(user).network_ids(self.model, _act(action))
        return ids is None or bool(ids)

    def user_has_permission_for_instance(self, user: Person, action: str, instance: models.Model) -> bool:
        ids = scope_of(user).network_ids(self.model, _act(action))
        return ids is None or self._network_id(instance) in ids

    def instances_user_has_any_permission_for(self, user: Person, actions: Iterable[str]) -> QuerySet:
        ids: set[int] = set()
        for act in {_act(action) for action in actions}:
            found = scope_of(user).network_ids(self.model, act)
            if found is None:
                return self.model._default_manager.all()
            ids |= found
        return self.model._default_manager.filter(**{f"{self.path}__in": ids})

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return self._users(actions, Q())

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: models.Model
    ) -> QuerySet[User]:
        return self._users(actions, Q(memberships__network=self._network_id(instance)))

    def _users(self, actions: Iterable[str], where: Q) -> QuerySet[User]:
        roles = frozenset().union(*(roles_for(self.model, _act(action)) for action in actions))
        allowed = Q(is_superuser=True) | (Q(memberships__role__in=roles) & where)
        return User.objects.filter(allowed, is_active=True).distinct()

    def _network_id(self, instance: Any) -> int:
        *way, last = self.path.split("__")
        for name in way:
            instance = getattr(instance, name)
        return getattr(instance, f"{last}_id")
