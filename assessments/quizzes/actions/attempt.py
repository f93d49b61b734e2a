from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.questions.models import QuestionVersion
from assessments.quizzes.actions.grading import grade_locked, lock_to_grade
from assessments.quizzes.enums import ACTIVE_STATES, AttemptState, Phase
from assessments.quizzes.models import AddedMinutes, Attempt, AttemptQuestion
from assessments.quizzes.notices import tell_of_result
from assessments.quizzes.permissions import StartDecision, decide_start, must_mark
from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.models import Enrolment
from courses.editions.models import EditionStep

logger = logging.getLogger(__name__)


def start_attempt(
    enrolment: Enrolment, *, edition_step: EditionStep, language: str, now: datetime
) -> Attempt:
    """A new attempt, or the one that is open; Refusal where none may be started.

    An attempt whose time is over is ended and graded first, in a transaction of its own, since
    the sweep may not have come by yet. The enrolment's row is the lock, so that two starts at
    once give one attempt; the constraint on active attempts holds the same.
    """
    for over in Attempt.all_objects.through(enrolment, edition_step.step_key).over_at(now):
        end_if_over(over, now=now)
    with transaction.atomic():
        enrolment = locked(Enrolment.all_objects.select_related("cohort").filter(pk=enrolment.pk)).get()
        decision = decide_start(enrolment, edition_step, now)
        if decision.reason == "under_way" and decision.under_way:
            return decision.under_way
        if not decision.may_start:
            raise Refusal(decision.sentence, code=decision.reason)
        attempt = _create(enrolment, edition_step, decision, language=language, now=now)
    logger.info(
        "Attempt started",
        extra={
            "event": "attempt.started",
            "attempt": attempt.pk,
            "enrolment": enrolment.pk,
            "number": attempt.number,
        },
    )
    return attempt


def _create(
    enrolment: Enrolment, edition_step: EditionStep, decision: StartDecision, *, language: str, now: datetime
) -> Attempt:
    attempt = Attempt.all_objects.create(
        enrolment=enrolment,
        step_key=edition_step.step_key,
        edition_step=edition_step,
        # Above all that there are: who was moved there and back has counted in both cohorts.
        number=max((attempt.number for attempt in decision.attempts), default=0) + 1,
        seed=secrets.token_hex(8),
        language=language,
        started_at=now,
        deadline=decision.deadline,
        ends_at=decision.ends_at,
    )
    questions = decision.rules.questions
    versions = QuestionVersion.all_objects.in_bulk([question.version_id for question in questions])
    AttemptQuestion.all_objects.bulk_create(
        AttemptQuestion(
            attempt=attempt,
            position=position,
            version=versions[question.version_id],
            points=question.points,
            order=versions[question.version_id].parsed.order(f"{attempt.seed}:{position}"),
        )
        for position, question in enumerate(questions, start=1)
    )
    return attempt


def submit(attempt: Attempt, *, user: User, now: datetime) -> Attempt:
    """Closes the attempt at once and grades what was saved; handed in twice is the same as once."""
    with transaction.atomic():
        attempt = lock_to_grade(attempt, among=Attempt.all_objects.of(user))
        if attempt.state in ACTIVE_STATES:
            _close(attempt, at=min(now, attempt.last_moment), now=now)
    return attempt


def end_if_over(attempt: Attempt, *, now: datetime) -> bool:
    """Ends and grades an attempt for which nothing counts any more; whether it did.

    It is dated at the moment at which it was over, however late this comes.
    """
    with transaction.atomic():
        attempt = lock_to_grade(attempt)
        if attempt.state == AttemptState.SUBMITTED:
            grade_locked(attempt, now=now)
            return True
        if attempt.state not in ACTIVE_STATES or attempt.phase_at(now) != Phase.OVER:
            return False
        _close(attempt, at=attempt.last_moment, now=now)
        tell_of_result(attempt, now=now)
        return True


def _close(attempt: Attempt, *, at: datetime, now: datetime) -> None:
    attempt.state = AttemptState.SUBMITTED
    attempt.submitted_at = at
    attempt.save(update_fields=["state", "submitted_at"])
    grade_locked(attempt, now=now)
    logger.info(
        "Attempt handed in", extra={"event": "attempt.submitted", "attempt": attempt.pk, "due": at < now}
    )


def add_minutes(attempt: Attempt, *, minutes: int, by: User, reason: str, now: datetime) -> Attempt:
    """More time for one attempt that still runs: a row says who gave it and why, deadline and end move with it.

    NotAllowed unless `by` may mark in the cohort; Refusal `invalid` or `not_timed`.
    """
    must_mark(by, attempt)
    if minutes < 1 or not reason.strip():
        raise Refusal(_("Say how many minutes, at least one, and why."), code="invalid")
    with transaction.atomic():
        attempt = locked(Attempt.all_objects.with_place().filter(pk=attempt.pk)).get()
        if not attempt.saves_at(now) or attempt.deadline is None or attempt.ends_at is None:
            raise Refusal(
                _("Only an attempt that is under way and has a time limit can get more time."),
                code="not_timed",
            )
        AddedMinutes.all_objects.create(
            attempt=attempt, minutes=minutes, by=by, reason=reason.strip(), at=now
        )
        attempt.deadline += timedelta(minutes=minutes)
        attempt.ends_at += timedelta(minutes=minutes)
        attempt.state = AttemptState.OPEN
        attempt.save(update_fields=["deadline", "ends_at", "state"])
    logger.info(
        "Minutes added", extra={"event": "attempt.minutes_added", "attempt": attempt.pk, "minutes": minutes}
    )
    return attempt
