"""Answers that arrived late count only by a recorded decision."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments.certificates.actions import award_due
from assessments.certificates.models import Certificate
from assessments.quizzes.actions import add_minutes, close_expired, decide_late
from assessments.quizzes.models import Attempt, AttemptQuestion, LateDecision, LateResponse, Response
from cms.core.errors import NotAllowed, Refusal
from cms.networks.enums import Role
from cms.networks.models import Network
from cms.people.models import User
from courses.cohorts.actions import close_cohorts
from courses.cohorts.enums import EnrolmentState
from courses.learning.models import Progress
from tests.assessments import taught
from tests.assessments.quizzes.sat import MINUTE, NOW, RIGHT, Sat, a_quiz

pytestmark = pytest.mark.django_db
OVER = NOW + 40 * MINUTE


def late_by_one() -> tuple[Sat, Attempt, AttemptQuestion]:
    """Questions 1 and 3 in time, 2 points of 4; question 2 right but after the end."""
    sat = a_quiz()
    attempt = sat.start()
    for position in (1, 3):
        sat.save(attempt, position, RIGHT[position])
    assert sat.save(attempt, 2, RIGHT[2], now=OVER).kind == "late"
    close_expired(OVER)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (Decimal("0.5000"), False)
    return sat, attempt, attempt.questions.get(position=2)


def organiser(email: str = "organiser@example.org") -> User:
    return taught.with_role(taught.person(email), Network.objects.get(slug="wacap"), Role.ORGANISER)


def test_a_late_answer_changes_nothing_by_itself() -> None:
    _sat, _attempt, question = late_by_one()
    assert not Response.all_objects.filter(attempt_question=question).exists()
    assert list(Attempt.all_objects.with_waiting().values_list("waiting", flat=True)) == [True]


def test_counting_it_scores_again_and_keeps_who_why_and_what_was_before() -> None:
    sat, attempt, question = late_by_one()
    late, by = question.late_responses.get(), organiser()
    decision = decide_late(question, counted=late, by=by, reason=" Power cut in town ", now=OVER)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (Decimal("1.0000"), True)
    response = Response.all_objects.get(attempt_question=question)
    assert (response.answer, response.sequence, response.saved_at, response.score) == (
        late.answer,
        1,
        late.arrived_at,
        Decimal("1.0000"),
    )
    assert (decision.by, decision.reason, decision.at) == (by, "Power cut in town", OVER)
    assert (decision.score_before, decision.score_after) == (Decimal("0.5000"), Decimal("1.0000"))
    assert (decision.replaced_sequence, decision.replaced_answer) == (0, None)
    progress = Progress.all_objects.get(enrolment=sat.enrolment, step_key=sat.step.step_key)
    assert (progress.score, progress.passed, progress.completed_at) == (Decimal("1.0000"), True, OVER)
    assert list(Attempt.all_objects.with_waiting().values_list("waiting", flat=True)) == [False]


def test_the_answer_that_it_replaces_is_kept() -> None:
    sat = a_quiz()
    attempt = sat.start()
    sat.save(attempt, 1, ["b"])
    sat.save(attempt, 1, ["a"], sequence=2, now=OVER)
    close_expired(OVER)
    question = attempt.questions.get(position=1)
    decision = decide_late(
        question, counted=question.late_responses.get(), by=organiser(), reason="Outage", now=OVER
    )
    assert (decision.replaced_sequence, decision.replaced_answer) == (1, "b")
    assert Response.all_objects.get(attempt_question=question).sequence == 2


def test_leaving_it_out_is_a_decision_too_and_changes_no_score() -> None:
    _sat, attempt, question = late_by_one()
    decision = decide_late(question, counted=None, by=organiser(), reason="An hour late", now=OVER)
    attempt.refresh_from_db()
    assert (attempt.score, decision.counted) == (Decimal("0.5000"), None)
    assert list(Attempt.all_objects.with_waiting().values_list("waiting", flat=True)) == [False]


def test_deciding_again_is_the_same_and_otherwise_is_refused() -> None:
    _sat, _attempt, question = late_by_one()
    late, by = question.late_responses.get(), organiser()
    first = decide_late(question, counted=late, by=by, reason="Outage", now=OVER)
    assert decide_late(question, counted=late, by=by, reason="Again", now=OVER + MINUTE) == first
    with pytest.raises(Refusal) as refused:
        decide_late(question, counted=None, by=by, reason="No", now=OVER)
    assert refused.value.code == "decided"
    assert LateDecision.all_objects.count() == 1


def test_a_decision_takes_no_point_away() -> None:
    sat = a_quiz()
    attempt = sat.start()
    sat.save(attempt, 1, ["a"])
    sat.save(attempt, 1, ["b"], sequence=2, now=OVER)
    question = attempt.questions.get(position=1)
    with pytest.raises(Refusal) as refused:
        decide_late(question, counted=question.late_responses.get(), by=organiser(), reason="?", now=OVER)
    assert refused.value.code == "lower"
    assert Response.all_objects.get(attempt_question=question).answer == "a"
    with pytest.raises(IntegrityError, match="never_lowers"), transaction.atomic():
        LateDecision.all_objects.create(
            attempt_question=question, reason="x", by=sat.user, at=OVER, score_before=1, score_after=0
        )


def test_it_is_decided_when_the_attempt_is_over_and_with_a_reason() -> None:
    sat, _attempt, question = late_by_one()
    late, by = question.late_responses.get(), organiser()
    with pytest.raises(Refusal) as refused:
        decide_late(question, counted=late, by=by, reason="  ", now=OVER)
    assert refused.value.code == "no_reason"
    running = sat.start(OVER)
    asked = running.questions.get(position=2)
    foreign = LateResponse.all_objects.create(
        attempt_question=asked, sequence=1, answer=late.answer, arrived_at=OVER
    )
    with pytest.raises(Refusal) as refused:
        decide_late(asked, counted=foreign, by=by, reason="Outage", now=OVER + MINUTE)
    assert refused.value.code == "not_over"
    with pytest.raises(LateResponse.DoesNotExist):
        decide_late(question, counted=foreign, by=by, reason="Outage", now=OVER)


def test_only_organisers_and_named_facilitators_decide_and_give_time() -> None:
    sat, _attempt, question = late_by_one()
    wacap = sat.cohort.network
    named = taught.with_role(taught.person("named@example.org"), wacap, Role.FACILITATOR)
    other = taught.with_role(taught.person("other@example.org"), wacap, Role.FACILITATOR)
    reads = taught.with_role(taught.person("reads@example.org"), wacap, Role.SECRETARIAT)
    elsewhere = taught.with_role(
        taught.person("elsewhere@example.org"), taught.network("casc"), Role.ORGANISER
    )
    sat.cohort.facilitators.add(named)
    running = sat.start(OVER)
    for person in (other, reads, elsewhere, sat.user):
        with pytest.raises(NotAllowed):
            decide_late(question, counted=None, by=person, reason="Mine", now=OVER)
        with pytest.raises(NotAllowed):
            add_minutes(running, minutes=5, by=person, reason="Mine", now=OVER)
    assert decide_late(question, counted=None, by=named, reason="Late", now=OVER).by == named
    assert add_minutes(running, minutes=5, by=named, reason="Outage", now=OVER).added_minutes.count() == 1
    seen = {p: Attempt.all_objects.for_user(p).count() for p in (named, other, reads, elsewhere, sat.user)}
    assert seen == {named: 2, other: 0, reads: 2, elsewhere: 0, sat.user: 0}


def test_who_passes_by_a_decision_after_the_end_of_the_cohort_is_certified() -> None:
    sat, _attempt, question = late_by_one()
    lesson = next(step for step in taught.steps_of(sat.enrolment.syllabus) if step.kind == "lesson")
    Progress.all_objects.create(
        enrolment=sat.enrolment, step_key=lesson.step_key, opened_at=NOW, completed_at=NOW
    )
    end = sat.cohort.ends_at
    close_cohorts(end)
    sat.enrolment.refresh_from_db()
    assert sat.enrolment.state == EnrolmentState.NOT_COMPLETED
    later = end + dt.timedelta(days=2)
    decide_late(question, counted=question.late_responses.get(), by=organiser(), reason="Outage", now=later)
    sat.enrolment.refresh_from_db()
    assert (sat.enrolment.state, sat.enrolment.ended_at) == (EnrolmentState.COMPLETED, later)
    assert award_due(later) == 1
    assert Certificate.all_objects.get().enrolment == sat.enrolment


def test_a_decision_costs_the_same_whatever_the_number_of_late_answers() -> None:
    counts = []
    for number, lates in enumerate((1, 3)):
        sat = a_quiz(f"t{number}@example.org")
        attempt = sat.start()
        for sequence in range(lates):
            sat.save(attempt, 1, ["a"], sequence=sequence + 1, now=OVER)
        question = attempt.questions.select_related("attempt__enrolment__cohort__network").get(position=1)
        close_expired(OVER)
        late, by = question.late_responses.first(), organiser(f"o{number}@example.org")
        with CaptureQueriesContext(connection) as queries:
            decide_late(question, counted=late, by=by, reason="Outage", now=OVER)
        counts.append(len(queries))
    assert counts[0] == counts[1]
