"""The board of a cohort: a line for each of its people."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, EnrolmentQuerySet
from courses.cohorts.own_dates import releases_by_enrolment
from courses.editions.reading import TaughtModule, TaughtStep, taught_syllabus
from courses.learning.behind import Trouble, trouble_in
from courses.learning.completion import NOTHING, ProgressFacts, completion, is_done
from courses.learning.models import Progress
from courses.learning.outline import step_facts
from courses.learning.signs_of_life import last_sign


class Where(models.TextChoices):
    """Where somebody stands, as the board says it; who is behind may be silent too."""

    NOT_YET = "not_yet", _("Not started yet")
    ON_TRACK = "on_track", _("On track")
    BEHIND = "behind", _("Behind")
    SILENT = "silent", _("Silent for ten days")
    DONE = "done", pgettext_lazy("people of a cohort", "Done")
    NOT_COMPLETED = "not_completed", _("Not completed")
    CANCELLED = "cancelled", _("Cohort cancelled")
    LEFT = "left", _("Left")


SETTLED: dict[str, Where] = {
    EnrolmentState.COMPLETED: Where.DONE,
    EnrolmentState.NOT_COMPLETED: Where.NOT_COMPLETED,
    EnrolmentState.WITHDRAWN: Where.LEFT,
}
# Of who takes part, while their cohort does not run.
AT_REST: dict[str, Where] = {
    CohortState.DRAFT: Where.NOT_YET,
    CohortState.ANNOUNCED: Where.NOT_YET,
    CohortState.OPEN: Where.NOT_YET,
    CohortState.CLOSED: Where.NOT_COMPLETED,
    CohortState.ARCHIVED: Where.NOT_COMPLETED,
    CohortState.CANCELLED: Where.CANCELLED,
}


@dataclass(frozen=True)
class Row:
    """`done` and `total` count required steps, as `completion` does.

    `next_step` is the first open one that is not done; `opens`, where none is open, the module that opens next and
    when; `went_to` names the cohort that who has left was moved to.
    """

    enrolment: Enrolment
    where: tuple[Where, ...]
    done: int
    total: int
    next_step: str
    opens: tuple[str, datetime] | None
    seen_at: datetime | None
    went_to: str = ""

    @property
    def said_done(self) -> str:
        return gettext("%(number)s of %(total)s") % {"number": self.done, "total": self.total}


def people_of(cohort: Cohort) -> EnrolmentQuerySet:
    """Those who have, or had, a seat; annotates `seen_at`, when they were last in the course or in a live session, and
    `went_to`, the name of the cohort that they were moved to."""
    people = Enrolment.all_objects.filter(cohort=cohort).reported()
    elsewhere = Q(continued_as__isnull=False) & ~Q(continued_as__cohort=cohort)
    went_to = Case(When(elsewhere, then=F("continued_as__cohort__name")), default=Value(""))
    return people.annotate(seen_at=last_sign(), went_to=went_to).select_related("user")


def standing_at(
    people: EnrolmentQuerySet,
    where: Where,
    *,
    cohort: Cohort,
    trouble: Trouble | None = None,
    now: datetime,
) -> EnrolmentQuerySet:
    """Those of the cohort's people whose line says so; `trouble` for who has it already."""
    found = Q(state__in=[state for state, there in SETTLED.items() if there == where])
    if AT_REST.get(cohort.state) == where:
        found |= Q(state=EnrolmentState.ACTIVE)
    elif cohort.state == CohortState.RUNNING:
        trouble = trouble_in(cohort, now=now) if trouble is None else trouble
        match where:
            case Where.ON_TRACK:
                found |= Q(state=EnrolmentState.ACTIVE) & ~Q(pk__in=trouble.behind | trouble.silent)
            case Where.BEHIND:
                found |= Q(pk__in=trouble.behind)
            case Where.SILENT:
                found |= Q(pk__in=trouble.silent)
    return people.filter(found)


def places_in(cohort: Cohort) -> list[Where]:
    """Where people of a cohort may stand, as it goes now."""
    active = (
        {AT_REST[cohort.state]} if cohort.state in AT_REST else {Where.ON_TRACK, Where.BEHIND, Where.SILENT}
    )
    return [where for where in Where if where in active or where in SETTLED.values()]


def rows_of(
    enrolments: Iterable[Enrolment],
    *,
    cohort: Cohort,
    trouble: Trouble | None = None,
    language: str,
    now: datetime,
) -> list[Row]:
    """In their order; `trouble` for who has it already. Twelve queries at most, however many they are."""
    shown = list(enrolments)
    for each in shown:
        each.cohort = cohort
    ids = [each.pk for each in shown]
    modules = taught_syllabus(cohort.syllabus_id, language).modules if cohort.syllabus_id else ()
    trouble = trouble_in(cohort, now=now) if trouble is None else trouble
    facts = _facts(ids)
    releases = releases_by_enrolment(shown)
    return [
        _row(
            each,
            modules,
            facts.get(each.pk, {}),
            {key: release.opens_at for key, release in releases[each.pk].items()},
            where=_where(each, trouble=trouble),
            now=now,
        )
        for each in shown
    ]


def _facts(ids: Sequence[int]) -> dict[int, dict[uuid.UUID, ProgressFacts]]:
    facts: dict[int, dict[uuid.UUID, ProgressFacts]] = defaultdict(dict)
    rows = Progress.all_objects.filter(enrolment__in=ids).values_list(
        "enrolment", "step_key", "completed_at", "passed"
    )
    for enrolment, key, completed_at, passed in rows:
        facts[enrolment][key] = ProgressFacts(completed_at=completed_at, passed=passed)
    return facts


def _where(enrolment: Enrolment, *, trouble: Trouble) -> tuple[Where, ...]:
    if enrolment.state in SETTLED:
        return (SETTLED[enrolment.state],)
    if enrolment.cohort.state in AT_REST:
        return (AT_REST[enrolment.cohort.state],)
    needs = ((Where.BEHIND, trouble.behind), (Where.SILENT, trouble.silent))
    return tuple(where for where, people in needs if enrolment.pk in people) or (Where.ON_TRACK,)


def _row(
    enrolment: Enrolment,
    modules: Sequence[TaughtModule],
    facts: Mapping[uuid.UUID, ProgressFacts],
    opens_at: Mapping[uuid.UUID, datetime],
    *,
    where: tuple[Where, ...],
    now: datetime,
) -> Row:
    steps = [step for module in modules for step in module.steps]
    done = {step.key for step in steps if is_done(step_facts(step), facts.get(step.key, NOTHING))}
    complete = completion([step_facts(step) for step in steps], facts)
    going_on = enrolment.state == EnrolmentState.ACTIVE and enrolment.cohort.state == CohortState.RUNNING
    return Row(
        enrolment,
        where,
        done=complete.done,
        total=complete.required,
        next_step=_next_step(modules, done, opens_at, now=now) if going_on else "",
        opens=_next_opening(modules, opens_at, now=now) if going_on else None,
        seen_at=enrolment.seen_at,
        went_to=enrolment.went_to,
    )


def _next_step(
    modules: Sequence[TaughtModule],
    done: set[uuid.UUID],
    opens_at: Mapping[uuid.UUID, datetime],
    *,
    now: datetime,
) -> str:
    todo: list[TaughtStep] = [
        step
        for module in modules
        if module.key not in opens_at or opens_at[module.key] <= now
        for step in module.steps
        if step.key not in done
    ]
    required = [step for step in todo if step.required]
    return next((step.text.title for step in required or todo), "")


def _next_opening(
    modules: Sequence[TaughtModule], opens_at: Mapping[uuid.UUID, datetime], *, now: datetime
) -> tuple[str, datetime] | None:
    ahead = [(opens_at[m.key], m.title) for m in modules if m.key in opens_at and opens_at[m.key] > now]
    return min(((title, at) for at, title in ahead), key=lambda pair: pair[1], default=None)
