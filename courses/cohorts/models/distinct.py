from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cms.core.scoping import scoped
from courses.cohorts.models.cohort import Cohort


class DistinctPeople(models.Model):
    """That two accounts of a cohort, which look like one person's, are those of two; `one` has the lower id."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="distinct_people")
    one = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = scoped(models.QuerySet, path="cohort__network")
    all_objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "one", "other"], name="cohorts_distinctpeople_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="cohorts_distinctpeople_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"
