"""What every view of an attempt starts from: find it, and only for whom it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from assessments.quizzes.models import Attempt
from cms.core.saying import active_language
from courses.editions.reading import TaughtNetwork, TaughtStep, taught_syllabus
from courses.learning.viewing import viewing_of
from courses.learning.views import learner_of


@dataclass(frozen=True)
class OwnAttempt:
    """`languages` are those in which the person reads, the active one first."""

    attempt: Attempt
    step: TaughtStep
    network: TaughtNetwork
    languages: tuple[str, ...]


def own_attempt(request: HttpRequest, attempt_id: int) -> OwnAttempt:
    """The attempt of whose pages these are; 404 for anybody else's, as for none."""
    viewing = viewing_of(request)
    own = Attempt.all_objects.of(request.user)
    if viewing:
        own = Attempt.all_objects.filter(enrolment=viewing.enrolment)
    attempt = own.with_place().filter(pk=attempt_id).first()
    if attempt is None or attempt.enrolment.syllabus_id is None:
        raise Http404
    languages = languages_of(request, attempt.enrolment.language)
    syllabus = taught_syllabus(attempt.enrolment.syllabus_id, languages[0])
    taught = ((module, step) for module in syllabus.modules for step in module.steps)
    module, step = next(pair for pair in taught if pair[1].id == attempt.edition_step_id)
    return OwnAttempt(attempt, step, module.network, languages)


def languages_of(request: HttpRequest, enrolled_in: str) -> tuple[str, ...]:
    active = active_language()
    return tuple(dict.fromkeys([active, enrolled_in, learner_of(request).language]))
