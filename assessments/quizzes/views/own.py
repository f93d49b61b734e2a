"""What every view of an attempt starts from: find it, and only for whom it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from assessments.quizzes.models import Attempt
from courses.editions.reading import TaughtStep, taught_syllabus


@dataclass(frozen=True)
class OwnAttempt:
    """`languages` are those in which the person reads, the active one first."""

    attempt: Attempt
    step: TaughtStep
    course_title: str
    languages: tuple[str, ...]


def own_attempt(request: HttpRequest, attempt_id: int) -> OwnAttempt:
    """The signed-in person's attempt; 404 for anybody else's, as for none."""
    attempt = Attempt.all_objects.of(request.user).with_place().filter(pk=attempt_id).first()
    if attempt is None or attempt.enrolment.syllabus_id is None:
        raise Http404
    languages = languages_of(request, attempt.enrolment.language)
    syllabus = taught_syllabus(attempt.enrolment.syllabus_id, languages[0])
    step = next(step for step in syllabus.steps if step.id == attempt.edition_step_id)
    title = syllabus.titles.get(languages[0]) or next(iter(syllabus.titles.values()), "")
    return OwnAttempt(attempt, step, title, languages)


def languages_of(request: HttpRequest, enrolled_in: str) -> tuple[str, ...]:
    active = (get_language() or "en").split("-")[0]
    return tuple(dict.fromkeys([active, enrolled_in, request.user.language]))
