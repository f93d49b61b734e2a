from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.models import AddedMinutes, Attempt, LateDecision, LateResponse, Response
from cms.people.models import User
from cms.people.records import PersonalRecords

WITHOUT_NAME = _("As long as the cohort's records; without your name once your account is erased.")


class Attempts(PersonalRecords):
    model = Attempt
    title = _("Your attempts at quizzes")
    purpose = _("So that they can be marked, and a mark can be explained.")
    kept = WITHOUT_NAME
    of_person = ("enrolment__user",)
    fields = (
        "enrolment__cohort",
        "step_key",
        "number",
        "started_at",
        "submitted_at",
        "state",
        "score",
        "passed",
    )


class Answers(PersonalRecords):
    model = Response
    title = _("Your answers")
    purpose = _("So that they can be marked, and a mark can be explained.")
    kept = WITHOUT_NAME
    of_person = ("attempt_question__attempt__enrolment__user",)

    @classmethod
    def export(cls, user: User) -> Iterator[dict[str, Any]]:
        """In words, beside the question as it was asked."""
        ways = ("attempt_question__version", "attempt_question__attempt")
        for row in cls.rows(user).select_related(*ways):
            asked = row.attempt_question
            body, languages = asked.version.parsed, [asked.attempt.language]
            yield {
                gettext("attempt"): asked.attempt_id,
                gettext("question"): body.asked(languages, order=asked.order, answer=None).text,
                gettext("answer"): body.said(languages, row.answer),
                gettext("saved"): row.saved_at,
                gettext("score"): row.score,
            }


class LateAnswers(PersonalRecords):
    model = LateResponse
    title = _("Your answers that arrived late")
    purpose = _("So that an organiser can decide whether they count.")
    kept = WITHOUT_NAME
    of_person = ("attempt_question__attempt__enrolment__user",)

    @classmethod
    def export(cls, user: User) -> Iterator[dict[str, Any]]:
        for row in cls.rows(user).select_related("attempt_question__version", "attempt_question__attempt"):
            asked = row.attempt_question
            said = asked.version.parsed.said([asked.attempt.language], row.answer)
            yield {
                gettext("attempt"): asked.attempt_id,
                gettext("answer"): said,
                gettext("arrived"): row.arrived_at,
            }


class TimeGiven(PersonalRecords):
    model = AddedMinutes
    title = _("Time that you were given")
    purpose = _("So that the end of an attempt can be explained.")
    kept = WITHOUT_NAME
    of_person = ("attempt__enrolment__user",)
    fields = ("minutes", "reason", "at")


class Decisions(PersonalRecords):
    model = LateDecision
    title = _("Decisions on your late answers")
    purpose = _("So that a mark can be explained.")
    kept = WITHOUT_NAME
    of_person = ("attempt_question__attempt__enrolment__user",)
    fields = ("counted", "reason", "at", "score_before", "score_after")
