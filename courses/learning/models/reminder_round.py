from __future__ import annotations

from django.db import models

from courses.cohorts.models import Release


class ReminderRound(models.Model):
    """That those who had not met one due time of a release were reminded of it, in one way.

    `up_to` is the id of the cohort's latest enrolment then: who comes after it is reminded in another round.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    up_to = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "kind", "due_at"], name="learning_reminderround_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.release_id}"
