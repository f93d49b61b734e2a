from __future__ import annotations

import logging
import uuid
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest

from cms.core.locking import locked
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.models.enrolment import MOST_BEFORE
from courses.editions.reading import taught_syllabus
from courses.learning.completion import Completion, ProgressFacts, completion
from courses.learning.enums import CompletionState, ResultSource
from courses.learning.models import Progress
from courses.learning.outline import facts_of, step_facts

logger = logging.getLogger(__name__)
SEEN_AGAIN_AFTER = 60
MOST_SECONDS = 60


def open_step(
    enrolment: Enrolment,
    *,
    step_key: uuid.UUID,
    progress: Progress | None,
    now: datetime,
) -> Progress:
    """Records that the step was opened. `progress` is the row if the caller has it: no query then,
    unless it was last seen more than a minute ago."""
    if progress is None:
        progress, _made = Progress.all_objects.get_or_create(
            enrolment=enrolment,
            step_key=step_key,
            defaults={"opened_at": now, "last_seen_at": now},
        )
    elif progress.last_seen_at is None or (now - progress.last_seen_at).total_seconds() > SEEN_AGAIN_AFTER:
        Progress.all_objects.filter(pk=progress.pk).update(last_seen_at=now)
    return progress


def keep_position(
    enrolment: Enrolment, *, step_key: uuid.UUID, block_id: uuid.UUID, seconds: int = 0, now: datetime
) -> None:
    """Remembers the block that was read last; a step never opened is left alone.

    `seconds` are those that the page says were spent since it last told; more than a minute at
    once isn't believed.
    """
    Progress.all_objects.filter(enrolment=enrolment, step_key=step_key).update(
        last_position=str(block_id),
        last_seen_at=Greatest(Coalesce(F("last_seen_at"), Value(now)), Value(now)),
        seconds=F("seconds") + min(max(seconds, 0), MOST_SECONDS),
    )


def record_result(
    enrolment: Enrolment,
    *,
    step_key: uuid.UUID,
    now: datetime,
    completed: bool = True,
    score: Decimal | None = None,
    passed: bool | None = None,
    source: ResultSource,
    hops: int = MOST_BEFORE,
) -> Progress:
    """What every kind of step writes its result through; the best result stays. It says nothing of when the person
    was there: a result may be somebody else's late decision.

    Locks the enrolment, then writes the progress row, then the enrolment's state where the rule
    now holds, then the same where the enrolment goes on, over `hops` others at most; all in the caller's
    transaction or one of its own.
    """
    with transaction.atomic():
        enrolment = locked(Enrolment.all_objects.filter(pk=enrolment.pk)).get()
        row, _made = Progress.all_objects.get_or_create(
            enrolment=enrolment,
            step_key=step_key,
            defaults={"opened_at": now},
        )
        _write_best(row, completed=completed, score=score, passed=passed, source=source, now=now)
        if row.completed_at is not None and row.passed is not False:
            # Done before, too: what was graded while somebody had withdrawn counts when they are back.
            complete_enrolment(enrolment, now=now)
        if enrolment.continued_as_id and hops:
            # Begun before somebody was moved, or two accounts were made one.
            record_result(
                Enrolment(pk=enrolment.continued_as_id),
                step_key=step_key,
                now=now,
                completed=completed,
                score=score,
                passed=passed,
                source=source,
                hops=hops - 1,
            )
    logger.info(
        "Result recorded",
        extra={
            "event": "result.recorded",
            "enrolment": enrolment.pk,
            "step": str(step_key),
        },
    )
    return row


def _write_best(
    row: Progress,
    *,
    completed: bool,
    score: Decimal | None,
    passed: bool | None,
    source: ResultSource,
    now: datetime,
) -> None:
    if completed and row.completed_at is None:
        row.completed_at = now
    better = score is not None and (row.score is None or score > row.score)
    newly_passed = bool(passed) and not row.passed
    if newly_passed:
        row.completed_at = now
    if better:
        row.score = score
    if passed is not None:
        row.passed = bool(row.passed) or passed
    if better or newly_passed or row.result_at is None:
        row.result_at = now
        row.source = source
    # Where it was left and for how long is written meanwhile, by `keep_position` and without the lock.
    row.save(update_fields=["completed_at", "score", "passed", "result_at", "source"])


def complete_enrolment(enrolment: Enrolment, *, now: datetime) -> None:
    """*Completed*, where everything required is done; for a row that the caller holds locked."""
    if enrolment.state not in {EnrolmentState.ACTIVE, EnrolmentState.NOT_COMPLETED}:
        return
    if completion_of(enrolment).state == CompletionState.COMPLETE:
        enrolment.state = EnrolmentState.COMPLETED
        enrolment.ended_at = now
        enrolment.save(update_fields=["state", "ended_at"])


def completion_of(enrolment: Enrolment) -> Completion:
    """One enrolment's completion from its stored facts."""
    if enrolment.syllabus_id is None:
        return completion([], {})
    steps = [step_facts(step) for step in taught_syllabus(enrolment.syllabus_id, enrolment.language).steps]
    progress = {row.step_key: facts_of(row) for row in Progress.all_objects.filter(enrolment=enrolment)}
    return completion(steps, progress)


def settle_enrolments(cohort: Cohort, now: datetime) -> None:
    """Completes who has done everything but was never marked so, such as who came back after a quiz was graded.

    Called in the transaction that closes the cohort; two queries, whatever its size.
    """
    if cohort.syllabus_id is None:
        return
    steps = [step_facts(step) for step in taught_syllabus(cohort.syllabus_id, "en").steps]
    progress: dict[int, dict[uuid.UUID, ProgressFacts]] = {}
    active = Enrolment.all_objects.filter(
        cohort=cohort, state=EnrolmentState.ACTIVE, syllabus=cohort.syllabus_id
    )
    for row in Progress.all_objects.filter(enrolment__in=active):
        progress.setdefault(row.enrolment_id, {})[row.step_key] = facts_of(row)
    done = [
        pk for pk, facts in progress.items() if completion(steps, facts).state == CompletionState.COMPLETE
    ]
    Enrolment.all_objects.filter(pk__in=done).update(state=EnrolmentState.COMPLETED, ended_at=now)
