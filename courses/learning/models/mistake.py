from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.core.scoping import scoped
from cms.networks.enums import WRITING_ROLES
from cms.networks.models import Network
from cms.people.models import User
from courses.cohorts.models import Enrolment
from courses.learning.enums import MistakeState
from courses.learning.models.passage import MOST_QUOTED

MOST_REPORTED = 1000
MOST_ANSWERED = 2000


class MistakeQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """Reports on modules of the networks for which `user` writes."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(network__in=Network.objects.where(user, WRITING_ROLES))

    def of(self, user: User | AnonymousUser) -> Self:
        """What a person has reported."""
        return self.filter(enrolment__user=user) if user.is_authenticated else self.none()

    def open(self) -> Self:
        return self.filter(state=MistakeState.OPEN)


class MistakeReport(models.Model):
    """A reader says that something in a lesson is wrong. `network` is the one that wrote it, not the cohort's host.

    Who wrote the lesson is not told who reports; the answer comes back through the platform. What was
    read is copied, in `language`: `block_key` is null where the lesson as a whole is meant.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="mistake_reports")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="mistake_reports")
    step_key = models.UUIDField()
    block_key = models.UUIDField(null=True)
    edition_number = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    step_title = models.CharField(_("lesson"), max_length=255)
    heading = models.CharField(max_length=255, blank=True)
    quote = models.CharField(_("passage"), max_length=MOST_QUOTED, blank=True)
    text = models.CharField(_("what is wrong"), max_length=MOST_REPORTED)
    reported_at = models.DateTimeField(_("reported"))
    state = models.CharField(_("state"), max_length=8, choices=MistakeState, default=MistakeState.OPEN)
    answer = models.CharField(_("answer"), max_length=MOST_ANSWERED, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = scoped(MistakeQuerySet)
    all_objects = MistakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported mistake")
        verbose_name_plural = _("reported mistakes")
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MistakeState.values), name="learning_mistakereport_state"
            ),
            models.CheckConstraint(
                condition=Q(state=MistakeState.OPEN, settled_at__isnull=True)
                | (~Q(state=MistakeState.OPEN) & Q(settled_at__isnull=False)),
                name="learning_mistakereport_settled",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(state=MistakeState.ANSWERED),
                name="learning_mistakereport_answer",
            ),
        ]
        indexes = [models.Index(fields=["network", "state"])]

    def __str__(self) -> str:
        return self.step_title

    @property
    def is_open(self) -> bool:
        return self.state == MistakeState.OPEN
