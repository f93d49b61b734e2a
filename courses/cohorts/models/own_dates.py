"""Dates of a cohort that are another for one of its people: what was granted, and what follows from it."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.core.scoping import scoped
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models.enrolment import Enrolment
from courses.cohorts.models.release import Release

LONGEST_REASON = 1000


class Granted(models.Model):
    """What an organiser grants one person, with the reason; the reason is for those who run the cohort."""

    reason = models.TextField(_("reason"), validators=[MaxLengthValidator(LONGEST_REASON)])
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        abstract = True


class Leave(Granted):
    """Days, both inclusive, for which somebody is away: what is due in or after them is due as many days later."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="leaves")
    starts = models.DateField(_("first day away"))
    ends = models.DateField(_("last day away"))

    objects = scoped(models.QuerySet, path="enrolment__cohort__network")
    all_objects = models.Manager()

    class Meta:
        verbose_name = _("leave of absence")
        verbose_name_plural = _("leaves of absence")
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(starts__lte=F("ends")), name="cohorts_leave_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.starts}–{self.ends}"

    @property
    def days(self) -> int:
        return (self.ends - self.starts).days + 1


class Extension(Granted):
    """A later day for one module of one person; the time of day, and the grace, are the module's."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="extensions")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="extensions")
    due_on = models.DateField(_("due on"))

    objects = scoped(models.QuerySet, path="enrolment__cohort__network")
    all_objects = models.Manager()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "release"], name="cohorts_extension_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.release_id} {self.due_on}"


class OwnDatesQuerySet(models.QuerySet):
    def going_on(self) -> Self:
        return self.filter(enrolment__state=EnrolmentState.ACTIVE, release__cohort__state=CohortState.RUNNING)

    def due_to_release_at(self, now: datetime) -> Self:
        return self.going_on().filter(released_at__isnull=True, opens_at__lte=now)

    def due_between(self, start: datetime, end: datetime) -> Self:
        """Of open modules of people who take part; due after `start`, up to `end`."""
        return self.going_on().filter(released_at__isnull=False, due_at__gt=start, due_at__lte=end)


class OwnDates(models.Model):
    """The dates of a release as one person has them, where they are not the cohort's, as UTC instants.

    Derived by `derive_own_dates` from the day on which they began, their leaves and extensions. Once there it
    stays, also where the dates are the cohort's again: calendar programs go by its `sequence`, which only rises.
    `reminded` is the last kind of reminder that was considered for the present due time.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="own_dates")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="own_dates")
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    last_submission_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    reminded = models.CharField(max_length=40, blank=True)
    sequence = models.PositiveIntegerField(default=1)
    moved_at = models.DateTimeField(default=timezone.now)

    objects = OwnDatesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "release"], name="cohorts_owndates_once"),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(due_at__gt=F("opens_at")),
                name="cohorts_owndates_due_after_opening",
            ),
        ]
        indexes = [
            models.Index(fields=["opens_at"], condition=Q(released_at=None), name="cohorts_owndates_to_open"),
            models.Index(fields=["due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.release_id}"
