from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from cms.networks.models import Membership
from cms.networks.permissions import Person, is_in_a_network


class ListingQuerySet(models.QuerySet):
    def for_user(self, user: Person) -> Self:
        """Those whom `user` may see: who agreed and belongs to a network still; nobody for who belongs to none."""
        if not is_in_a_network(user):
            return self.none()
        held = Membership.objects.filter(user=OuterRef("user"))
        return self.filter(Exists(held), user__is_active=True).exclude(user__display_name="")

    def narrowed(self, *, name: str = "", network: str = "", country: str = "", role: str = "") -> Self:
        """By part of a name, a network's slug, a country's code, a professional role; what is empty narrows nothing."""
        wanted = Q(user__display_name__icontains=name) if name else Q()
        if country:
            wanted &= Q(user__country=country)
        if role:
            wanted &= Q(user__role=role)
        if network:
            held = Membership.objects.filter(user=OuterRef("user"), network__slug=network)
            wanted &= Q(Exists(held))
        return self.filter(wanted)

    def with_networks(self) -> Self:
        """Each with its person, country, and their memberships in the order of the networks."""
        held = Membership.objects.select_related("network").order_by("network__slug", "role")
        return self.select_related("user__country").prefetch_related(
            Prefetch("user__memberships", queryset=held)
        )


class Listing(models.Model):
    """That a person agreed to stand in the directory of people; without the row they don't."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="listing")
    languages = models.JSONField(_("languages"), default=list)
    shows_email = models.BooleanField(_("shows the e-mail address"), default=False)
    agreed_at = models.DateTimeField()

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["user__display_name", "pk"]

    def __str__(self) -> str:
        return str(self.user_id)
