from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from cms.networks import theme
from cms.networks.accents import DARK, LIGHT, validate_readable
from cms.networks.enums import MANAGING_ROLES, NetworkKind, Role
from cms.networks.logos import logo_path, validate_logo
from cms.people.models import User
from cms.world.enums import LegalSystem
from cms.world.models import Region


class NetworkQuerySet(models.QuerySet):
    def where(self, user: User, roles: frozenset[Role]) -> Self:
        """Networks in which `user` holds one of `roles`; every network for central staff."""
        if user.is_superuser:
            return self
        return self.filter(memberships__user=user, memberships__role__in=roles).distinct()

    def managed_by(self, user: User) -> Self:
        """Those whose roles and pages are `user`'s to give and to change."""
        return self.where(user, MANAGING_ROLES) if user.is_authenticated else self.none()

    def without_manager(self) -> Self:
        managed = Membership.objects.filter(
            network=models.OuterRef("pk"), role=Role.MANAGER, user__is_active=True
        )
        return self.filter(~models.Exists(managed))


class Network(models.Model):
    """A network of judicial cooperation: one that trains, or one that grows."""

    slug = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=NetworkKind)
    names = models.JSONField(_("short names"), help_text=_("language code → name"))
    full_names = models.JSONField(
        _("full names"), default=dict, blank=True, help_text=_("language code → name")
    )
    languages = models.JSONField(
        default=list, blank=True, help_text=_("codes of the languages that it works in")
    )
    founding_instruments = models.JSONField(
        default=dict, blank=True, help_text=_("language code → instrument")
    )
    site = models.URLField(blank=True)
    legal_systems = models.JSONField(default=list, blank=True)
    regions = models.ManyToManyField(Region, related_name="networks")
    logo = models.FileField(_("logo"), upload_to=logo_path, blank=True, validators=[validate_logo])
    accent_light = models.CharField(_("accent in the light scheme"), max_length=7, blank=True, default="")
    accent_dark = models.CharField(_("accent in the dark scheme"), max_length=7, blank=True, default="")
    collection = models.OneToOneField(Collection, null=True, on_delete=models.PROTECT, related_name="+")

    objects = NetworkQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=NetworkKind.values),
                name="networks_network_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(accent_light="", accent_dark="")
                | ~models.Q(accent_light="") & ~models.Q(accent_dark=""),
                name="networks_network_both_accents_or_none",
            ),
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

    @property
    def theme(self) -> str:
        """The address of its own stylesheet; empty where it has no colour of its own."""
        if not self.accent_light:
            return ""
        return theme.address(self.slug, light=self.accent_light, dark=self.accent_dark)

    def clean(self) -> None:
        problems: dict[str, ValidationError | str] = {}
        if self.accent_light or self.accent_dark:
            for name, scheme in (("accent_light", LIGHT), ("accent_dark", DARK)):
                try:
                    validate_readable(getattr(self, name), scheme)
                except ValidationError as problem:
                    problems[name] = problem
        if unknown := set(self.legal_systems) - set(LegalSystem.values):
            problems["legal_systems"] = _("Unknown legal system: %s") % ", ".join(sorted(unknown))
        if problems:
            raise ValidationError(problems)


class MembershipQuerySet(models.QuerySet):
    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def for_user(self, user: User) -> Self:
        """Memberships of the networks that `user` manages."""
        return self.filter(network__in=Network.objects.managed_by(user))


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
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="network_role")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "role"], name="networks_rolegroup_once")]

    def __str__(self) -> str:
        return str(self.group)


def in_language(texts: dict[str, str], language: str | None = None) -> str:
    """The text in the reader's language, else in English, else in any."""
    wanted = (language or get_language() or "en").split("-")[0]
    return texts.get(wanted) or texts.get("en") or next(iter(texts.values()), "")
