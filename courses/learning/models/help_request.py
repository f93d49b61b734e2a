from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.core.scoping import scoped
from cms.people.models import User
from courses.cohorts.models import Enrolment

MOST_ASKED = 2000


class HelpRequestQuerySet(models.QuerySet):
    def of(self, user: User | AnonymousUser) -> Self:
        """What a person has asked."""
        return self.filter(enrolment__user=user) if user.is_authenticated else self.none()


class HelpRequest(models.Model):
    """What a trainee asks those who help in their cohort; the answer comes by e-mail, not through here."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="help_requests")
    text = models.CharField(_("question"), max_length=MOST_ASKED)
    asked_at = models.DateTimeField(_("asked"))

    objects = scoped(HelpRequestQuerySet, path="enrolment__cohort__network")
    all_objects = HelpRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.asked_at}"
