"""Questionnaires of the demo: one at the start of every running cohort, one at the end of the closed ones, answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assessments.questionnaires.actions import make_questionnaire, open_questionnaire
from assessments.questionnaires.enums import Kind, Moment
from assessments.questionnaires.models import Answered, Question, Questionnaire, Reply
from assessments.questionnaires.standard import ASKED, STANDARD
from cms.people.demo import demo_user
from courses.cohorts.demo import plan_others
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Enrolment

WORDS = {
    "better": "More examples of requests that came back, and why.",
    "differently": "I shall call the central authority before I write.",
    "wants": "Write a request that is answered at the first attempt.",
}
# Places of the choices, one for each person in turn.
GIVEN = {"knows_subject": (3, 4, 3, 2, 4), "recommends": (0, 0, 1, 0, 0), "how_often": (1, 2, 1, 0, 3)}


def load(now: datetime) -> None:
    """Made once."""
    if Questionnaire.all_objects.exists():
        return
    for cohort in plan_others(now).values():
        if cohort.state == CohortState.RUNNING:
            made = make_questionnaire(cohort, moment=Moment.START, standard=True, by=demo_user("organiser"))
            open_questionnaire(made, anonymous=True, by=demo_user("organiser"), now=cohort.starts_at)
        elif cohort.state == CohortState.CLOSED:
            _answered(cohort, Moment.START)
            _answered(cohort, Moment.END)


def _answered(cohort: Cohort, moment: Moment) -> None:
    """Written as rows: the cohort has ended, and nobody plans one for it any more."""
    made = Questionnaire.all_objects.create(cohort=cohort, moment=moment, opened_at=cohort.starts_at)
    questions = [
        Question.objects.create(questionnaire=made, position=position, kind=STANDARD[key].kind, standard=key)
        for position, key in enumerate(ASKED[moment], start=1)
    ]
    for number, enrolment in enumerate(Enrolment.all_objects.filter(cohort=cohort).enrolled().order_by("pk")):
        Answered.objects.create(questionnaire=made, enrolment=enrolment)
        answers = {str(question.pk): _answer(question, number, moment) for question in questions}
        said = {key: answer for key, answer in answers.items() if answer != ""}
        Reply.objects.create(questionnaire=made, answers=said, shown=True)


def _answer(question: Question, number: int, moment: Moment) -> Any:
    if question.kind == Kind.TEXT:
        return WORDS[question.standard] if number == 1 else ""
    given = GIVEN.get(question.standard, (4, 3, 4, 3, 2))
    place = given[(number + question.position) % len(given)]
    if question.kind == Kind.SCALE and moment == Moment.START:
        place = max(place - 2, 0)
    return [place % 3] if question.kind == Kind.SEVERAL else place
