"""Whether an attempt may be started, decided before anything is done; and who decides on one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.quizzes.enums import Phase
from assessments.quizzes.models import Attempt
from assessments.quizzes.rules import QuizRules, deadline_of, is_cut
from cms.core.errors import NotAllowed
from cms.people.models import User
from courses.cohorts.enums import LEARNING_STATES, CohortState
from courses.cohorts.models import Enrolment, Release
from courses.cohorts.own_dates import releases_of
from courses.cohorts.permissions import may_mark
from courses.editions.models import EditionStep


def must_mark(by: User, attempt: Attempt) -> None:
    """NotAllowed unless `by` may give time to the attempt and decide what counts in it."""
    if not may_mark(by, attempt.enrolment.cohort):
        raise NotAllowed(
            _("Only the organisers and facilitators of this cohort decide on its attempts."),
            code="not_allowed",
        )


@dataclass(frozen=True)
class StartDecision:
    """Views and actions only obey.

    `reason` is a stable code, empty where starting is possible, and `sentence` says it to the
    trainee. `deadline` and `ends_at` are those of an attempt started now, None where nothing
    but the cohort's end limits it; `limit_cut` says that less than the full time is left.
    `under_way` is the attempt to go on with: then starting means going on.
    """

    rules: QuizRules
    may_start: bool
    reason: str
    sentence: str
    last_start: datetime
    last_submission: datetime | None
    deadline: datetime | None
    ends_at: datetime | None
    limit_cut: bool
    attempts: tuple[Attempt, ...]
    attempts_left: int | None
    under_way: Attempt | None


def decide_start(enrolment: Enrolment, edition_step: EditionStep, now: datetime) -> StartDecision:
    """Four queries whatever the number of attempts; `enrolment` comes with its cohort.

    Attempts of the enrolments that go on as this one count as its own: who was moved has no more than others.
    """
    rules = QuizRules.from_json(edition_step.frozen)
    release = _release(enrolment, edition_step)
    attempts = tuple(Attempt.all_objects.through(enrolment, edition_step.step_key))
    # Where two accounts were made one, only the other one can go on with what it has begun.
    own = [attempt for attempt in attempts if attempt.enrolment.user_id == enrolment.user_id]
    under_way = next((attempt for attempt in own if attempt.saves_at(now)), None)
    left = None if rules.attempts is None else max(rules.attempts - len(attempts), 0)
    last_start = release.last_start if release else enrolment.cohort.ends_at
    reason = _not_open(enrolment, release, now) or _not_now(rules, under_way, left, last_start, now)
    last_submission = release.last_submission_at if release else None
    deadline = deadline_of(now, time_limit=rules.time_limit, last_submission=last_submission)
    return StartDecision(
        rules=rules,
        may_start=not reason,
        reason=reason,
        sentence=_sentence(reason),
        last_start=last_start,
        last_submission=last_submission,
        deadline=deadline,
        ends_at=deadline + rules.grace_time if deadline else None,
        limit_cut=is_cut(now, time_limit=rules.time_limit, last_submission=last_submission),
        attempts=attempts,
        attempts_left=left,
        under_way=under_way,
    )


def _release(enrolment: Enrolment, edition_step: EditionStep) -> Release | None:
    return releases_of(enrolment).get(edition_step.edition.module_key)


def _not_open(enrolment: Enrolment, release: Release | None, now: datetime) -> str:
    if enrolment.state not in LEARNING_STATES:
        return "not_enrolled"
    if enrolment.cohort.state != CohortState.RUNNING:
        return "cohort_not_running"
    if release is not None and not release.is_open_at(now):
        return "not_released"
    return ""


def _not_now(
    rules: QuizRules, under_way: Attempt | None, left: int | None, last_start: datetime, now: datetime
) -> str:
    if under_way is not None:
        return "under_way" if under_way.phase_at(now) == Phase.OPEN else "closing"
    if not rules.questions:
        return "no_questions"
    if left == 0:
        return "no_attempts_left"
    return "last_start_passed" if last_start <= now else ""


def _sentence(reason: str) -> str:
    sentences = {
        "": "",
        "not_enrolled": _(
            "You are not enrolled in this cohort any more. Write to its organiser if you want to come back."
        ),
        "cohort_not_running": _("This cohort is not running, so no attempt can be started."),
        "not_released": _("This module is not open yet. Come back when it is released."),
        "under_way": _("An attempt is under way. Go on with it."),
        "closing": _(
            "The time of your attempt is up. Hand in what you have; answers that are still on their way count."
        ),
        "no_questions": _("This quiz has no question yet. Write to the organiser of your cohort."),
        "no_attempts_left": _("You have used all your attempts. The best one counts."),
        "last_start_passed": _(
            "The last moment to start has passed. Write to the organiser of your cohort if you could not."
        ),
    }
    return sentences[reason]
