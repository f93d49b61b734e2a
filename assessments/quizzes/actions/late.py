from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.quizzes.actions.attempt import end_if_over
from assessments.quizzes.actions.grading import lock_to_grade, score_locked
from assessments.quizzes.enums import AttemptState
from assessments.quizzes.models import Attempt, AttemptQuestion, LateDecision, LateResponse, Response
from assessments.quizzes.notices import tell_of_decision
from assessments.quizzes.permissions import must_mark
from cms.core.errors import Refusal
from cms.people.models import User

logger = logging.getLogger(__name__)


def decide_late(
    question: AttemptQuestion, *, counted: LateResponse | None, by: User, reason: str, now: datetime
) -> LateDecision:
    """Decides once, with a reason, whether one of a question's late answers counts, and which; None leaves all out.

    What counts takes the place of the saved answer, which the decision keeps; the attempt is scored
    again and the result recorded as of `now`, so that an award which depended on it falls due. An attempt
    whose time is over is ended first. NotAllowed unless `by` may mark; Refusal `no_reason`,
    `not_over`, `decided` (otherwise than now), or `lower`: a decision takes no point away.
    DoesNotExist for a late answer to another question.
    """
    must_mark(by, question.attempt)
    if counted is not None and counted.attempt_question_id != question.pk:
        raise LateResponse.DoesNotExist
    if not reason.strip():
        raise Refusal(_("Say why. The reason is kept with the decision."), code="no_reason")
    end_if_over(question.attempt, now=now)
    with transaction.atomic():
        attempt = lock_to_grade(question.attempt)
        if attempt.state != AttemptState.GRADED:
            raise Refusal(
                _("This attempt still takes answers. Decide when its time is over."), code="not_over"
            )
        decided = LateDecision.all_objects.filter(attempt_question=question).first()
        if decided is not None:
            return _same_or_refused(decided, counted)
        decision = _decide(attempt, question, counted, by=by, reason=reason.strip(), now=now)
        tell_of_decision(decision, attempt, now=now)
    logger.info(
        "Late answer decided",
        extra={
            "event": "response.late_decided",
            "attempt": attempt.pk,
            "position": question.position,
            "late_response": decision.counted_id,
            "by": by.pk,
        },
    )
    return decision


def _same_or_refused(decided: LateDecision, counted: LateResponse | None) -> LateDecision:
    if decided.counted_id != (counted.pk if counted else None):
        raise Refusal(
            _("This has been decided already, otherwise. The decision stands below."), code="decided"
        )
    return decided


def _decide(
    attempt: Attempt,
    question: AttemptQuestion,
    counted: LateResponse | None,
    *,
    by: User,
    reason: str,
    now: datetime,
) -> LateDecision:
    before, replaced = attempt.score, Response.all_objects.filter(attempt_question=question).first()
    kept: dict[str, Any] = {}
    if replaced is not None:
        kept = {"replaced_sequence": replaced.sequence, "replaced_answer": replaced.answer}
    if counted is not None:
        _refuse_if_lower(question, replaced, counted)
        _put_in_place(question, replaced, counted)
        score_locked(attempt, at=now)
    return LateDecision.all_objects.create(
        attempt_question=question,
        counted=counted,
        reason=reason,
        by=by,
        at=now,
        score_before=before,
        score_after=attempt.score,
        **kept,
    )


def _refuse_if_lower(question: AttemptQuestion, replaced: Response | None, counted: LateResponse) -> None:
    body = question.version.parsed
    if replaced is not None and body.score(counted.answer) < body.score(replaced.answer):
        raise Refusal(
            _("The late answer earns less than the saved one. Leave it out, so that nobody loses by it."),
            code="lower",
        )


def _put_in_place(question: AttemptQuestion, replaced: Response | None, counted: LateResponse) -> None:
    """`counted` becomes the answer that counts, with the next number of the saved one."""
    Response.all_objects.update_or_create(
        attempt_question=question,
        defaults={
            "sequence": replaced.sequence + 1 if replaced else 1,
            "answer": counted.answer,
            "saved_at": counted.arrived_at,
        },
    )
