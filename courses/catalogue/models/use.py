from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from cms.core.scoping import scoped
from cms.networks.enums import COURSE_ROLES, MODULE_OWNING_ROLES
from cms.networks.models import Network
from cms.people.models import User
from courses.catalogue.enums import UseState

MOST_IN_NOTE = 1000


class ModuleUseQuerySet(models.QuerySet):
    def to_answer(self, user: User | AnonymousUser) -> Self:
        """Those about modules of the networks for which `user` answers."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(owner__in=Network.objects.where(user, MODULE_OWNING_ROLES))

    def asked_by(self, user: User | AnonymousUser) -> Self:
        """Those of the networks whose courses `user` composes."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(network__in=Network.objects.where(user, COURSE_ROLES))

    def waiting(self) -> Self:
        return self.filter(state=UseState.ASKED)

    def waiting_first(self) -> Self:
        """What waits, the oldest first; then what was answered, the last first."""
        answered_last = models.F("answered_at").desc(nulls_first=True)
        return self.order_by(answered_last, "asked_at", "pk")


class ModuleUse(models.Model):
    """What a network that asked to use another's module was told; one row for each, answered anew in place."""

    module_key = models.UUIDField()
    owner = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="uses_answered")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="uses_asked")
    state = models.CharField(max_length=8, choices=UseState, default=UseState.ASKED)
    note = models.CharField(max_length=MOST_IN_NOTE, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=MOST_IN_NOTE, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = scoped(ModuleUseQuerySet, path="owner")
    all_objects = ModuleUseQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["module_key", "network"], name="catalogue_moduleuse_once"),
            models.CheckConstraint(condition=Q(state__in=UseState.values), name="catalogue_moduleuse_state"),
            models.CheckConstraint(
                condition=Q(state=UseState.ASKED) | Q(answered_at__isnull=False),
                name="catalogue_moduleuse_answered",
            ),
            models.CheckConstraint(
                condition=~Q(owner=models.F("network")), name="catalogue_moduleuse_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module_key} for {self.network_id}"
