"""Who is written to that the questions at the end are asked; those at the start stand where one begins."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from assessments.questionnaires.models import AFTER_THE_END, Answered, Questionnaire
from assessments.questionnaires.notices import QuestionsAsked
from cms.core.sweep import each_due
from cms.networks.models import in_language
from cms.notices.actions import write_notices
from courses.cohorts.models import Enrolment
from courses.cohorts.notices import OWN_FACTS, readers_of
from courses.editions.reading import taught_syllabus


def tell_of_questions(now: datetime) -> int:
    """Sweep step: of each questionnaire at the end, once, as soon as everybody is asked; how many questionnaires."""
    due = Questionnaire.all_objects.to_tell_of(now).select_related("cohort__network")
    return each_due(due.order_by("cohort__ends_at", "pk"), partial(_tell, now=now))


def _tell(questionnaire: Questionnaire, *, now: datetime) -> bool:
    questionnaire.told_at = now
    questionnaire.save(update_fields=["told_at"])
    cohort = questionnaire.cohort
    answered = Answered.objects.filter(questionnaire=questionnaire).values("enrolment")
    people = Enrolment.all_objects.filter(cohort=cohort).enrolled().exclude(pk__in=answered)

    def facts(language: str) -> dict[str, object]:
        titles = taught_syllabus(cohort.syllabus_id, language).titles if cohort.syllabus_id else {}
        return {
            "questionnaire": questionnaire.pk,
            "cohort": cohort.name,
            "course": in_language(titles, language),
            "anonymous": questionnaire.anonymous,
            "until": cohort.ends_at + AFTER_THE_END,
        }

    write_notices(
        readers_of(people),
        kind=QuestionsAsked.key,
        subject=f"questionnaire:{questionnaire.pk}",
        facts=facts,
        own=OWN_FACTS,
        network=cohort.network,
        due=now,
        now=now,
    )
    return True
