"""The life of an attempt by the clock."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from assessments.quizzes.actions import add_minutes, close_expired, submit
from assessments.quizzes.enums import ACTIVE_STATES, UNGRADED_STATES, AttemptState, Phase
from assessments.quizzes.models import Attempt
from assessments.quizzes.permissions import decide_start
from assessments.quizzes.queries import has_attempts_under_way
from cms.core.errors import Refusal
from cms.networks.enums import Role
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.learning.models import Progress
from tests.assessments import taught
from tests.assessments.quizzes.sat import MINUTE, NOW, RIGHT, WRONG, Sat, a_quiz, released

pytestmark = pytest.mark.django_db


def answer_all(sat: Sat, attempt: Attempt, answers: dict[int, list[str]]) -> None:
    for position, answer in answers.items():
        sat.save(attempt, position, answer)


def test_each_state_is_in_its_sets() -> None:
    table = {state: (state in ACTIVE_STATES, state in UNGRADED_STATES) for state in AttemptState}
    assert table == {
        AttemptState.OPEN: (True, True),
        AttemptState.CLOSING: (True, True),
        AttemptState.SUBMITTED: (False, True),
        AttemptState.GRADED: (False, False),
    }


def test_a_start_fixes_deadline_end_and_exact_versions() -> None:
    sat = a_quiz()
    attempt = sat.start()
    assert (attempt.number, attempt.state, attempt.language) == (1, AttemptState.OPEN, "en")
    assert (attempt.deadline, attempt.ends_at) == (NOW + 20 * MINUTE, NOW + 30 * MINUTE)
    asked = attempt.questions.order_by("position").values_list("position", "version", "points")
    wanted = [(n, q.version_id, q.points) for n, q in enumerate(attempt.rules.questions, start=1)]
    assert list(asked) == wanted
    assert sorted(attempt.questions.get(position=1).order) == ["a", "b", "c"]


def test_starting_twice_goes_on_with_the_same_attempt() -> None:
    sat = a_quiz()
    assert sat.start() == sat.start(NOW + 5 * MINUTE)
    assert Attempt.objects.count() == 1


def test_the_database_holds_one_active_attempt() -> None:
    sat = a_quiz()
    first = sat.start()
    values = {
        "enrolment": sat.enrolment,
        "step_key": sat.step.step_key,
        "edition_step": sat.step,
        "started_at": NOW,
    }
    with pytest.raises(IntegrityError, match=r"quizzes_attempt_one_active|UNIQUE"), transaction.atomic():
        Attempt.objects.create(**values, number=2, seed="s", language="en")
    submit(first, user=sat.user, now=NOW)
    assert Attempt.objects.create(**values, number=2, seed="s", language="en").pk


@pytest.mark.parametrize(
    ("after", "phase"),
    [
        (0, Phase.OPEN),
        (19.99, Phase.OPEN),
        (20, Phase.CLOSING),
        (29.99, Phase.CLOSING),
        (30, Phase.OVER),
        (99, Phase.OVER),
    ],
)
def test_the_clock_decides_without_any_sweep(after: float, phase: Phase) -> None:
    assert a_quiz().start().phase_at(NOW + after * MINUTE) == phase


def test_closing_admits_no_new_attempt_and_after_it_one_may_start() -> None:
    sat = a_quiz()
    first = sat.start()
    with pytest.raises(Refusal) as refused:
        sat.start(NOW + 25 * MINUTE)
    assert refused.value.code == "closing"
    second = sat.start(NOW + 31 * MINUTE)
    first.refresh_from_db()
    assert (first.state, second.number) == (AttemptState.GRADED, 2)


def test_no_more_attempts_than_allowed() -> None:
    sat = a_quiz(attempts=1)
    submit(sat.start(), user=sat.user, now=NOW + MINUTE)
    with pytest.raises(Refusal) as refused:
        sat.start(NOW + 2 * MINUTE)
    assert refused.value.code == "no_attempts_left"


def test_attempts_without_limit() -> None:
    sat = a_quiz(attempts=None)
    for number in range(1, 5):
        attempt = sat.start(NOW + number * MINUTE)
        assert attempt.number == number
        submit(attempt, user=sat.user, now=NOW + number * MINUTE)
    assert decide_start(sat.enrolment, sat.step, NOW).attempts_left is None


def test_the_last_start_is_the_due_time_and_its_grace_and_cuts_no_timer() -> None:
    sat = a_quiz()
    release = released(sat, due_offset=9, grace_hours=2)
    last = release.due_at + dt.timedelta(hours=2)
    assert decide_start(sat.enrolment, sat.step, NOW).last_start == last
    with pytest.raises(Refusal) as refused:
        sat.start(last)
    assert refused.value.code == "last_start_passed"
    attempt = sat.start(last - MINUTE)
    assert attempt.deadline == last + 19 * MINUTE


def test_the_last_submission_cuts_the_timer_and_says_so() -> None:
    sat = a_quiz()
    release = released(sat, due_offset=9, last_submission_offset=9, grace_hours=2)
    closes = release.last_submission_at
    assert closes == release.due_at
    before = decide_start(sat.enrolment, sat.step, closes - 21 * MINUTE)
    assert (before.deadline, before.limit_cut) == (closes - MINUTE, False)
    cut = decide_start(sat.enrolment, sat.step, closes - 5 * MINUTE)
    assert (cut.deadline, cut.ends_at, cut.limit_cut) == (closes, closes + 10 * MINUTE, True)
    assert (cut.last_start, cut.last_submission) == (closes, closes)
    assert decide_start(sat.enrolment, sat.step, closes).reason == "last_start_passed"


def test_the_last_submission_ends_a_quiz_without_timer_and_added_minutes_move_it() -> None:
    sat = a_quiz(time_limit=None)
    closes = released(sat, due_offset=9, last_submission_offset=10).last_submission_at
    attempt = sat.start()
    assert (attempt.deadline, attempt.ends_at) == (closes, closes + 10 * MINUTE)


@pytest.mark.parametrize(("due", "last"), [(9, 8), (None, -1)])
def test_the_database_holds_that_the_last_submission_is_no_earlier_than_the_due_time(
    due: int | None, last: int
) -> None:
    with pytest.raises(IntegrityError, match="cohorts_release_last_submission_after_due"):
        released(a_quiz(), due_offset=due, last_submission_offset=last)


def test_without_a_due_time_the_cohort_s_end_is_the_last_start() -> None:
    sat = a_quiz()
    released(sat, due_offset=None)
    assert decide_start(sat.enrolment, sat.step, NOW).last_start == sat.cohort.ends_at


def test_the_grace_of_a_due_time_promises_no_start_after_the_cohort_s_end() -> None:
    sat = a_quiz()
    last_day = (sat.cohort.ends - sat.cohort.starts).days
    released(sat, due_offset=last_day, grace_hours=48)
    assert decide_start(sat.enrolment, sat.step, NOW).last_start == sat.cohort.ends_at


def test_nobody_starts_before_the_release_or_outside_of_a_running_cohort() -> None:
    sat = a_quiz()
    released(sat, day_offset=12, due_offset=20)
    assert decide_start(sat.enrolment, sat.step, NOW).reason == "not_released"
    sat.cohort.releases.all().delete()
    sat.enrolment.state = EnrolmentState.WITHDRAWN
    assert decide_start(sat.enrolment, sat.step, NOW).reason == "not_enrolled"
    sat.enrolment.state = EnrolmentState.ACTIVE
    sat.enrolment.cohort.state = CohortState.CLOSED
    decision = decide_start(sat.enrolment, sat.step, NOW)
    assert (decision.reason, decision.may_start) == ("cohort_not_running", False)
    assert decision.sentence


def test_handing_in_closes_at_once_and_grades() -> None:
    sat = a_quiz()
    attempt = sat.start()
    answer_all(sat, attempt, {1: ["a"], 2: ["a"], 3: ["6,2"]})
    attempt = submit(attempt, user=sat.user, now=NOW + 3 * MINUTE)
    assert (attempt.state, attempt.submitted_at, attempt.graded_at) == (AttemptState.GRADED,) + (
        NOW + 3 * MINUTE,
    ) * 2
    assert (attempt.score, attempt.passed) == (Decimal("0.7500"), True)
    progress = Progress.objects.get(enrolment=sat.enrolment, step_key=sat.step.step_key)
    assert (progress.score, progress.passed, progress.completed_at) == (
        Decimal("0.7500"),
        True,
        NOW + 3 * MINUTE,
    )


def test_handing_in_twice_is_once() -> None:
    sat = a_quiz()
    attempt = sat.start()
    submit(attempt, user=sat.user, now=NOW + 3 * MINUTE)
    again = submit(attempt, user=sat.user, now=NOW + 9 * MINUTE)
    assert (again.submitted_at, again.graded_at) == (NOW + 3 * MINUTE,) * 2


def test_nobody_hands_in_for_another() -> None:
    sat, other = a_quiz(), a_quiz("other@example.org")
    with pytest.raises(Attempt.DoesNotExist):
        submit(sat.start(), user=other.user, now=NOW)


def test_the_pass_mark_is_met_exactly_or_not_at_all() -> None:
    sat = a_quiz(pass_mark=75)
    attempt = sat.start()
    answer_all(sat, attempt, {1: ["a"], 2: ["a"], 3: ["6"]})
    assert submit(attempt, user=sat.user, now=NOW + MINUTE).passed
    strict = a_quiz("strict@example.org", pass_mark=76)
    attempt = strict.start()
    answer_all(strict, attempt, {1: ["a"], 2: ["a"], 3: ["6"]})
    assert not submit(attempt, user=strict.user, now=NOW + MINUTE).passed


def test_the_best_attempt_counts() -> None:
    sat = a_quiz(attempts=3)
    for answers, score in ((RIGHT, "1"), (WRONG, "0")):
        attempt = sat.start()
        answer_all(sat, attempt, answers)
        assert submit(attempt, user=sat.user, now=NOW + MINUTE).score == Decimal(score)
    progress = Progress.objects.get(enrolment=sat.enrolment, step_key=sat.step.step_key)
    assert (progress.score, progress.passed) == (Decimal(1), True)


def test_the_sweep_grades_who_forgot_the_last_button_with_what_was_saved() -> None:
    sat = a_quiz()
    attempt = sat.start()
    answer_all(sat, attempt, RIGHT)
    assert close_expired(NOW + 19 * MINUTE) == 0
    assert close_expired(NOW + 21 * MINUTE) == 1
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.CLOSING
    assert close_expired(NOW + 30 * MINUTE) == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.passed, attempt.submitted_at) == (
        AttemptState.GRADED,
        True,
        NOW + 30 * MINUTE,
    )
    assert close_expired(NOW + 30 * MINUTE) == 0


def test_a_late_sweep_writes_the_same_as_one_on_time() -> None:
    def stored(sat: Sat) -> tuple:
        attempt = Attempt.objects.get(enrolment=sat.enrolment)
        progress = Progress.objects.get(enrolment=sat.enrolment, step_key=sat.step.step_key)
        return attempt.state, attempt.submitted_at, attempt.score, progress.completed_at, progress.result_at

    late, punctual = a_quiz(), a_quiz("punctual@example.org")
    for sat in (late, punctual):
        answer_all(sat, sat.start(), RIGHT)
    for after in (20, 30):
        close_expired(NOW + after * MINUTE)
    on_time = stored(punctual)
    Attempt.objects.filter(enrolment=late.enrolment).update(
        state=AttemptState.OPEN, submitted_at=None, graded_at=None, score=None, passed=None
    )
    Progress.objects.filter(enrolment=late.enrolment).delete()
    assert close_expired(NOW + dt.timedelta(days=3)) == 1
    assert stored(late) == on_time


def test_without_a_timer_the_cohort_s_end_ends_it() -> None:
    sat = a_quiz(time_limit=None)
    attempt = sat.start()
    assert (attempt.deadline, attempt.ends_at) == (None, None)
    answer_all(sat, attempt, RIGHT)
    assert close_expired(sat.cohort.ends_at - MINUTE) == 0
    assert has_attempts_under_way(sat.cohort, sat.cohort.ends_at)
    assert close_expired(sat.cohort.ends_at) == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.submitted_at) == (AttemptState.GRADED, sat.cohort.ends_at)
    assert not has_attempts_under_way(sat.cohort, sat.cohort.ends_at)


def test_an_attempt_begun_before_the_cohort_s_end_keeps_its_full_time() -> None:
    sat = a_quiz()
    start = sat.cohort.ends_at - MINUTE
    attempt = sat.start(start)
    assert close_expired(start + 15 * MINUTE) == 0
    assert has_attempts_under_way(sat.cohort, start + 15 * MINUTE)
    assert sat.save(attempt, 1, ["a"], now=start + 15 * MINUTE).kind == "saved"


def test_added_minutes_are_rows_and_move_deadline_and_end() -> None:
    sat = a_quiz()
    organiser = taught.with_role(taught.person("organiser@example.org"), sat.cohort.network, Role.ORGANISER)
    attempt = sat.start()
    close_expired(NOW + 21 * MINUTE)
    attempt = add_minutes(attempt, minutes=15, by=organiser, reason="Power cut", now=NOW + 22 * MINUTE)
    assert (attempt.deadline, attempt.ends_at, attempt.state) == (
        NOW + 35 * MINUTE,
        NOW + 45 * MINUTE,
        AttemptState.OPEN,
    )
    assert list(attempt.added_minutes.values_list("minutes", "reason")) == [(15, "Power cut")]
    with pytest.raises(Refusal):
        add_minutes(attempt, minutes=15, by=organiser, reason="Too late", now=NOW + 45 * MINUTE)
