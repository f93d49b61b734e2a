"""Which networks' rows Wagtail's generic admin views may see.

Views and actions of our own say `.for_user(user)`. The generic views don't ask, so a
middleware sets a scope for requests under the admin, and the default manager of each
network-owned model obeys it. Unset means all: tasks, commands, indexing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from django.db import models


class Scope(Protocol):
    """What one person may see, answered per model and act."""

    def network_ids(self, model: type[models.Model], act: str) -> frozenset[int] | None:
        """Ids of the networks whose rows of `model` are open; None means every network."""


_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


@contextmanager
def scope_set(scope: Scope | None) -> Iterator[None]:
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)


def visible_network_ids(model: type[models.Model], act: str = "view") -> frozenset[int] | None:
    scope = _scope.get()
    return None if scope is None else scope.network_ids(model, act)


class ScopedManager(models.Manager):
    """Filters by the scope; made by `scoped`, never by itself.

    `path` is an attribute of the class, since Django derives related managers from it.
    """

    use_in_migrations = False
    path = "network"

    def get_queryset(self) -> models.QuerySet:
        queryset = super().get_queryset()
        ids = visible_network_ids(self.model)
        return queryset if ids is None else queryset.filter(**{f"{self.path}__in": ids})


def scoped(
    queryset_class: type[models.QuerySet] = models.QuerySet, *, path: str = "network"
) -> ScopedManager:
    """Default manager of a network-owned model: must stand first in the class.

    `path` leads from the model to its network ("network", "cohort__network").
    """
    base = ScopedManager.from_queryset(queryset_class)
    return type("ScopedManager", (base,), {"path": path})()
