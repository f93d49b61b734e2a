"""Awarders at once give one certificate, one notice, one paper; nobody withdraws from a certificate."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest

from assessments.certificates.actions import award_due
from assessments.certificates.models import Certificate, Rendering
from cms.core.errors import Refusal
from cms.notices.models import Notice
from courses.cohorts.actions import withdraw
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment
from courses.learning.actions import record_result
from courses.learning.enums import ResultSource
from tests.assessments.taught import NOW, cohort, did, enrol, network, person, steps_of, syllabus
from tests.races import ROUNDS, problems, race

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
EACH_ROUND = 3


def award(given: Any) -> int:
    return award_due(NOW)


def leave(given: dict[str, Any]) -> str:
    time.sleep(given["later"])
    try:
        return withdraw(Enrolment.all_objects.get(pk=given["enrolment"]), now=NOW).state
    except Refusal as refusal:
        return refusal.code


def pass_and_award(given: dict[str, Any]) -> int:
    enrolment = Enrolment.all_objects.get(pk=given["enrolment"])
    record_result(
        enrolment,
        step_key=given["last_step"],
        now=NOW,
        score=Decimal("0.9"),
        passed=True,
        source=ResultSource.QUIZ,
    )
    return award_due(NOW)


def test_two_awarders_issue_each_certificate_once() -> None:
    host = network("wacap")
    run = cohort(host, syllabus(host))

    def before(number: int) -> None:
        for each in range(EACH_ROUND):
            done = enrol(person(f"{number}-{each}@example.org"), run)
            did(done)
            Enrolment.all_objects.filter(pk=done.pk).update(state=EnrolmentState.COMPLETED)

    results = race([award, award], before=before)

    assert problems(results) == []
    assert [sum(pair) for pair in results] == [EACH_ROUND] * ROUNDS
    for model in (Certificate.all_objects, Rendering.objects, Notice.objects):
        assert model.count() == EACH_ROUND * ROUNDS


@pytest.mark.parametrize("missing", [0, 1])
def test_who_withdraws_at_that_moment_has_left_or_has_a_certificate(missing: int) -> None:
    """`missing` steps are done only in the race: the last one, or none, as for who had left and came back."""
    host = network("wacap")
    taken = syllabus(host)
    run = cohort(host, taken)
    steps = [step for step in steps_of(taken) if step.required]

    def before(number: int) -> dict[str, Any]:
        enrolment = enrol(person(f"{number}@example.org"), run)
        did(enrolment, most=len(steps) - missing)
        return {
            "enrolment": enrolment.pk,
            "last_step": steps[-1].step_key,
            # An award is long in coming: the rounds differ in how far it has come.
            "later": number % 7 * 0.005,
        }

    results = race([leave, pass_and_award if missing else award, award], before=before)

    assert problems(results) == []
    assert {said for said, *_awards in results} <= {EnrolmentState.WITHDRAWN, "ended"}
    certified = set(Certificate.all_objects.values_list("enrolment", flat=True))
    left = set(Enrolment.all_objects.filter(state=EnrolmentState.WITHDRAWN).values_list("pk", flat=True))
    completed = set(Enrolment.all_objects.filter(state=EnrolmentState.COMPLETED).values_list("pk", flat=True))
    assert certified == completed
    assert len(left) + len(completed) == ROUNDS
    assert Certificate.all_objects.count() == len(completed)
