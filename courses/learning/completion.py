"""When a course is complete: one pure function that board, trainee's page, certificate and report call."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from courses.learning.enums import CompletionState

Reason = Literal["not_done", "not_passed"]
FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A step of the syllabus; an `assessed` one is done only when it is passed."""

    key: uuid.UUID
    required: bool
    assessed: bool


@dataclass(frozen=True, slots=True)
class ProgressFacts:
    completed_at: datetime | None = None
    passed: bool | None = None
    score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    key: uuid.UUID
    reason: Reason


@dataclass(frozen=True, slots=True)
class Completion:
    """`done` and `required` count required steps only, so never more than all of them are done.

    `score` is the mean, 0–1, of the required assessed steps that have a score, or None.
    `completed_at` is when the last required step was done, None until the state is *complete*.
    """

    state: CompletionState
    missing: tuple[Missing, ...]
    done: int
    required: int
    score: Decimal | None
    completed_at: datetime | None


NOTHING = ProgressFacts()


def completion(
    steps: Iterable[StepFacts],
    progress: Mapping[uuid.UUID, ProgressFacts],
    rule: str = "all_required",
) -> Completion:
    """The rule `all_required`: every required step complete, each required assessed one passed.

    Progress of steps that are not in the syllabus counts for nothing. A syllabus without required
    steps is never complete.
    """
    if rule != "all_required":
        raise ValueError(f"no such rule: {rule}")
    required = [step for step in steps if step.required]
    facts = [(step, progress.get(step.key, NOTHING)) for step in required]
    missing = tuple(Missing(step.key, reason) for step, fact in facts if (reason := _lacks(step, fact)))
    complete = bool(required) and not missing
    scores = [fact.score for step, fact in facts if step.assessed and fact.score is not None]
    return Completion(
        state=_state(complete=complete, begun=bool(progress)),
        missing=missing,
        done=len(required) - len(missing),
        required=len(required),
        score=(sum(scores, Decimal(0)) / len(scores)).quantize(FOUR_PLACES) if scores else None,
        completed_at=max(fact.completed_at for _step, fact in facts if fact.completed_at)
        if complete
        else None,
    )


def is_done(step: StepFacts, fact: ProgressFacts) -> bool:
    return _lacks(step, fact) is None


def _lacks(step: StepFacts, fact: ProgressFacts) -> Reason | None:
    if fact.completed_at is None:
        return "not_done"
    return "not_passed" if step.assessed and not fact.passed else None


def _state(*, complete: bool, begun: bool) -> CompletionState:
    if complete:
        return CompletionState.COMPLETE
    return CompletionState.UNDER_WAY if begun else CompletionState.NOT_STARTED
