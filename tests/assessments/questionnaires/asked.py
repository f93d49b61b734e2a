"""A questionnaire that is open, and people who answer it."""

from __future__ import annotations

from datetime import UTC, datetime

from assessments.questionnaires.actions import (
    make_questionnaire,
    open_questionnaire,
    reply,
)
from assessments.questionnaires.enums import Moment
from assessments.questionnaires.models import Question, Questionnaire
from courses.cohorts.models import Cohort, Enrolment
from tests.cast import Cast
from tests.courses.taught import enrolled

NOW = datetime(2027, 3, 10, 9, tzinfo=UTC)


def asked(
    cohort: Cohort, cast: Cast, *, moment: Moment = Moment.START, anonymous: bool = True
) -> Questionnaire:
    """With the standard questions, open."""
    made = make_questionnaire(cohort, moment=moment, standard=True, by=cast.organiser)
    open_questionnaire(made, anonymous=anonymous, by=cast.organiser, now=NOW)
    made.refresh_from_db()
    return made


def person(cohort: Cohort, number: int = 0) -> Enrolment:
    return enrolled(cohort, f"p{number}@example.org", display_name=f"Person {number}")


def question(questionnaire: Questionnaire, key: str) -> Question:
    return questionnaire.questions.get(standard=key)


def answer(questionnaire: Questionnaire, enrolment: Enrolment, **said: object) -> None:
    answers = {question(questionnaire, key).pk: value for key, value in said.items()}
    reply(questionnaire, enrolment=enrolment, answers=answers, now=NOW)
