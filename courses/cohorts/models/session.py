from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.networks.models import Network
from cms.people.models import User
from cms.world.zones import instant
from courses.cohorts.enums import ENROLLING_STATES, AttendanceSource
from courses.cohorts.models.cohort import Cohort
from courses.cohorts.models.dated import Dated, DatedQuerySet
from courses.cohorts.models.enrolment import Enrolment

# Said aloud and typed on a phone: nothing that is taken for something else.
CODE_SIGNS = "ACDEFGHJKLMNPQRTUVWXY347"
CODE_LENGTH = 6
LONGEST = 12 * 60
# Around a session, its code is taken.
CODE_BEFORE, CODE_AFTER = timedelta(minutes=15), timedelta(hours=1)


class LiveSessionQuerySet(DatedQuerySet):
    def for_user(self, user: User) -> Self:
        """Those of the cohorts whose people's work `user` sees."""
        return self.filter(cohort__in=Cohort.all_objects.followed_by(user))

    def held(self) -> Self:
        return self.filter(cancelled_at__isnull=True)

    def near_at(self, now: datetime) -> Self:
        """Those that go on, or begin within a day, the next first, with their cohort."""
        near = self.held().filter(ends_at__gt=now, starts_at__lte=now + timedelta(days=1))
        return near.select_related("cohort").order_by("starts_at", "pk")

    def starting_within(self, ahead: timedelta, *, now: datetime) -> Self:
        """Those of cohorts that one is enrolled in which start after `now`, at `ahead` from it at the latest."""
        return self.held().filter(
            cohort__state__in=ENROLLING_STATES, starts_at__gt=now, starts_at__lte=now + ahead
        )


def new_code() -> str:
    return "".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))


class LiveSession(Dated):
    """When a cohort meets: a call or a room, `minutes` long.

    `day_offset` counts from the cohort's first day, which is 0; `local_time` is on its clock; `starts_at` and
    `ends_at` are the same as UTC instants. `code` is shown in the session, for people to say that they are there.
    `told_day_for` and `told_hour_for` keep for which start it was last said that it is near.
    """

    DATES = ("starts_at", "ends_at")
    SHOWN = ("title", "link", "place")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(_("title"), max_length=150)
    day_offset = models.SmallIntegerField(default=0)
    local_time = models.TimeField(default=time(10))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=60, validators=[MinValueValidator(5), MaxValueValidator(LONGEST)]
    )
    link = models.URLField(_("link"), max_length=500, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    code = models.CharField(max_length=CODE_LENGTH, default=new_code, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    told_day_for = models.DateTimeField(null=True, editable=False)
    told_hour_for = models.DateTimeField(null=True, editable=False)

    objects = LiveSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("live session")
        verbose_name_plural = _("live sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="cohorts_session_lasts"),
        ]
        indexes = [models.Index(fields=["starts_at"])]

    def __str__(self) -> str:
        return self.title

    def derive_instants(self) -> None:
        day = self.cohort.starts + timedelta(days=self.day_offset)
        self.starts_at = instant(day, self.local_time, self.cohort.time_zone)
        self.ends_at = self.starts_at + timedelta(minutes=self.minutes)

    def takes_code_at(self, now: datetime) -> bool:
        return self.cancelled_at is None and self.starts_at - CODE_BEFORE <= now < self.ends_at + CODE_AFTER

    @property
    def network(self) -> Network:
        return self.cohort.network


class Attendance(models.Model):
    """That a person was in a session; `noted_by` is empty where they said so themselves, by its code."""

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendances")
    source = models.CharField(max_length=8, choices=AttendanceSource)
    at = models.DateTimeField()
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="noted_attendances"
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="cohorts_attendance_once"),
            models.CheckConstraint(
                condition=Q(source__in=AttendanceSource.values), name="cohorts_attendance_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} in {self.session_id}"
