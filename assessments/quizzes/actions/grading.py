from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import F, Q

from assessments.quizzes.enums import ACTIVE_STATES, AttemptState
from assessments.quizzes.models import Attempt, AttemptQuerySet, AttemptQuestion, Response
from cms.core.locking import locked
from courses.cohorts.models import Enrolment
from courses.learning.actions import record_result
from courses.learning.enums import ResultSource

FOUR_PLACES = Decimal("0.0001")


class NotHandedIn(Exception):
    """Grading was asked for an attempt that still takes answers."""


def grade(attempt: Attempt, *, now: datetime) -> Attempt:
    """Grades a handed-in attempt and records the result, of which progress keeps the best; again is the same."""
    with transaction.atomic():
        attempt = lock_to_grade(attempt)
        grade_locked(attempt, now=now)
    return attempt


def lock_to_grade(attempt: Attempt, *, among: AttemptQuerySet | None = None) -> Attempt:
    """With its place; DoesNotExist where it is not `among` these.

    The enrolment first, which recording a result locks: whoever moves its dates holds it when it comes to attempts.
    With it the one of the same cohort as which it goes on, in the order in which all of a cohort are locked.
    """
    its = Enrolment.all_objects.filter(pk=attempt.enrolment_id)
    goes_on = its.filter(continued_as__cohort=F("cohort")).values("continued_as")
    both = Enrolment.all_objects.filter(Q(pk=attempt.enrolment_id) | Q(pk__in=goes_on))
    list(locked(both.order_by("pk")))
    found = Attempt.all_objects.all() if among is None else among
    return locked(found.with_place().filter(pk=attempt.pk)).get()


def grade_locked(attempt: Attempt, *, now: datetime) -> None:
    """`grade`, for a row that the caller holds locked and has with its place."""
    if attempt.state in ACTIVE_STATES or attempt.submitted_at is None:
        raise NotHandedIn(attempt.pk)
    if attempt.state == AttemptState.GRADED:
        return
    attempt.state = AttemptState.GRADED
    attempt.graded_at = now
    # Dated at the moment at which it was handed in, so that a late sweep dates nothing otherwise.
    score_locked(attempt, at=attempt.submitted_at)


def score_locked(attempt: Attempt, *, at: datetime) -> None:
    """Scores the responses of a locked attempt, writes what it earns, and records it as a result of `at`."""
    questions = list(attempt.questions(manager="all_objects").select_related("version", "response"))
    share = score_of(questions)
    Response.all_objects.bulk_update([q.response for q in questions if hasattr(q, "response")], ["score"])
    attempt.score = as_decimal(share)
    attempt.passed = share * 100 >= attempt.rules.pass_mark
    attempt.save(update_fields=["state", "score", "passed", "graded_at"])
    record_result(
        attempt.enrolment,
        step_key=attempt.step_key,
        now=at,
        completed=True,
        score=attempt.score,
        passed=attempt.passed,
        source=ResultSource.QUIZ,
    )


def score_of(questions: Iterable[AttemptQuestion]) -> Fraction:
    """The share of all points that the responses earn; each response gets its own score, unsaved."""
    earned, total = Fraction(0), 0
    for question in questions:
        total += question.points
        response = getattr(question, "response", None)
        if response is not None:
            score = question.version.parsed.score(response.answer)
            response.score = as_decimal(score)
            earned += score * question.points
    return earned / total if total else Fraction(0)


def as_decimal(share: Fraction) -> Decimal:
    """Cut, not rounded: 69.996 % must not read as the pass mark that it misses."""
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(FOUR_PLACES, rounding=ROUND_DOWN)
