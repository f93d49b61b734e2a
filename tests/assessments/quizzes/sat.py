"""A running cohort with one quiz, of three questions unless said otherwise, and ways to answer it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from assessments.questions.actions import ensure_bank, write_question
from assessments.quizzes.actions import SaveOutcome, save_response, start_attempt
from assessments.quizzes.models import Attempt
from assessments.quizzes.rules import FrozenQuestion, QuizRules
from cms.people.models import User
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.editions.models import EditionStep
from tests.assessments import taught
from tests.assessments.questions.parts import EXAMPLES, read

NOW = dt.datetime(2026, 9, 10, 10, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
EVERY_KIND = list(EXAMPLES)
RIGHT = {1: ["a"], 2: ["a", "b"], 3: ["6"]}
WRONG = {1: ["b"], 2: ["c"], 3: ["7"]}


@dataclass
class Sat:
    user: User
    cohort: Cohort
    enrolment: Enrolment
    step: EditionStep

    def start(self, now: dt.datetime = NOW) -> Attempt:
        return start_attempt(self.enrolment, edition_step=self.step, language="en", now=now)

    def save(
        self,
        attempt: Attempt,
        position: int,
        answer: list[str],
        *,
        sequence: int = 1,
        now: dt.datetime = NOW + MINUTE,
    ) -> SaveOutcome:
        return save_response(
            attempt, position=position, sequence=sequence, answer=answer, user=self.user, now=now
        )

    def client(self) -> Client:
        client = Client()
        client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        return client


def rules(questions: int = 3, **changed: Any) -> QuizRules:
    """The first `questions` of one of each kind, over and over, worth 1, 2, 1, 1, 3, 3 and 1 points."""
    bank = ensure_bank(taught.network("ejn"), slug="modules", name="Questions of modules")
    examples = list(EXAMPLES.values())
    frozen = []
    for number in range(questions):
        source, translation = examples[number % len(examples)]
        version = write_question(bank, key=uuid.uuid4(), body=read(source, translation), now=taught.START)
        frozen.append(FrozenQuestion(version.question.key, version.pk, source["points"]))
    given: dict[str, Any] = {"pass_mark": 70, "attempts": 2, "time_limit": 20, "grace": 10} | changed
    return QuizRules(questions=tuple(frozen), **given)


def a_quiz(
    email: str = "trainee@example.org", *, questions: int = 3, language: str = "en", **changed: Any
) -> Sat:
    host = taught.network("wacap")
    taken = taught.syllabus(host, lessons=1, quizzes=1, optional=1)
    step = next(step for step in taught.steps_of(taken) if step.kind == "quiz")
    EditionStep.objects.filter(pk=step.pk).update(frozen=rules(questions, **changed).to_json())
    step.refresh_from_db()
    cohort = taught.cohort(host, taken, state=CohortState.RUNNING)
    user = taught.person(email, language=language, time_zone="Africa/Dakar")
    return Sat(user, cohort, taught.enrol(user, cohort, language=language), step)


def a_quiz_until_next_year(**options: Any) -> Sat:
    """For a browser, which has a clock of its own."""
    found = a_quiz(**options)
    found.cohort.ends = timezone.now().date().replace(year=timezone.now().year + 1)
    found.cohort.save()
    found.enrolment.refresh_from_db()
    return found


def released(sat: Sat, **values: Any) -> Release:
    """From the cohort's first day; due in two weeks unless said otherwise."""
    defaults: dict[str, Any] = {"day_offset": 0, "due_offset": 14, "due_local_time": dt.time(23, 59)}
    return Release.objects.create(
        cohort=sat.cohort, module_key=sat.step.edition.module_key, **defaults | values
    )
