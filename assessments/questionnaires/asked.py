"""Who is asked what, now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from assessments.questionnaires.enums import Moment
from assessments.questionnaires.models import Answered, Questionnaire
from courses.cohorts.models import Cohort, Enrolment


@dataclass(frozen=True)
class Asked:
    questionnaire: Questionnaire
    enrolment: Enrolment

    @property
    def cohort(self) -> Cohort:
        return self.enrolment.cohort

    @property
    def url(self) -> str:
        return reverse("questionnaires:questionnaire", args=[self.questionnaire.pk])

    @property
    def at_start(self) -> bool:
        return self.questionnaire.moment == Moment.START


def asked_people(questionnaire: Questionnaire | None) -> int:
    """How many are in its cohort, or have answered before they left."""
    if questionnaire is None:
        return 0
    answered = Answered.objects.filter(questionnaire=questionnaire).values("enrolment")
    there = Enrolment.all_objects.filter(cohort=questionnaire.cohort_id)
    return there.filter(Q(pk__in=there.enrolled().values("pk")) | Q(pk__in=answered)).count()


def asked_of(enrolments: Sequence[Enrolment], *, now: datetime) -> list[Asked]:
    """What waits for an answer of one person, by cohort; two queries at most. `enrolments` come with their cohorts."""
    by_cohort = {each.cohort_id: each for each in enrolments}
    there = Questionnaire.all_objects.open().filter(cohort__in=by_cohort).order_by("cohort", "-moment")
    asking = [one for one in there if one.asks_at(by_cohort[one.cohort_id], now)]
    if not asking:
        return []
    answered = set(
        Answered.objects.filter(enrolment__in=[each.pk for each in enrolments]).values_list(
            "questionnaire", flat=True
        )
    )
    return [Asked(one, by_cohort[one.cohort_id]) for one in asking if one.pk not in answered]
