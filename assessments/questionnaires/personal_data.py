from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.questionnaires.enums import CHOOSING, Kind
from assessments.questionnaires.models import Answered, Question, Reply
from cms.people.models import User
from cms.people.records import PersonalRecords


class QuestionnairesAnswered(PersonalRecords):
    model = Answered
    of_person = ("enrolment__user",)
    title = _("Questionnaires that you have answered")
    purpose = _("So that you are asked once. What you said without your name can’t be found by it.")
    kept = _("As long as the cohort's records; without your name once your account is erased.")
    fields = ("questionnaire__cohort", "questionnaire__moment")


class NamedReplies(PersonalRecords):
    model = Reply
    of_person = ("enrolment__user",)
    title = _("What you said in questionnaires under your name")
    purpose = _("So that the host can make its courses better.")
    kept = _("Until you erase your account.")
    deleted_on_erasure = True

    @classmethod
    def export(cls, user: User) -> Iterator[dict[str, Any]]:
        """In words, question by question."""
        for row in cls.rows(user).select_related("questionnaire__cohort"):
            for question in row.questionnaire.questions.all():
                if str(question.pk) in row.answers:
                    yield {
                        gettext("cohort"): str(row.questionnaire.cohort),
                        gettext("question"): question.said,
                        gettext("answer"): said_answer(question, row.answers[str(question.pk)]),
                    }


def said_answer(question: Question, answer: Any) -> str:
    if question.kind == Kind.TEXT:
        return str(answer)
    labels = question.choices_said
    chosen = answer if question.kind in CHOOSING and isinstance(answer, list) else [answer]
    return ", ".join(labels[place] for place in chosen)
