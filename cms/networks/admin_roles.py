"""Which roles open a model's rows in the admin, said by the room that owns the model.

A room registers in its AppConfig.ready(); a scoped model that nobody registered is closed
to everybody but central staff.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from cms.networks.enums import Role

NOBODY: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class AdminRoles:
    view: frozenset[Role] = NOBODY
    change: frozenset[Role] = NOBODY

    def allowing(self, act: str) -> frozenset[Role]:
        """Whoever changes a row sees it; ValueError for any act but view and change."""
        if act == "view":
            return self.view | self.change
        if act == "change":
            return self.change
        raise ValueError(f"unknown act: {act}")


_registered: dict[str, AdminRoles] = {}


def register_roles(label: str, *, view: frozenset[Role], change: frozenset[Role] = NOBODY) -> None:
    """`label` is the model's ("cohorts.Cohort"), since models are not loaded yet in ready()."""
    _registered[label.lower()] = AdminRoles(view, change)


def roles_for(model: type[models.Model], act: str) -> frozenset[Role]:
    return _registered.get(model._meta.label_lower, AdminRoles()).allowing(act)


def is_registered(model: type[models.Model]) -> bool:
    return model._meta.label_lower in _registered
