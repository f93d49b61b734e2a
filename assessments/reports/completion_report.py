"""The completion report: one definition for the file and for the screen."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.certificates.enums import CertificateState
from assessments.certificates.models import Certificate
from cms.core.saying import say_language
from cms.people.enums import ProfessionalRole
from cms.world.models import Country
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.editions.reading import TaughtStep, taught_syllabus
from courses.learning.completion import Completion, ProgressFacts, StepFacts, completion
from courses.learning.enums import CompletionState

from .csv_form import Cell
from .pivot import PivotedRow, pivoted

SNAPSHOT = "snapshot"
ROWS_AT_ONCE = 1000
PERSON = (
    "pk",
    "user__email",
    "user__certificate_name",
    "user__display_name",
    "user__country_id",
    "user__role",
    "language",
    "enrolled_at",
    "state",
    "certificate",
)


class CompletionReport:
    """A cohort's people, one row an enrolment in the order in which they enrolled.

    Headings and words are in the language that is active when they are read; days are the cohort's.
    """

    def __init__(self, cohort: Cohort, *, language: str) -> None:
        self.zone = ZoneInfo(cohort.time_zone)
        self.steps: tuple[TaughtStep, ...] = (
            taught_syllabus(cohort.syllabus_id, language).steps if cohort.syllabus_id else ()
        )
        self.enrolments = Enrolment.all_objects.filter(cohort=cohort).order_by("pk")

    def header(self) -> list[str]:
        return [
            _("e-mail"),
            _("name"),
            _("country"),
            _("role"),
            _("language"),
            _("enrolled"),
            _("state"),
            _("steps done"),
            _("steps required"),
            _("score"),
            _("certificate number"),
            _("completed on"),
            *(f"{number}. {step.text.title}" for number, step in enumerate(self.steps, start=1)),
        ]

    def all_rows(self) -> Iterator[list[Cell]]:
        """Every row as of one moment, read as it is asked for; memory does not grow with their number."""
        with transaction.atomic(using=SNAPSHOT):
            yield from self._rows(self.enrolments.using(SNAPSHOT), using=SNAPSHOT)

    def rows_of(self, enrolments: QuerySet[Enrolment]) -> list[list[Cell]]:
        """The same rows for some of the enrolments: a page of the screen."""
        return list(self._rows(Enrolment.all_objects.filter(pk__in=list(enrolments)).order_by("pk"), using="default"))

    def _rows(self, enrolments: QuerySet[Enrolment], *, using: str) -> Iterator[list[Cell]]:
        facts = [StepFacts(step.key, step.required, step.assessed) for step in self.steps]
        done = pivoted(enrolments.order_by().values("pk"), steps=facts, using=using)
        people = enrolments.annotate(certificate=_certificate_number()).values_list(*PERSON)
        write = self._writer(facts)
        ahead = next(done, None)
        for person in people.iterator(chunk_size=ROWS_AT_ONCE):
            own = None
            if ahead is not None and ahead.enrolment_id == person[0]:
                own, ahead = ahead, next(done, None)
            yield write(person, own)

    def _writer(self, steps: list[StepFacts]) -> Callable[[tuple, PivotedRow | None], list[Cell]]:
        country, role, language = cache(_country), cache(_role), cache(say_language)
        opened, complete = pgettext("a step", "opened"), pgettext("a step", "complete")

        def write(person: tuple, own: PivotedRow | None) -> list[Cell]:
            _pk, email, certificate_name, name, country_code, role_code, code, enrolled_at, state, number = person
            progress = own.steps if own else {}
            result = completion(steps, progress)
            return [
                email,
                certificate_name or name,
                country(country_code),
                role(role_code),
                language(code),
                self._day(enrolled_at),
                _state(state, result),
                result.done,
                result.required,
                _per_cent(result.score),
                number or "",
                self._day(result.completed_at),
                *(_step_cell(progress.get(step.key), opened, complete) for step in steps),
            ]

        return write

    def _day(self, moment: dt.datetime | None) -> str:
        return "" if moment is None else moment.astimezone(self.zone).date().isoformat()


def _step_cell(facts: ProgressFacts | None, opened: str, complete: str) -> Cell:
    """The score in per cent where there is one, else how far the person is."""
    if facts is None:
        return ""
    if facts.score is not None:
        return _per_cent(facts.score)
    return opened if facts.completed_at is None else complete


def _state(state: str, result: Completion) -> str:
    if state == EnrolmentState.WITHDRAWN:
        return str(EnrolmentState.WITHDRAWN.label)
    if state == EnrolmentState.NOT_COMPLETED and result.state != CompletionState.COMPLETE:
        return str(EnrolmentState.NOT_COMPLETED.label)
    return str(result.state.label)


def _per_cent(score: Decimal | None) -> float | str:
    return "" if score is None else round(float(score) * 100, 2)


def _country(code: str | None) -> str:
    return str(Country(code=code)) if code else ""


def _role(code: str) -> str:
    return str(ProfessionalRole(code).label) if code else ""


def _certificate_number() -> Subquery:
    valid = Certificate.all_objects.filter(enrolment=OuterRef("pk"), state=CertificateState.VALID)
    return Subquery(valid.order_by("issued_at", "pk").values("number")[:1])
