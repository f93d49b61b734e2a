from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.questionnaires.models import Answered, Questionnaire
from cms.core.saying import say_when
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, instant
from cms.notices.models import Notice
from courses.cohorts.models import Enrolment


class QuestionsAsked(Kind):
    """Of the questions at the end, to each who has not answered them; too late once they are asked no more."""

    key = "questions_asked"
    urgency = Urgency.BY_DAY
    optional = _("A course ends and its host asks how it was")
    facts = frozenset({"enrolment", "questionnaire", "cohort", "course", "anonymous", "until"})
    says = {
        "course": _("the course"),
        "cohort": _("the cohort"),
        "last": _("the last day to answer, on the reader’s clock"),
        "names": _("a sentence: whether answers are kept with names"),
    }
    needed = frozenset({"course", "names"})
    action = _("Answer the questions")

    def entry(self, notice: Notice) -> str:
        return reverse("questionnaires:questionnaire", args=[notice.facts["questionnaire"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        until = instant(facts["until"])
        return {
            "cohort": str(facts["cohort"]),
            "course": str(facts["course"]),
            "last": say_when(until, zone, style="date", last=True) if until else "",
        }

    def sentences(self, facts: Facts) -> dict[str, str | Promise]:
        if facts["anonymous"]:
            return {"names": _("Your answers are kept without your name.")}
        return {"names": _("Those who run the cohort see your answers with your name.")}

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        questionnaire = Questionnaire.all_objects.filter(pk=notice.facts["questionnaire"]).first()
        enrolment = (
            Enrolment.all_objects.select_related("cohort").filter(pk=notice.facts["enrolment"]).first()
        )
        if questionnaire is None or enrolment is None or not questionnaire.asks_at(enrolment, now):
            return True
        return Answered.objects.filter(questionnaire=questionnaire, enrolment=enrolment).exists()
