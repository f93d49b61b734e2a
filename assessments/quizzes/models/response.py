from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.quizzes.models.attempt import AttemptQuestion
from cms.core.scoping import scoped


class Response(models.Model):
    """The answer that counts. `sequence` grows by one with each change of it; None is “taken back”."""

    attempt_question = models.OneToOneField(
        AttemptQuestion, on_delete=models.PROTECT, related_name="response"
    )
    sequence = models.PositiveIntegerField()
    answer = models.JSONField(null=True)
    saved_at = models.DateTimeField()
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True)

    objects = scoped(path="attempt_question__attempt__enrolment__cohort__network")
    all_objects = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sequence__gte=1), name="quizzes_response_sequence"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1), name="quizzes_response_score"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_question_id}, {self.sequence}"


class LateResponse(models.Model):
    """An answer that arrived when nothing counted any more: kept, and without effect by itself."""

    attempt_question = models.ForeignKey(
        AttemptQuestion, on_delete=models.PROTECT, related_name="late_responses"
    )
    sequence = models.PositiveIntegerField()
    answer = models.JSONField(null=True)
    arrived_at = models.DateTimeField()

    objects = scoped(path="attempt_question__attempt__enrolment__cohort__network")
    all_objects = models.Manager()

    class Meta:
        ordering = ["attempt_question", "pk"]

    def __str__(self) -> str:
        return f"{self.attempt_question_id}, {self.sequence}"


class LateDecision(models.Model):
    """What an organiser decided of a question's late answers: one of them counts, or none does.

    Where one counts, it has taken the place of the saved answer, which is kept here with the
    score of the attempt before and after.
    """

    attempt_question = models.OneToOneField(
        AttemptQuestion, on_delete=models.PROTECT, related_name="late_decision"
    )
    counted = models.OneToOneField(LateResponse, null=True, on_delete=models.PROTECT, related_name="decision")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaced_sequence = models.PositiveIntegerField(default=0, help_text="0 where nothing was saved")
    replaced_answer = models.JSONField(null=True)
    score_before = models.DecimalField(max_digits=5, decimal_places=4)
    score_after = models.DecimalField(max_digits=5, decimal_places=4)

    objects = scoped(path="attempt_question__attempt__enrolment__cohort__network")
    all_objects = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score_after__gte=F("score_before")), name="quizzes_latedecision_never_lowers"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="quizzes_latedecision_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_question_id}: {self.counted_id}"
