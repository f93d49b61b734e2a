from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.notices.models import AskedFor, AskedForQuerySet
from cms.people.models import User
from courses.cohorts.models.cohort import Cohort


class SeatListQuerySet(AskedForQuerySet):
    def claimable_at(self, now: datetime) -> Self:
        """As for every job; a list that is not confirmed is nobody's to work off."""
        return super().claimable_at(now).filter(confirmed_at__isnull=False)

    def later_at(self, now: datetime) -> Self:
        return super().later_at(now).filter(confirmed_at__isnull=False)

    def for_user(self, user: User) -> Self:
        """Those of the cohorts that `user` may see."""
        return self.filter(cohort__in=Cohort.all_objects.for_user(user).values("pk"))


class SeatList(AskedFor):
    """People to invite to a cohort, as a file names them: looked at first, then a job that invites them.

    `rows` are the file's lines as they were read, [[line, e-mail, name, language, country, role], …]; they go
    when all are invited, a month after that has failed, or a day after a list that nobody confirmed.
    """

    called = _("Invitations from a file")
    network_path = "cohort__network"
    subject_paths = ("cohort",)
    asker = "author"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="seat_lists")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    rows = models.JSONField(default=list)
    uploaded_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    objects = SeatListQuerySet.as_manager()

    class Meta(AskedFor.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.file_name

    @property
    def about(self) -> tuple[str, ...]:
        return self.file_name, self.cohort.name

    @property
    def is_revivable(self) -> bool:
        return super().is_revivable and bool(self.rows)

    @property
    def page(self) -> str:
        return reverse("seat_list:one", args=[self.pk])
