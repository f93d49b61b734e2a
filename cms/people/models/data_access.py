from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.people.enums import AccessKind
from cms.people.models.user import User


class DataAccessQuerySet(models.QuerySet):
    def concerning(self, user: User, *, about: list[str]) -> Self:
        """Of this person by name, and of the lists in which they stand; the latest first."""
        return self.filter(Q(subject=user) | Q(about__in=about)).exclude(actor=user).order_by("-at", "-pk")


class DataAccess(models.Model):
    """Somebody looked at another's personal data, or took it along.

    `subject` is whose; null where it was a list, which `about` then names ("cohort:12").
    """

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=AccessKind)
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    about = models.CharField(max_length=80, blank=True)
    reason = models.CharField(_("reason given"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))

    objects = DataAccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(subject__isnull=False) | ~Q(about=""), name="people_dataaccess_of_somebody"
            )
        ]
        indexes = [
            models.Index(fields=["about", "at"], name="people_dataaccess_about"),
            models.Index(fields=["at"], name="people_dataaccess_at"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.kind} {self.subject_id or self.about}"
