"""Attempts of somebody who was moved to another cohort, or whose two accounts were made one."""

from __future__ import annotations

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments.quizzes.actions import decide_late, submit
from assessments.quizzes.models import Attempt, AttemptQuestion, LateResponse
from cms.core.errors import Refusal
from cms.networks.enums import Role
from cms.people.models import User
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.editions.models import EditionStep
from courses.learning.actions import record_result, transfer
from courses.learning.actions.uniting import unite
from courses.learning.enums import ResultSource
from courses.learning.models import Progress
from tests.assessments import taught
from tests.assessments.quizzes.sat import MINUTE, NOW, RIGHT, WRONG, Sat, a_quiz

pytestmark = pytest.mark.django_db
LATER = NOW + 5 * MINUTE


@pytest.fixture
def sat() -> Sat:
    return a_quiz(attempts=1)


@pytest.fixture
def organiser(sat: Sat) -> User:
    return taught.with_role(taught.person("organiser@example.org"), sat.cohort.network, Role.ORGANISER)


def another(cohort: Cohort, **values: object) -> Cohort:
    other = Cohort.all_objects.get(pk=cohort.pk)
    other.pk, other.name, other._state.adding = None, "Spring", True
    for name, value in values.items():
        setattr(other, name, value)
    other.save()
    return other


def passed(enrolment: Enrolment, sat: Sat) -> bool:
    return Progress.all_objects.filter(enrolment=enrolment, step_key=sat.step.step_key, passed=True).exists()


def answered(sat: Sat, answers: dict[int, list[str]] = RIGHT) -> Attempt:
    attempt = sat.start()
    for position, answer in answers.items():
        sat.save(attempt, position, answer)
    return attempt


def test_what_was_under_way_counts_where_they_go_on(sat: Sat, organiser: User) -> None:
    attempt = answered(sat)
    new = transfer(sat.enrolment, to=another(sat.cohort), by=organiser, now=LATER)
    third = transfer(new, to=another(sat.cohort), by=organiser, now=LATER)
    submit(attempt, user=sat.user, now=LATER)
    assert all(passed(each, sat) for each in (sat.enrolment, new, third))


def test_what_was_under_way_in_the_account_that_is_given_up_counts(sat: Sat, organiser: User) -> None:
    attempt = answered(sat)
    keep = taught.enrol(taught.person("trainee+2@example.org"), sat.cohort)
    unite(keep, other=sat.enrolment, by=organiser, now=LATER)
    submit(attempt, user=sat.user, now=LATER)
    assert passed(keep, sat)


def test_a_late_answer_that_is_let_count_counts_where_they_go_on(sat: Sat, organiser: User) -> None:
    attempt = answered(sat, {1: RIGHT[1], 2: WRONG[2], 3: RIGHT[3]})
    question = AttemptQuestion.all_objects.get(attempt=attempt, position=2)
    sat.save(attempt, 2, RIGHT[2], sequence=2, now=NOW + 40 * MINUTE)
    new = transfer(sat.enrolment, to=another(sat.cohort), by=organiser, now=NOW + 41 * MINUTE)
    late = LateResponse.all_objects.get()
    decide_late(question, counted=late, by=organiser, reason="The line was down.", now=NOW + 50 * MINUTE)
    assert passed(new, sat)


def test_whoever_has_come_back_leads_nowhere(sat: Sat, organiser: User) -> None:
    new = transfer(sat.enrolment, to=another(sat.cohort), by=organiser, now=NOW)
    back = transfer(new, to=sat.cohort, by=organiser, now=NOW)
    assert (back.pk, back.continued_as) == (sat.enrolment.pk, None)
    record_result(
        back, step_key=sat.step.step_key, now=NOW, passed=True, score=None, source=ResultSource.QUIZ
    )
    assert passed(back, sat)
    assert not passed(new, sat)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.all_objects.filter(pk=new.pk).update(continued_as=new)


def test_a_move_gives_no_attempt_anew(sat: Sat, organiser: User) -> None:
    submit(answered(sat, WRONG), user=sat.user, now=LATER)
    new = transfer(sat.enrolment, to=another(sat.cohort), by=organiser, now=LATER)
    with pytest.raises(Refusal) as refused:
        Sat(sat.user, new.cohort, new, sat.step).start(LATER)
    assert refused.value.code == "no_attempts_left"


def test_attempts_are_numbered_on_also_after_coming_back(sat: Sat, organiser: User) -> None:
    EditionStep.objects.filter(pk=sat.step.pk).update(frozen=sat.step.frozen | {"attempts": None})
    sat.step.refresh_from_db()
    submit(sat.start(), user=sat.user, now=LATER)
    new = transfer(sat.enrolment, to=another(sat.cohort), by=organiser, now=LATER)
    there = Sat(sat.user, new.cohort, new, sat.step)
    second = there.start(LATER)
    submit(second, user=sat.user, now=LATER)
    Enrolment.all_objects.filter(pk=sat.enrolment.pk).update(state=EnrolmentState.ACTIVE, continued_as=None)
    assert (second.number, there.start(LATER).number, sat.start(LATER).number) == (2, 3, 2)


def test_an_attempt_under_way_is_gone_on_with_in_the_new_cohort(sat: Sat, organiser: User) -> None:
    attempt = answered(sat)
    new = transfer(sat.enrolment, to=another(sat.cohort), by=organiser, now=LATER)
    assert Sat(sat.user, new.cohort, new, sat.step).start(LATER) == attempt


@pytest.mark.parametrize("running", [True, False])
def test_the_result_is_shown_where_they_go_on(sat: Sat, organiser: User, running: bool) -> None:
    attempt = answered(sat)
    state = CohortState.RUNNING if running else CohortState.ANNOUNCED
    new = transfer(sat.enrolment, to=another(sat.cohort, state=state), by=organiser, now=LATER)
    with time_machine.travel(LATER, tick=False):
        client = sat.client()
        page = client.post(reverse("quizzes:hand_in", args=[attempt.pk]), follow=True)
    assert page.status_code == 200
    assert ("where you go on" in page.text) is not running
    assert passed(new, sat)
