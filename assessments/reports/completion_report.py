"""The completion report: one definition for the file and for the screen."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import translation
from django.utils.translation import pgettext

from assessments.certificates.enums import CertificateState
from assessments.certificates.models import Certificate
from cms.core.saying import say_language
from cms.people.enums import ProfessionalRole
from cms.world.models import Country
from courses.cohorts.enums import REPORTED_STATES, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.editions.reading import taught_syllabus
from courses.learning.completion import ProgressFacts, StepFacts, completion
from courses.learning.enums import CompletionState

from .csv_form import Cell
from .pivot import pivoted

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


Writer = Callable[[tuple, Mapping[uuid.UUID, ProgressFacts]], list[Cell]]


class CompletionReport:
    """A cohort's people, one row an enrolment in the order in which they enrolled.

    Headings and words are in `language`, whatever is active when they are read; days are the cohort's.
    """

    def __init__(self, cohort: Cohort, *, language: str) -> None:
        self.language = language
        self.zone = ZoneInfo(cohort.time_zone)
        taught = taught_syllabus(cohort.syllabus_id, language).steps if cohort.syllabus_id else ()
        self.facts = [StepFacts(step.key, step.required, step.assessed) for step in taught]
        self.titles = [f"{number}. {step.text.title}" for number, step in enumerate(taught, start=1)]
        self.enrolments = Enrolment.all_objects.filter(cohort=cohort).reported().order_by("pk")

    def header(self) -> list[str]:
        with translation.override(self.language):
            return [
                pgettext("heading of a column", "e-mail"),
                pgettext("heading of a column", "name"),
                pgettext("heading of a column", "country"),
                pgettext("heading of a column", "role"),
                pgettext("heading of a column", "language"),
                pgettext("heading of a column", "enrolled"),
                pgettext("heading of a column", "state"),
                pgettext("heading of a column", "steps done"),
                pgettext("heading of a column", "steps required"),
                pgettext("heading of a column", "score"),
                pgettext("heading of a column", "certificate number"),
                pgettext("heading of a column", "completed on"),
                *self.titles,
            ]

    def all_rows(self) -> Iterator[list[Cell]]:
        """Every row as of one moment, read as it is asked for; memory does not grow with their number."""
        with transaction.atomic(using=SNAPSHOT):
            yield from self._rows(self.enrolments, using=SNAPSHOT)

    def rows_of(self, enrolments: Sequence[Enrolment]) -> list[list[Cell]]:
        """The same rows for some of the enrolments: a page of the screen."""
        pks = [enrolment.pk for enrolment in enrolments]
        return list(self._rows(self.enrolments.filter(pk__in=pks), using=DEFAULT_DB_ALIAS))

    def _rows(self, enrolments: QuerySet[Enrolment], *, using: str) -> Iterator[list[Cell]]:
        done = pivoted(enrolments.order_by().values("pk"), steps=self.facts, using=using)
        people = enrolments.using(using).annotate(certificate=_certificate_number()).values_list(*PERSON)
        write = self._writer()
        ahead = next(done, None)
        for person in people.iterator(chunk_size=ROWS_AT_ONCE):
            own = None
            if ahead is not None and ahead.enrolment_id == person[0]:
                own, ahead = ahead.steps, next(done, None)
            yield write(person, own or {})

    def _writer(self) -> Writer:
        words, steps = Words(self.language), self.facts

        def write(person: tuple, progress: Mapping[uuid.UUID, ProgressFacts]) -> list[Cell]:
            _pk, email, certificate_name, name, country, role, code, enrolled_at, state, number = person
            result = completion(steps, progress)
            return [
                email,
                certificate_name or name,
                words.country(country),
                words.role(role),
                words.language(code),
                self._day(enrolled_at),
                words.state(state, result.state),
                result.done,
                result.required,
                _per_cent(result.score),
                number or "",
                self._day(result.completed_at),
                *[words.step(progress.get(step.key)) for step in steps],
            ]

        return write

    def _day(self, moment: dt.datetime | None) -> str:
        return "" if moment is None else moment.astimezone(self.zone).date().isoformat()


class Words:
    """The words of the cells in one language, each looked up once: rows are streamed after the request's language is gone."""

    def __init__(self, language: str) -> None:
        self._language = language
        with translation.override(language):
            self._roles = {value: str(label) for value, label in ProfessionalRole.choices}
            self._states: dict[tuple[str, str], str] = {
                (enrolment, state): _state(enrolment, state)
                for enrolment in REPORTED_STATES
                for state in CompletionState
            }
            self._opened, self._complete = pgettext("a step", "opened"), pgettext("a step", "complete")
        self.country = cache(self._country)
        self.language = cache(self._language_name)

    def role(self, code: str) -> str:
        return self._roles.get(code, code)

    def state(self, enrolment: str, state: str) -> str:
        return self._states[enrolment, state]

    def step(self, facts: ProgressFacts | None) -> Cell:
        """The score in per cent where there is one, else how far the person is."""
        if facts is None:
            return ""
        if facts.score is not None:
            return _per_cent(facts.score)
        return self._opened if facts.completed_at is None else self._complete

    def _country(self, code: str | None) -> str:
        with translation.override(self._language):
            return str(Country(code=code)) if code else ""

    def _language_name(self, code: str) -> str:
        with translation.override(self._language):
            return say_language(code)


def _state(enrolment: EnrolmentState, state: CompletionState) -> str:
    """Withdrawing says more than the steps; that the cohort is over says more than *under way*."""
    if enrolment == EnrolmentState.WITHDRAWN:
        return str(enrolment.label)
    if enrolment == EnrolmentState.NOT_COMPLETED and state != CompletionState.COMPLETE:
        return str(enrolment.label)
    return str(state.label)


def _per_cent(score: Decimal | None) -> float | str:
    return "" if score is None else round(float(score) * 100, 2)


def _certificate_number() -> Subquery:
    valid = Certificate.all_objects.filter(enrolment=OuterRef("pk"), state=CertificateState.VALID)
    return Subquery(valid.order_by("issued_at", "pk").values("number")[:1])
