"""A trainee's attempts.

Enrolment ── Attempt 1, 2 … ── AttemptQuestion (position, exact version) ── Response (what counts)
                 └─ AddedMinutes                          └─ LateResponse 0 … n (kept, counts only by decision)
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assessments.questions.models import QuestionVersion
from assessments.quizzes.enums import ACTIVE_STATES, SAVING_PHASES, UNGRADED_STATES, AttemptState, Phase
from assessments.quizzes.rules import QuizRules
from cms.core.scoping import scoped
from cms.people.models import User
from courses.cohorts.models import Cohort, Enrolment
from courses.editions.models import EditionStep


class AttemptQuerySet(models.QuerySet):
    def of(self, user: User) -> Self:
        """A person's own attempts."""
        return self.filter(enrolment__user=user) if user.is_authenticated else self.none()

    def for_user(self, user: User) -> Self:
        """Attempts in the cohorts whose people's work `user` sees."""
        return self.filter(enrolment__cohort__in=Cohort.all_objects.followed_by(user).values("pk"))

    def with_waiting(self) -> Self:
        """Annotates `waiting`: whether a late answer waits for a decision."""
        waiting = AttemptQuestion.all_objects.waiting().filter(attempt=OuterRef("pk"))
        return self.annotate(waiting=Exists(waiting))

    def at(self, enrolment: Enrolment, step_key: object) -> Self:
        return self.filter(enrolment=enrolment, step_key=step_key)

    def through(self, enrolment: Enrolment, step_key: object) -> Self:
        """Those at it, and those of the enrolments that go on as it, in their order, with their cohorts."""
        ids = [enrolment.pk, *Enrolment.all_objects.before(enrolment)]
        there = self.filter(enrolment__in=ids, step_key=step_key).select_related("enrolment__cohort")
        return there.order_by("started_at", "pk")

    def active(self) -> Self:
        return self.filter(state__in=ACTIVE_STATES)

    def graded(self) -> Self:
        return self.filter(state=AttemptState.GRADED)

    def in_grace_at(self, now: datetime) -> Self:
        """Still open by name though past the deadline, while answers count; without a timer there is no grace."""
        return self.filter(state=AttemptState.OPEN, deadline__lte=now, ends_at__gt=now)

    def over_at(self, now: datetime) -> Self:
        """Ungraded ones for which nothing that arrives counts any more."""
        # Grace differs by attempt; without a timer there is none, since nobody was hurried.
        untimed = Q(ends_at__isnull=True, enrolment__cohort__ends_at__lte=now)
        handed_in = Q(state=AttemptState.SUBMITTED)
        return self.filter(Q(ends_at__lte=now) | untimed | handed_in, state__in=UNGRADED_STATES)

    def with_place(self) -> Self:
        return self.select_related("enrolment__cohort", "enrolment__user", "edition_step__edition")


class Attempt(models.Model):
    """`deadline` and `ends_at` are null without a time limit: the cohort's end then ends it.

    Answers count before `ends_at` (the deadline and its grace), both exclusive.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    step_key = models.UUIDField()
    edition_step = models.ForeignKey(EditionStep, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=32)
    language = models.CharField(max_length=8, help_text="the reader's language at the start")
    started_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=AttemptState, default=AttemptState.OPEN)
    submitted_at = models.DateTimeField(null=True)
    graded_at = models.DateTimeField(null=True)
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    passed = models.BooleanField(null=True)

    objects = scoped(AttemptQuerySet, path="enrolment__cohort__network")
    all_objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "step_key"],
                condition=Q(state__in=sorted(ACTIVE_STATES)),
                name="quizzes_attempt_one_active",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "step_key", "number"], name="quizzes_attempt_number"
            ),
            models.CheckConstraint(condition=Q(state__in=AttemptState.values), name="quizzes_attempt_state"),
            models.CheckConstraint(
                condition=Q(deadline__isnull=True, ends_at__isnull=True) | Q(deadline__lte=F("ends_at")),
                name="quizzes_attempt_deadline_before_end",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1), name="quizzes_attempt_score"
            ),
            models.CheckConstraint(
                condition=~Q(state=AttemptState.GRADED)
                | Q(
                    score__isnull=False,
                    passed__isnull=False,
                    submitted_at__isnull=False,
                    graded_at__isnull=False,
                ),
                name="quizzes_attempt_graded_has_result",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"], condition=~Q(state=AttemptState.GRADED), name="quizzes_attempt_ungraded"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.step_key} {self.number}"

    @property
    def rules(self) -> QuizRules:
        return QuizRules.from_json(self.edition_step.frozen)

    @property
    def last_moment(self) -> datetime:
        """The instant from which nothing counts any more."""
        return self.ends_at or self.enrolment.cohort.ends_at

    def phase_at(self, now: datetime) -> Phase:
        if self.state not in ACTIVE_STATES or self.last_moment <= now:
            return Phase.OVER
        return Phase.CLOSING if self.deadline is not None and self.deadline <= now else Phase.OPEN

    def saves_at(self, now: datetime) -> bool:
        return self.phase_at(now) in SAVING_PHASES


class AttemptQuestionQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Those with late answers of which nothing is decided, in attempts that are over."""
        return self.filter(
            attempt__state=AttemptState.GRADED, late_responses__isnull=False, late_decision__isnull=True
        ).distinct()


class AttemptQuestion(models.Model):
    """One question as this attempt asks it; `order` holds the ids of what is shown shuffled."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    order = models.JSONField(default=list)

    objects = scoped(AttemptQuestionQuerySet, path="attempt__enrolment__cohort__network")
    all_objects = AttemptQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="quizzes_attemptquestion_position"),
            models.UniqueConstraint(fields=["attempt", "version"], name="quizzes_attemptquestion_version"),
            models.CheckConstraint(condition=Q(points__gte=1), name="quizzes_attemptquestion_points"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}, {self.position}"


class AddedMinutes(models.Model):
    """Time that an organiser gave one attempt; the attempt's deadline already holds it."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="added_minutes")
    minutes = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    objects = scoped(path="attempt__enrolment__cohort__network")
    all_objects = models.Manager()

    class Meta:
        verbose_name_plural = "added minutes"

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.minutes}"
