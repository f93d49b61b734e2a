from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.enums import JobState


class JobQuerySet(models.QuerySet):
    def claimable_at(self, now: datetime) -> Self:
        """Due, not settled, and held by no worker whose lease still runs."""
        return self.filter(state=JobState.WAITING, due_at__lte=now).filter(
            Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        )

    def failed(self) -> Self:
        return self.filter(state=JobState.FAILED)


class JobRow(models.Model):
    """A background act as a row: the row is the job, Celery only hurries it.

    `tries` counts claims; `deaths` counts those that were never written back, since the
    last that was: a worker was killed at it.
    """

    # What rows of the kind are called where central staff read of them: a noun in the plural.
    called: ClassVar[str | Promise] = _("Background jobs")

    state = models.CharField(max_length=12, choices=JobState, default=JobState.WAITING, editable=False)
    due_at = models.DateTimeField(_("due"))
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    deaths = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    error = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state="waiting"),
                name="%(app_label)s_%(class)s_due",
            ),
        ]


class HeartbeatQuerySet(models.QuerySet):
    def last_of(self, name: str) -> datetime | None:
        return self.filter(name=name).values_list("at", flat=True).first()


class Heartbeat(models.Model):
    """When a part of the machinery last showed that it lives; `at` never goes back."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
