from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.questionnaires.enums import CHOOSING, Kind, Moment
from assessments.questionnaires.standard import SCALE, STANDARD
from cms.core.scoping import scoped
from cms.networks.models import in_language
from courses.cohorts.enums import TAUGHT_STATES, CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment

# Where answers are without a name, they are shown in lots of as many people, and no question that fewer have answered:
# a look before and after one person's answer shows nothing of it.
FEWEST = 5
# The questions at the end are asked from a week before the last day, or from completion, to two weeks after it.
BEFORE_THE_END, AFTER_THE_END = timedelta(days=7), timedelta(days=14)
MOST_QUESTIONS, MOST_CHOICES, MOST_WORDS = 30, 12, 3000


class QuestionnaireQuerySet(models.QuerySet):
    def of(self, cohort: Cohort) -> Self:
        return self.filter(cohort=cohort).order_by("-moment")

    def open(self) -> Self:
        return self.filter(opened_at__isnull=False)

    def to_tell_of(self, now: datetime) -> Self:
        """Those at the end which everybody is asked by now, and nobody has been written to about."""
        near = self.open().filter(moment=Moment.END, told_at__isnull=True, cohort__state__in=TAUGHT_STATES)
        return near.filter(cohort__ends_at__lte=now + BEFORE_THE_END, cohort__ends_at__gt=now - AFTER_THE_END)


class Questionnaire(models.Model):
    """What a cohort's people are asked at its start or its end, without marks.

    Whether answers go without a name is fixed once it is open, and so are its questions.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="questionnaires")
    moment = models.CharField(max_length=8, choices=Moment)
    anonymous = models.BooleanField(_("answers go without a name"), default=True)
    opened_at = models.DateTimeField(null=True)
    # When its people were written to that the questions at the end are asked.
    told_at = models.DateTimeField(null=True)

    objects = scoped(QuestionnaireQuerySet, path="cohort__network")
    all_objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "moment"], name="questionnaires_once_a_moment"),
            models.CheckConstraint(
                condition=Q(moment__in=Moment.values), name="questionnaires_questionnaire_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.moment}"

    def asks_at(self, enrolment: Enrolment, now: datetime) -> bool:
        """Whether this person, who is in the cohort, may answer now; that they have not yet is for the caller."""
        cohort = enrolment.cohort
        if self.opened_at is None or cohort.state not in TAUGHT_STATES or not enrolment.may_read:
            return False
        if self.moment == Moment.START:
            return cohort.state == CohortState.RUNNING
        done = enrolment.state == EnrolmentState.COMPLETED
        return (done or now >= cohort.ends_at - BEFORE_THE_END) and now < cohort.ends_at + AFTER_THE_END


class Question(models.Model):
    """One question: a standard one, whose words are translated with the platform, or one of the organiser's own.

    `text` is language → question, `choices` language → list of the same length in each.
    """

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    standard = models.CharField(max_length=40, blank=True)
    text = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "position"], name="questionnaires_question_position"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="questionnaires_question_kind"),
            models.CheckConstraint(
                condition=Q(Q(text={}), ~Q(standard="")) | Q(~Q(text={}), Q(standard="")),
                name="questionnaires_question_has_words",
            ),
        ]

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """In the active language."""
        return str(STANDARD[self.standard].text) if self.standard else in_language(self.text)

    @property
    def choices_said(self) -> list[str]:
        """In the active language, in their order; of a scale its five steps, of words none."""
        if self.kind == Kind.SCALE:
            return [str(step) for step in SCALE]
        if self.standard:
            return [str(choice) for choice in STANDARD[self.standard].choices]
        return list(in_language(self.choices)) if self.kind in CHOOSING else []


class Answered(models.Model):
    """That somebody has answered, and nothing else: no time, no way to what they said."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="answered")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="answered_questionnaires")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "enrolment"], name="questionnaires_answered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.questionnaire_id}"


class Reply(models.Model):
    """What one person said: question id → place of the choice, places, or words. Unnamed where that was promised.

    An unnamed one has a random id, no time, and is written anew in random order until its lot is full
    (`actions.reply`): not even the order of rows tells whose it is. `shown` once its lot is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="replies")
    enrolment = models.ForeignKey(
        Enrolment, null=True, on_delete=models.CASCADE, related_name="questionnaire_replies"
    )
    answers = models.JSONField(default=dict)
    shown = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "enrolment"], name="questionnaires_reply_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
