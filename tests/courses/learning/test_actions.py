"""Results as every kind of step writes them, and what becomes of the enrolment."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress

from courses.cohorts.actions import close_cohorts, enrol, withdraw
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.editions.models import EditionStep
from courses.learning.actions import completion_of, keep_position, open_step, record_result
from courses.learning.enums import CompletionState, ResultSource
from courses.learning.models import Progress
from tests.cast import NOW
from tests.courses.taught import a_running_cohort, enrolled, required_keys

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def cohort() -> Cohort:
    """First a lesson, then a quiz, then a lesson of a second module; one lesson more is not required."""
    return a_running_cohort(kinds=("lesson", "quiz"))


@pytest.fixture
def amina(cohort: Cohort) -> Enrolment:
    return enrolled(cohort, "amina@example.org")


def lessons_and_quiz(cohort: Cohort) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    first, second = cohort.releases.order_by("opens_at")
    lesson, quiz = required_keys(cohort, first)
    return lesson, quiz, required_keys(cohort, second)[0]


def sits(enrolment: Enrolment, key: uuid.UUID, score: str, *, at: timedelta = HOUR) -> Progress:
    share = Decimal(score)
    return record_result(
        enrolment,
        step_key=key,
        now=NOW + at,
        score=share,
        passed=share >= Decimal("0.7"),
        source=ResultSource.QUIZ,
    )


def reads(enrolment: Enrolment, key: uuid.UUID) -> Progress:
    return record_result(enrolment, step_key=key, now=NOW, source=ResultSource.READ)


def kept(enrolment: Enrolment, key: uuid.UUID) -> Progress:
    return Progress.all_objects.get(enrolment=enrolment, step_key=key)


def test_the_best_result_stays(cohort: Cohort, amina: Enrolment) -> None:
    _lesson, quiz, _last = lessons_and_quiz(cohort)
    sits(amina, quiz, "0.8")
    sits(amina, quiz, "0.4", at=2 * HOUR)
    row = kept(amina, quiz)
    assert (row.score, row.passed, row.completed_at, row.result_at) == (
        Decimal("0.8000"),
        True,
        NOW + HOUR,
        NOW + HOUR,
    )


def test_a_second_try_that_passes_counts_from_then(cohort: Cohort, amina: Enrolment) -> None:
    _lesson, quiz, _last = lessons_and_quiz(cohort)
    sits(amina, quiz, "0.4")
    assert kept(amina, quiz).passed is False
    sits(amina, quiz, "0.9", at=2 * HOUR)
    row = kept(amina, quiz)
    assert (row.score, row.passed, row.completed_at) == (Decimal("0.9000"), True, NOW + 2 * HOUR)


def test_a_better_result_that_passes_no_more_than_before_keeps_the_first_day(
    cohort: Cohort, amina: Enrolment
) -> None:
    _lesson, quiz, _last = lessons_and_quiz(cohort)
    sits(amina, quiz, "0.8")
    sits(amina, quiz, "0.9", at=2 * HOUR)
    row = kept(amina, quiz)
    assert (row.score, row.completed_at, row.result_at) == (
        Decimal("0.9000"),
        NOW + HOUR,
        NOW + 2 * HOUR,
    )


def test_reading_again_changes_nothing_that_counts(cohort: Cohort, amina: Enrolment) -> None:
    lesson, _quiz, _last = lessons_and_quiz(cohort)
    reads(amina, lesson)
    record_result(amina, step_key=lesson, now=NOW + HOUR, source=ResultSource.IMPORT)
    row = kept(amina, lesson)
    assert (row.completed_at, row.result_at, row.source) == (NOW, NOW, ResultSource.READ)
    assert Progress.all_objects.filter(enrolment=amina).count() == 1


def test_the_enrolment_is_completed_with_the_last_required_step(cohort: Cohort, amina: Enrolment) -> None:
    lesson, quiz, last = lessons_and_quiz(cohort)
    states = []
    for act in (lambda: reads(amina, lesson), lambda: reads(amina, last), lambda: sits(amina, quiz, "0.7")):
        act()
        amina.refresh_from_db()
        states.append(amina.state)
    assert states == [EnrolmentState.ACTIVE, EnrolmentState.ACTIVE, EnrolmentState.COMPLETED]
    assert amina.ended_at == NOW + HOUR
    assert completion_of(amina).state == CompletionState.COMPLETE


def test_a_failed_quiz_completes_nothing(cohort: Cohort, amina: Enrolment) -> None:
    lesson, quiz, last = lessons_and_quiz(cohort)
    reads(amina, lesson)
    reads(amina, last)
    sits(amina, quiz, "0.6999")
    amina.refresh_from_db()
    assert amina.state == EnrolmentState.ACTIVE
    assert [(m.key, m.reason) for m in completion_of(amina).missing] == [(quiz, "not_passed")]


def test_a_worse_result_after_completion_takes_nothing_back(cohort: Cohort, amina: Enrolment) -> None:
    lesson, quiz, last = lessons_and_quiz(cohort)
    reads(amina, lesson)
    reads(amina, last)
    sits(amina, quiz, "0.8")
    sits(amina, quiz, "0.1", at=2 * HOUR)
    amina.refresh_from_db()
    assert (amina.state, amina.ended_at) == (EnrolmentState.COMPLETED, NOW + HOUR)


def test_a_result_that_is_graded_after_the_cohort_closed_still_completes(
    cohort: Cohort, amina: Enrolment
) -> None:
    lesson, quiz, last = lessons_and_quiz(cohort)
    reads(amina, lesson)
    reads(amina, last)
    Enrolment.all_objects.filter(pk=amina.pk).update(state=EnrolmentState.NOT_COMPLETED)
    Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.CLOSED)
    sits(amina, quiz, "0.8")
    amina.refresh_from_db()
    assert amina.state == EnrolmentState.COMPLETED


def test_who_withdraws_finds_everything_again(cohort: Cohort, amina: Enrolment) -> None:
    EmailAddress.objects.create(user=amina.user, email=amina.user.email, verified=True)
    lesson, quiz, last = lessons_and_quiz(cohort)
    reads(amina, lesson)
    sits(amina, quiz, "0.8")
    before = list(Progress.all_objects.order_by("pk").values())
    withdraw(amina, now=NOW)
    assert list(Progress.all_objects.order_by("pk").values()) == before
    back = enrol(cohort, user=amina.user, now=NOW + HOUR)
    assert (back.pk, back.state, back.syllabus_id) == (amina.pk, EnrolmentState.ACTIVE, amina.syllabus_id)
    assert list(Progress.all_objects.order_by("pk").values()) == before
    assert completion_of(back).done == 2
    reads(back, last)
    back.refresh_from_db()
    assert back.state == EnrolmentState.COMPLETED


def test_a_result_that_comes_after_withdrawing_is_kept_and_completes_who_comes_back(
    cohort: Cohort, amina: Enrolment
) -> None:
    """An attempt under way is graded by the sweep, though its owner has left meanwhile."""
    EmailAddress.objects.create(user=amina.user, email=amina.user.email, verified=True)
    lesson, quiz, last = lessons_and_quiz(cohort)
    reads(amina, lesson)
    reads(amina, last)
    withdraw(amina, now=NOW)
    sits(amina, quiz, "0.8")
    amina.refresh_from_db()
    assert amina.state == EnrolmentState.WITHDRAWN
    back = enrol(cohort, user=amina.user, now=NOW + 2 * HOUR)
    assert completion_of(back).state == CompletionState.COMPLETE
    reads(back, last)
    back.refresh_from_db()
    assert back.state == EnrolmentState.COMPLETED


def test_another_cohort_begins_afresh_although_the_steps_are_the_same(
    cohort: Cohort, amina: Enrolment
) -> None:
    lesson, quiz, last = lessons_and_quiz(cohort)
    reads(amina, lesson)
    reads(amina, last)
    sits(amina, quiz, "1")
    again = Cohort.all_objects.get(pk=cohort.pk)
    again.pk = None
    again._state.adding = True
    again.save()
    second = enrolled(again, amina.user.email)
    assert second.syllabus_id == amina.syllabus_id
    assert completion_of(amina).state == CompletionState.COMPLETE
    fresh = completion_of(second)
    assert (fresh.state, fresh.done, fresh.score) == (CompletionState.NOT_STARTED, 0, None)


def test_before_the_cohort_starts_nothing_is_required(cohort: Cohort) -> None:
    early = enrolled(cohort, "early@example.org")
    early.syllabus = None
    early.save()
    assert completion_of(early).state == CompletionState.NOT_STARTED


def test_a_step_is_opened_once_and_seen_again(cohort: Cohort, amina: Enrolment) -> None:
    lesson, _quiz, _last = lessons_and_quiz(cohort)
    row = open_step(amina, step_key=lesson, progress=None, now=NOW)
    open_step(amina, step_key=lesson, progress=row, now=NOW + timedelta(seconds=60))
    assert kept(amina, lesson).last_seen_at == NOW
    open_step(amina, step_key=lesson, progress=row, now=NOW + timedelta(seconds=61))
    assert kept(amina, lesson).last_seen_at == NOW + timedelta(seconds=61)
    assert open_step(amina, step_key=lesson, progress=None, now=NOW + HOUR).pk == row.pk
    assert kept(amina, lesson).opened_at == NOW


def test_a_result_is_no_sign_of_life_whenever_it_is_dated(cohort: Cohort, amina: Enrolment) -> None:
    """It may be somebody's late decision, or of an attempt that was handed in before a lesson was read."""
    _lesson, quiz, _last = lessons_and_quiz(cohort)
    open_step(amina, step_key=quiz, progress=None, now=NOW)
    for at in (timedelta(days=12), -timedelta(days=5)):
        sits(amina, quiz, "0.9", at=at)
        assert kept(amina, quiz).last_seen_at == NOW


def test_a_place_that_is_told_late_takes_nobody_back(cohort: Cohort, amina: Enrolment) -> None:
    lesson, _quiz, _last = lessons_and_quiz(cohort)
    open_step(amina, step_key=lesson, progress=None, now=NOW)
    keep_position(amina, step_key=lesson, block_id=uuid.uuid4(), now=NOW - HOUR)
    assert kept(amina, lesson).last_seen_at == NOW


@pytest.mark.parametrize(("told", "believed"), [(20, 20), (60, 60), (61, 60), (10**12, 60), (-5, 0)])
def test_the_place_is_kept_and_no_more_than_a_minute_at_once_is_believed(
    cohort: Cohort, amina: Enrolment, told: int, believed: int
) -> None:
    lesson, _quiz, _last = lessons_and_quiz(cohort)
    block = uuid.uuid4()
    keep_position(amina, step_key=lesson, block_id=block, seconds=told, now=NOW)
    assert not Progress.all_objects.exists()
    open_step(amina, step_key=lesson, progress=None, now=NOW)
    keep_position(amina, step_key=lesson, block_id=block, seconds=told, now=NOW + HOUR)
    row = kept(amina, lesson)
    assert (row.last_position, row.seconds, row.last_seen_at) == (str(block), believed, NOW + HOUR)


def test_the_step_of_another_syllabus_changes_no_completion(cohort: Cohort, amina: Enrolment) -> None:
    other = a_running_cohort(slug="casc")
    foreign = EditionStep.objects.filter(edition__syllabuses=other.syllabus_id).first()
    reads(amina, foreign.step_key)
    assert completion_of(amina).done == 0


def test_closing_completes_who_did_everything_and_came_back(cohort: Cohort, amina: Enrolment) -> None:
    """Graded while withdrawn, then back without another click."""
    late = enrolled(cohort, "late@example.org")
    lesson, quiz, last = lessons_and_quiz(cohort)
    reads(amina, lesson)
    reads(amina, last)
    withdraw(amina, now=NOW)
    sits(amina, quiz, "0.9")
    Enrolment.all_objects.filter(pk=amina.pk).update(state=EnrolmentState.ACTIVE, ended_at=None)

    assert close_cohorts(cohort.ends_at) == 1

    states = dict(Enrolment.all_objects.filter(cohort=cohort).values_list("pk", "state"))
    assert states == {amina.pk: EnrolmentState.COMPLETED, late.pk: EnrolmentState.NOT_COMPLETED}
