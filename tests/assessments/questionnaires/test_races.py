"""One person answers a questionnaire in two tabs at the same moment."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.questionnaires.actions import reply
from assessments.questionnaires.enums import Kind, Moment
from assessments.questionnaires.models import Answered, Question, Questionnaire, Reply
from cms.core.errors import Refusal
from courses.cohorts.models import Enrolment
from tests.assessments.questionnaires.asked import NOW
from tests.courses import taught
from tests.races import ROUNDS, problems, race

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def answers(given: dict[str, Any]) -> str:
    questionnaire = Questionnaire.all_objects.get(pk=given["questionnaire"])
    enrolment = Enrolment.all_objects.get(pk=given["enrolment"])
    try:
        reply(questionnaire, enrolment=enrolment, answers={given["question"]: "More time"}, now=NOW)
    except Refusal as refusal:
        return refusal.code
    return "kept"


def test_two_tabs_leave_one_reply() -> None:
    cohort = taught.a_running_cohort()
    asked = Questionnaire.all_objects.create(cohort=cohort, moment=Moment.START, opened_at=NOW)
    question = Question.objects.create(
        questionnaire=asked, position=1, kind=Kind.TEXT, text={"en": "What do you want?"}
    )

    def before(number: int) -> dict[str, Any]:
        enrolment = taught.enrolled(cohort, f"p{number}@example.org")
        return {"questionnaire": asked.pk, "enrolment": enrolment.pk, "question": question.pk}

    results = race([answers, answers], before=before)

    assert problems(results) == []
    assert {tuple(sorted(pair)) for pair in results} == {("answered", "kept")}
    assert (Reply.objects.count(), Answered.objects.count()) == (ROUNDS, ROUNDS)
