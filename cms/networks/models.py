from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from cms.networks.enums import NetworkKind, Role
from cms.people.models import User
from cms.world.enums import LegalSystem
from cms.world.models import Region


class NetworkQuerySet(models.QuerySet):
    def where(self, user: User, roles: frozenset[Role]) -> Self:
        """Networks in which `user` holds one of `roles`; every network for central staff."""
        if user.is_superuser:
            return self
        return self.filter(memberships__user=user, memberships__role__in=roles).distinct()


class Network(models.Model):
    """A network of judicial cooperation: one that trains, or one that grows."""

    slug = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=NetworkKind)
    names = models.JSONField(_("short names"), help_text=_("language code → name"))
    full_names = models.JSONField(_("full names"), default=dict, help_text=_("language code → name"))
    languages = models.JSONField(default=list, help_text=_("codes of the languages that it works in"))
    founding_instruments = models.JSONField(
        default=dict, blank=True, help_text=_("language code → instrument")
    )
    site = models.URLField(blank=True)
    legal_systems = models.JSONField(default=list)
    regions = models.ManyToManyField(Region, related_name="networks")
    collection = models.OneToOneField(Collection, null=True, on_delete=models.PROTECT, related_name="+")

    objects = NetworkQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=NetworkKind.values),
                name="networks_network_kind",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def full_name(self) -> str:
        return in_language(self.full_names) or self.name

    @property
    def founding_instrument(self) -> str:
        return in_language(self.founding_instruments)

    def clean(self) -> None:
        if unknown := set(self.legal_systems) - set(LegalSystem.values):
            raise ValidationError(
                {"legal_systems": _("Unknown legal system: %s") % ", ".join(sorted(unknown))}
            )


class MembershipQuerySet(models.QuerySet):
    def of(self, user: User) -> Self:
        return self.filter(user=user)


class Membership(models.Model):
    """One role of one person in one network; roles add up."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    granted_at = models.DateTimeField()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "network", "role"], name="networks_membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="networks_membership_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.network_id}"


class RoleGroup(models.Model):
    """The Wagtail group that stands for one role in one network."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="role_groups")
    role = models.CharField(max_length=12, choices=Role)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="network_role")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "role"], name="networks_rolegroup_once")]

    def __str__(self) -> str:
        return str(self.group)


def in_language(texts: dict[str, str], language: str | None = None) -> str:
    """The text in the reader's language, else in English, else in any."""
    wanted = (language or get_language() or "en").split("-")[0]
    return texts.get(wanted) or texts.get("en") or next(iter(texts.values()), "")
