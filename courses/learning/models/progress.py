from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from cms.core.scoping import scoped
from courses.cohorts.models import Enrolment
from courses.learning.enums import ResultSource


class ProgressQuerySet(models.QuerySet):
    def completed(self) -> Self:
        return self.filter(completed_at__isnull=False)


class Progress(models.Model):
    """What one enrolment has done of one step. `score` is 0–1, of the best result."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="progress")
    step_key = models.UUIDField()
    opened_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    last_position = models.CharField(max_length=36, blank=True, help_text="id of the block last read")
    last_seen_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(default=0)
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    passed = models.BooleanField(null=True)
    result_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=8, choices=ResultSource, blank=True)

    objects = scoped(ProgressQuerySet, path="enrolment__cohort__network")
    all_objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "progress"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step_key"], name="learning_progress_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1),
                name="learning_progress_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.step_key}"
