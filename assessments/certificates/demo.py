"""The demo's story: people enrol, read and answer at moments in the past, with the sweep in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby

from assessments.certificates.demo_cohorts import story_of
from assessments.quizzes.actions import save_response, start_attempt, submit
from cms.core.sweep import sweep
from cms.people.demo import demo_user
from courses.cohorts.actions import enrol
from courses.cohorts.demo import plan, plan_others
from courses.cohorts.models import Cohort, Enrolment
from courses.editions.models import EditionStep
from courses.learning.actions import keep_position, open_step, record_result
from courses.learning.enums import ResultSource

AFTERWARDS = timedelta(minutes=15)
Event = tuple[int, Callable[[datetime], object]]


def load(now: datetime) -> None:
    """Plays the story once; who is enrolled already is left as they are."""
    cohorts, others = plan(now), plan_others(now)
    if Enrolment.all_objects.filter(cohort__in=cohorts.values()).exists():
        return
    events = sorted([*_story(cohorts), *story_of(others, now)], key=lambda event: event[0])
    for days, acts in groupby(events, key=lambda event: event[0]):
        moment = now + timedelta(days=days)
        sweep(moment)
        for _days, act in acts:
            act(moment)
        sweep(moment + AFTERWARDS)
    sweep(now)


def _story(cohorts: dict[str, Cohort]) -> list[Event]:
    finished, running = cohorts["finished"], cohorts["running"]
    events: list[Event] = [
        (-80, lambda at: _enrol(finished, "graduate", at)),
        (-75, lambda at: _enrol(finished, "latecomer", at)),
        (-30, lambda at: _enrol(running, "trainee", at)),
        (-22, lambda at: _enrol(running, "trainee-ar", at)),
        (-50, lambda at: _read(finished, "latecomer", 1, at)),
        (-49, lambda at: _answer(finished, "graduate", at)),
        (-3, lambda at: _begin(running, "trainee", 3, at)),
    ]
    events += [
        (-57 + lesson, lambda at, n=lesson: _read(finished, "graduate", n, at)) for lesson in (1, 2, 3, 4)
    ]
    events += [(-9 + lesson * 2, lambda at, n=lesson: _read(running, "trainee", n, at)) for lesson in (1, 2)]
    events += [(-8 + lesson, lambda at, n=lesson: _read(running, "trainee-ar", n, at)) for lesson in (1, 2)]
    return events


def _enrol(cohort: Cohort, address: str, at: datetime) -> None:
    enrol(cohort, user=demo_user(address), now=at)


def _of(cohort: Cohort, address: str) -> Enrolment:
    return Enrolment.all_objects.select_related("cohort", "user").get(cohort=cohort, user=demo_user(address))


def _step(enrolment: Enrolment, number: int) -> EditionStep:
    return EditionStep.objects.filter(edition__syllabuses=enrolment.syllabus).order_by("position")[number - 1]


def _read(cohort: Cohort, address: str, number: int, at: datetime) -> None:
    enrolment = _of(cohort, address)
    step = _step(enrolment, number)
    open_step(enrolment, step_key=step.step_key, progress=None, now=at)
    record_result(enrolment, step_key=step.step_key, now=at, source=ResultSource.READ)


def _begin(cohort: Cohort, address: str, number: int, at: datetime) -> None:
    """Reads on to the middle of the lesson and stops there."""
    enrolment = _of(cohort, address)
    step = _step(enrolment, number)
    open_step(enrolment, step_key=step.step_key, progress=None, now=at)
    blocks = list(step.texts.first().revision.as_object().body)
    keep_position(enrolment, step_key=step.step_key, block_id=blocks[len(blocks) // 2].id, seconds=60, now=at)


def _answer(cohort: Cohort, address: str, at: datetime) -> None:
    """A good attempt at the quiz: every question right but the first."""
    enrolment = _of(cohort, address)
    step = EditionStep.objects.filter(edition__syllabuses=enrolment.syllabus, kind="quiz").get()
    attempt = start_attempt(enrolment, edition_step=step, language=enrolment.language, now=at)
    for question in attempt.questions.select_related("version").order_by("position")[1:]:
        at += timedelta(seconds=40)
        answer = question.version.parsed.key()
        save_response(
            attempt, position=question.position, sequence=1, answer=answer, user=enrolment.user, now=at
        )
    submit(attempt, user=enrolment.user, now=at + timedelta(seconds=30))
