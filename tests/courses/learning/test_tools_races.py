"""What one person writes from two tabs at once: nothing is overwritten unseen, and a limit is a limit."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from cms.core.errors import Refusal
from courses.cohorts.models import Enrolment
from courses.editions.models import Edition
from courses.learning.actions import answer_mistake, close_mistake, keep_note, report_mistake
from courses.learning.actions.mistake import MOST_A_DAY
from courses.learning.models import MistakeReport, Note
from courses.learning.quotation import Quotation
from tests.assessments import taught
from tests.races import ROUNDS, problems, race

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def quotation(given: dict[str, Any]) -> Quotation:
    return Quotation(uuid.UUID(given["step"]), uuid.UUID(given["step"]), "Lesson", "en")


def _note(given: dict[str, Any], words: str) -> str:
    kept = keep_note(
        Enrolment.all_objects.get(pk=given["enrolment"]),
        quotation=quotation(given),
        text=words,
        bookmarked=None,
        seen="",
        now=taught.NOW,
    )
    return kept.outcome.value


def note_here(given: dict[str, Any]) -> str:
    return _note(given, "Here")


def note_there(given: dict[str, Any]) -> str:
    return _note(given, "There")


def _report(given: dict[str, Any], words: str) -> str:
    try:
        report_mistake(
            Enrolment.all_objects.select_related("user").get(pk=given["enrolment"]),
            quotation=quotation(given),
            edition=Edition.all_objects.first(),
            text=words,
            now=taught.NOW,
        )
    except Refusal as refusal:
        return refusal.code
    return "reported"


def report_here(given: dict[str, Any]) -> str:
    return _report(given, "Here")


def report_there(given: dict[str, Any]) -> str:
    return _report(given, "There")


def answer(given: dict[str, Any]) -> str:
    return _settle(given, answer_mistake, answer="Thank you")


def close(given: dict[str, Any]) -> str:
    return _settle(given, close_mistake)


def _settle(given: dict[str, Any], act: Any, **values: str) -> str:
    report = MistakeReport.all_objects.get(pk=given["report"])
    try:
        act(report, by=taught.User.objects.get(email="central@example.org"), now=taught.NOW, **values)
    except Refusal as refusal:
        return refusal.code
    return "settled by me"


@pytest.fixture
def enrol() -> Any:
    host = taught.network("wacap")
    syllabus = taught.syllabus(host)
    cohort = taught.cohort(host, syllabus)
    step = str(taught.steps_of(syllabus)[0].step_key)

    def one(number: int) -> dict[str, Any]:
        enrolment = taught.enrol(taught.person(f"{number}@example.org"), cohort)
        return {"enrolment": enrolment.pk, "step": step}

    return one


def test_of_two_first_notes_one_is_kept_and_the_other_asks(enrol: Any) -> None:
    results = race([note_here, note_there], before=enrol)

    assert problems(results) == []
    assert [sorted(answers) for answers in results] == [["conflict", "kept"]] * ROUNDS
    assert Note.all_objects.count() == ROUNDS


def test_the_tenth_report_of_a_day_is_the_last(enrol: Any) -> None:
    def nearly(number: int) -> dict[str, Any]:
        given = enrol(number)
        for said in range(MOST_A_DAY - 1):
            _report(given, str(said))
        return given

    results = race([report_here, report_there], before=nearly)

    assert problems(results) == []
    assert [sorted(answers) for answers in results] == [["reported", "too_many"]] * ROUNDS
    assert MistakeReport.all_objects.count() == MOST_A_DAY * ROUNDS


def test_a_report_is_settled_once(enrol: Any) -> None:
    taught.User.objects.create_superuser("central@example.org")

    def reported(number: int) -> dict[str, Any]:
        given = enrol(number)
        _report(given, "Wrong")
        return given | {"report": MistakeReport.all_objects.get(enrolment=given["enrolment"]).pk}

    results = race([answer, close], before=reported)

    assert problems(results) == []
    assert [sorted(answers) for answers in results] == [["settled", "settled by me"]] * ROUNDS
