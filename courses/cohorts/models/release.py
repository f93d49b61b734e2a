from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.world.zones import instant
from courses.cohorts.enums import CohortState
from courses.cohorts.models.cohort import Cohort


class ReleaseQuerySet(models.QuerySet):
    def due_to_release_at(self, now: datetime) -> Self:
        return self.filter(
            released_at__isnull=True,
            opens_at__lte=now,
            cohort__state=CohortState.RUNNING,
        )

    def due_between(self, start: datetime, end: datetime) -> Self:
        """Open releases of running cohorts whose due time lies after `start`, up to `end`."""
        return self.filter(
            cohort__state=CohortState.RUNNING,
            released_at__isnull=False,
            due_at__gt=start,
            due_at__lte=end,
        )


class Release(models.Model):
    """When a module of the course opens for a cohort, and when it is due.

    Offsets are days from the cohort's first day, which is 0; times are local to the cohort.
    `opens_at` and `due_at` are the same as UTC instants, rewritten whenever the row is saved;
    `released_at` says when the sweep released it.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="releases")
    module_key = models.UUIDField(_("module"))
    day_offset = models.SmallIntegerField(_("opens on day"), default=0)
    local_time = models.TimeField(_("at"), default=time(9))
    due_offset = models.SmallIntegerField(_("due on day"), null=True, blank=True)
    due_local_time = models.TimeField(_("at"), default=time(23, 59))
    grace_hours = models.PositiveSmallIntegerField(_("hours of grace"), default=0)

    opens_at = models.DateTimeField(editable=False)
    due_at = models.DateTimeField(null=True, editable=False)
    released_at = models.DateTimeField(null=True, editable=False)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["cohort", "opens_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "module_key"], name="cohorts_release_once"),
            models.CheckConstraint(
                condition=models.Q(due_at__isnull=True) | models.Q(due_at__gt=models.F("opens_at")),
                name="cohorts_release_due_after_opening",
            ),
        ]
        indexes = [
            models.Index(fields=["released_at", "opens_at"]),
            models.Index(fields=["due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.module_key}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.derive_instants()
        super().save(*args, **kwargs)

    def derive_instants(self) -> None:
        starts, zone = self.cohort.starts, self.cohort.time_zone
        self.opens_at = instant(starts + timedelta(days=self.day_offset), self.local_time, zone)
        self.due_at = (
            None
            if self.due_offset is None
            else instant(starts + timedelta(days=self.due_offset), self.due_local_time, zone)
        )

    @property
    def last_start(self) -> datetime:
        """Until when an attempt may be started: due time and grace, otherwise the cohort's end."""
        return self.cohort.ends_at if self.due_at is None else self.due_at + timedelta(hours=self.grace_hours)

    def is_open_at(self, now: datetime) -> bool:
        return self.opens_at <= now
