"""Progress turned on its side by the database: one row an enrolment, a column or two a step."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, IntegerField, Max, Q, QuerySet, Value, When

from courses.learning.completion import NOTHING, ProgressFacts, StepFacts
from courses.learning.models import Progress

ROWS_AT_ONCE = 1000

# How far one step is, in one number, so that it is one column.
OPENED, COMPLETED, FAILED, PASSED = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class PivotedRow:
    enrolment_id: int
    steps: dict[uuid.UUID, ProgressFacts]


def pivoted(enrolments: QuerySet, *, steps: Sequence[StepFacts], using: str) -> Iterator[PivotedRow]:
    """In the order of the enrolments' ids; an enrolment that has opened nothing has no row.

    A completed step carries the time of the last required one, which is all that `completion`
    takes from these times: one time a row is read instead of one a step.
    """
    if not steps:
        return
    assessed = [step for step in steps if step.assessed]
    columns = {
        "last": Max("completed_at", filter=Q(step_key__in=[step.key for step in steps if step.required]))
    }
    columns |= {f"stands_{at}": Max("stands", filter=Q(step_key=step.key)) for at, step in enumerate(steps)}
    columns |= {f"score_{at}": Max("score", filter=Q(step_key=step.key)) for at, step in enumerate(assessed)}
    rows = (
        Progress.all_objects.using(using)
        .filter(enrolment__in=enrolments)
        .annotate(stands=_stands())
        .values("enrolment_id")
        .annotate(**columns)
        .order_by("enrolment_id")
        .values_list("enrolment_id", *columns)
    )
    keys, assessed_keys, width = [step.key for step in steps], [step.key for step in assessed], len(steps) + 2
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        said = _facts_at(row[1])
        facts = {key: said[stands] for key, stands in zip(keys, row[2:width], strict=True) if stands}
        for key, score in zip(assessed_keys, row[width:], strict=True):
            if score is not None:
                facts[key] = _with_score(facts[key], score)
        yield PivotedRow(row[0], facts)


def _stands() -> Case:
    return Case(
        When(completed_at__isnull=True, then=Value(OPENED)),
        When(passed=True, then=Value(PASSED)),
        When(passed=False, then=Value(FAILED)),
        default=Value(COMPLETED),
        output_field=IntegerField(),
    )


def _facts_at(last: dt.datetime | None) -> dict[int, ProgressFacts]:
    """The facts of one row by how far a step is: the same few serve all its steps."""
    return {
        OPENED: NOTHING,
        COMPLETED: ProgressFacts(completed_at=last),
        FAILED: ProgressFacts(completed_at=last, passed=False),
        PASSED: ProgressFacts(completed_at=last, passed=True),
    }


def _with_score(facts: ProgressFacts, score: Decimal) -> ProgressFacts:
    return ProgressFacts(completed_at=facts.completed_at, passed=facts.passed, score=score)
