from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.world.zones import instant
from courses.cohorts.enums import CohortState
from courses.cohorts.models.cohort import Cohort
from courses.cohorts.models.dated import Dated, DatedQuerySet


class ReleaseQuerySet(DatedQuerySet):
    def due_to_release_at(self, now: datetime) -> Self:
        return self.filter(
            released_at__isnull=True,
            opens_at__lte=now,
            cohort__state=CohortState.RUNNING,
        )

    def due_at(self, now: datetime) -> Self:
        """Open, and due by now."""
        return self.filter(released_at__isnull=False, due_at__lte=now)

    def due_between(self, start: datetime, end: datetime) -> Self:
        """Open releases of running cohorts whose due time lies after `start`, up to `end`."""
        return self.filter(
            cohort__state=CohortState.RUNNING,
            released_at__isnull=False,
            due_at__gt=start,
            due_at__lte=end,
        )


class Release(Dated):
    """When a module of the course opens for a cohort, when it is due, and when its quizzes close.

    Offsets are days from the cohort's first day, which is 0; times are local to the cohort.
    `opens_at`, `due_at` and `last_submission_at` are the same as UTC instants, rewritten whenever
    the row is saved; `released_at` says when the sweep released it.
    """

    DATES = ("opens_at", "due_at")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="releases")
    module_key = models.UUIDField(_("module"))
    day_offset = models.SmallIntegerField(_("opens on day"), default=0)
    local_time = models.TimeField(_("at"), default=time(9))
    due_offset = models.SmallIntegerField(_("due on day"), null=True, blank=True)
    due_local_time = models.TimeField(_("at"), default=time(23, 59))
    grace_hours = models.PositiveSmallIntegerField(_("hours of grace"), default=0)
    last_submission_offset = models.SmallIntegerField(_("quizzes close on day"), null=True, blank=True)
    last_submission_local_time = models.TimeField(_("at"), default=time(23, 59))

    opens_at = models.DateTimeField(editable=False)
    due_at = models.DateTimeField(null=True, editable=False)
    last_submission_at = models.DateTimeField(null=True, editable=False)
    released_at = models.DateTimeField(null=True, editable=False)

    # Whether these are one person's dates, other than the cohort's; set on copies only, by `releases_by_enrolment`.
    is_own = False

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["cohort", "opens_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "module_key"], name="cohorts_release_once"),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(due_at__gt=F("opens_at")),
                name="cohorts_release_due_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(last_submission_at__isnull=True)
                | Q(
                    Q(due_at__isnull=True) | Q(last_submission_at__gte=F("due_at")),
                    last_submission_at__gt=F("opens_at"),
                ),
                name="cohorts_release_last_submission_after_due",
            ),
        ]
        indexes = [
            models.Index(fields=["released_at", "opens_at"]),
            models.Index(fields=["due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.module_key}"

    def derive_instants(self) -> None:
        self.opens_at = self._instant(self.day_offset, self.local_time)
        self.due_at = None if self.due_offset is None else self._instant(self.due_offset, self.due_local_time)
        self.last_submission_at = (
            None
            if self.last_submission_offset is None
            else self._instant(self.last_submission_offset, self.last_submission_local_time)
        )

    def _instant(self, offset: int, local_time: time) -> datetime:
        return instant(self.cohort.starts + timedelta(days=offset), local_time, self.cohort.time_zone)

    @property
    def last_start(self) -> datetime:
        """Until when an attempt may be started: due time and grace, otherwise the cohort's end;
        never after that end, nor after the last submission."""
        ends = self.cohort.ends_at
        due = ends if self.due_at is None else self.due_at + timedelta(hours=self.grace_hours)
        return min(due, ends, self.last_submission_at or ends)

    def is_open_at(self, now: datetime) -> bool:
        return self.opens_at <= now
