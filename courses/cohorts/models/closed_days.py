from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.core.scoping import scoped
from cms.networks.enums import COHORT_CHANGING_ROLES
from cms.networks.models import Network
from cms.people.models import User


class ClosedDaysQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """Those of the networks whose cohorts `user` runs."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(network__in=Network.objects.where(user, COHORT_CHANGING_ROLES))

    def between(self, first: date, last: date) -> Self:
        return self.filter(starts__lte=last, ends__gte=first)


class ClosedDays(models.Model):
    """Days on which a network's people do not work, such as a court's recess; both ends are part of it."""

    network = models.ForeignKey(
        Network, verbose_name=_("host"), on_delete=models.CASCADE, related_name="closed_days"
    )
    name = models.CharField(_("what is closed, and why"), max_length=100)
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))

    objects = scoped(ClosedDaysQuerySet)
    all_objects = ClosedDaysQuerySet.as_manager()

    class Meta:
        verbose_name = _("closed days")
        verbose_name_plural = _("closed days")
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__lte=F("ends")), name="cohorts_closeddays_starts_before_end"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.starts and self.ends and self.ends < self.starts:
            raise ValidationError({"ends": _("The last day lies before the first. Choose a later last day.")})
