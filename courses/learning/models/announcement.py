from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.core.enums import JobState
from cms.notices.models import AskedFor, AskedForQuerySet
from cms.people.models import User
from courses.cohorts.models import Cohort, Enrolment
from courses.learning.enums import Audience, CalledOff

MOST_IN_SUBJECT = 120
MOST_IN_TEXT = 5000


class AnnouncementQuerySet(AskedForQuerySet):
    def claimable_at(self, now: datetime) -> Self:
        """As for every job; a draft is nobody's to send."""
        return super().claimable_at(now).filter(confirmed_at__isnull=False)

    def later_at(self, now: datetime) -> Self:
        return super().later_at(now).filter(confirmed_at__isnull=False)

    def untold(self) -> Self:
        """Who wrote to one person has seen it go."""
        return super().untold().exclude(audience=Audience.ONE)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """Those to cohorts whose people's work `user` sees; drafts are seen by who may see the cohort too."""
        return self.filter(cohort__in=Cohort.all_objects.followed_by(user).values("pk"))


class Announcement(AskedFor):
    """What who helps in a cohort writes to its people: a draft until it is confirmed, then a job of the sweep's.

    `chosen` holds the countries or the languages where `audience` is of these; `enrolment` is the one person's.
    `scheduled_at` is empty for what goes out at once. `version` counts the changes, so that who changes it says
    which text they had seen.
    """

    called = _("Announcements")
    network_path = "cohort__network"
    subject_paths = ("cohort",)
    asker = "author"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="announcements")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(_("to whom"), max_length=12, choices=Audience)
    chosen = models.JSONField(default=list)
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language"), max_length=8)
    subject = models.CharField(_("subject"), max_length=MOST_IN_SUBJECT)
    text = models.CharField(_("text"), max_length=MOST_IN_TEXT)
    takes_answers = models.BooleanField(default=False)
    scheduled_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(_("written"))
    confirmed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = AnnouncementQuerySet.as_manager()

    class Meta(AskedFor.Meta):
        abstract = False
        ordering = ["-written_at", "-pk"]
        indexes = [*AskedFor.Meta.indexes, models.Index(fields=["cohort", "written_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="learning_announcement_audience"
            ),
            models.CheckConstraint(
                condition=Q(audience=Audience.ONE, enrolment__isnull=False)
                | (~Q(audience=Audience.ONE) & Q(enrolment__isnull=True)),
                name="learning_announcement_one",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(state=JobState.WAITING),
                name="learning_announcement_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def about(self) -> tuple[str, ...]:
        return self.subject, self.cohort.name

    @property
    def reason(self) -> str:
        return str(CalledOff(self.error).label) if self.error in CalledOff.values else super().reason

    @property
    def page(self) -> str:
        return reverse("announcement:one", args=[self.pk])

    @property
    def is_revivable(self) -> bool:
        """What was called off stays so."""
        return self.state == JobState.FAILED

    def cancelled(self, *, now: datetime) -> dict[str, object]:
        return {"error": CalledOff.BY_HAND, "done_at": now}

    @property
    def is_draft(self) -> bool:
        return self.confirmed_at is None

    @property
    def is_open(self) -> bool:
        """Whether it may still be called off. Some may have it already where it is going out."""
        return self.state == JobState.WAITING

    def is_changeable_at(self, now: datetime) -> bool:
        """A draft, or one whose time has not come."""
        return self.is_open and (self.is_draft or self.due_at > now)
