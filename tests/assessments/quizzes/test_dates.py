"""Dates that move while an attempt is under way."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.quizzes.actions import add_minutes, close_expired, start_attempt
from assessments.quizzes.enums import AttemptState
from assessments.quizzes.models import Attempt
from assessments.quizzes.permissions import decide_start
from cms.networks.enums import Role
from cms.people.models import User
from courses.cohorts.actions import extend, grant_leave, take_back
from courses.cohorts.actions.move import move, moving
from courses.cohorts.models import Extension, Release
from courses.cohorts.planning.moving import Scope
from tests.assessments import taught
from tests.assessments.quizzes.sat import MINUTE, NOW, Sat, a_quiz, released

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
TODAY = NOW.date()


def closing_today(sat: Sat) -> Release:
    """Due, and its quizzes close, when today ends."""
    today = (TODAY - sat.cohort.starts).days
    return released(sat, due_offset=today, last_submission_offset=today)


def organiser(sat: Sat) -> User:
    there = User.objects.filter(email="organiser@example.org").first()
    return there or taught.with_role(
        taught.person("organiser@example.org"), sat.cohort.network, Role.ORGANISER
    )


def extended(sat: Sat, release: Release, *, days: int, now: dt.datetime = NOW) -> None:
    extend(
        sat.enrolment,
        release=release,
        due_on=TODAY + dt.timedelta(days=days),
        reason="No power for a week",
        by=organiser(sat),
        now=now,
    )


def times(attempt: Attempt) -> tuple[dt.datetime | None, dt.datetime | None]:
    attempt.refresh_from_db()
    return attempt.deadline, attempt.ends_at


def test_more_time_reaches_the_attempt_that_is_under_way() -> None:
    sat = a_quiz(time_limit=None)
    release = closing_today(sat)
    closes = release.last_submission_at
    attempt, other = sat.start(), Sat(taught.person("other@example.org"), sat.cohort, sat.enrolment, sat.step)
    other.enrolment = taught.enrol(other.user, sat.cohort)
    theirs = other.start()
    extended(sat, release, days=5)
    assert times(attempt) == (closes + 5 * DAY, closes + 5 * DAY + 10 * MINUTE)
    assert times(theirs) == (closes, closes + 10 * MINUTE)
    assert close_expired(closes + DAY) == 1
    assert sat.save(attempt, 1, ["a"], now=closes + DAY).kind == "saved"
    sat.enrolment.refresh_from_db()
    assert decide_start(sat.enrolment, sat.step, closes + DAY).reason == "under_way"


def test_a_leave_does_too_and_what_is_taken_back_shortens_nothing() -> None:
    sat = a_quiz(time_limit=None)
    closes = closing_today(sat).last_submission_at
    attempt = sat.start()
    away = {"starts": TODAY, "ends": TODAY + 2 * DAY, "reason": "Ill", "by": organiser(sat)}
    grant_leave(sat.enrolment, **away, now=NOW)
    assert times(attempt)[0] == closes + 3 * DAY
    take_back(sat.enrolment.leaves(manager="all_objects").get(), by=away["by"], now=NOW)
    assert times(attempt)[0] == closes + 3 * DAY


def test_the_timer_and_added_minutes_hold_on() -> None:
    sat = a_quiz()
    release = closing_today(sat)
    start = release.last_submission_at - 5 * MINUTE
    attempt = sat.start(start)
    add_minutes(attempt, minutes=15, by=organiser(sat), reason="Power cut", now=start)
    assert times(attempt)[0] == start + 20 * MINUTE
    extended(sat, release, days=5, now=start + MINUTE)
    assert times(attempt) == (start + 35 * MINUTE, start + 45 * MINUTE)


def test_what_is_closing_opens_again_and_what_is_over_stays_over() -> None:
    sat = a_quiz()
    release = closing_today(sat)
    closes = release.last_submission_at
    attempt = sat.start(closes - 5 * MINUTE)
    close_expired(closes + MINUTE)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.CLOSING
    extended(sat, release, days=1, now=closes + MINUTE)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.deadline) == (AttemptState.OPEN, closes + 15 * MINUTE)
    extended(sat, release, days=2, now=closes + 25 * MINUTE)
    assert times(attempt)[0] == closes + 15 * MINUTE
    assert Extension.all_objects.count() == 1


def moved(sat: Sat, *, days: int) -> None:
    scope = Scope(days=days, since=TODAY)
    seen = moving(sat.cohort, scope=scope, now=NOW).seen
    move(sat.cohort, scope=scope, seen=seen, by=organiser(sat), now=NOW)


def test_a_move_of_the_module_reaches_everybody_s_attempts_and_only_makes_them_later() -> None:
    sat = a_quiz(time_limit=None)
    closes = closing_today(sat).last_submission_at
    attempt = sat.start()
    moved(sat, days=7)
    assert times(attempt) == (closes + 7 * DAY, closes + 7 * DAY + 10 * MINUTE)
    sat.cohort.refresh_from_db()
    moved(sat, days=-3)
    assert times(attempt)[0] == closes + 7 * DAY


def test_a_move_asks_no_more_for_more_attempts() -> None:
    counts = []
    for number in (1, 3):
        sat = a_quiz(f"{number}@example.org", time_limit=None)
        closing_today(sat)
        for each in range(number):
            user = taught.person(f"{number}-{each}@example.org")
            enrolment = taught.enrol(user, sat.cohort)
            start_attempt(enrolment, edition_step=sat.step, language="en", now=NOW)
        with CaptureQueriesContext(connection) as queries:
            moved(sat, days=7)
        counts.append(sum("quizzes_" in query["sql"] for query in queries))
        assert Attempt.objects.filter(deadline__gt=NOW + 6 * DAY).count() == sum((1, 3)[: len(counts)])
    assert counts[0] == counts[1]


def test_the_page_knows_the_new_end_once_it_is_loaded_again() -> None:
    sat = a_quiz(time_limit=None)
    release = closing_today(sat)
    attempt, closes = sat.start(), release.last_submission_at
    address, client = reverse("quizzes:sitting", args=[attempt.pk]), sat.client()
    for end in (closes, closes + DAY):
        with time_machine.travel(NOW, tick=False):
            said = client.get(address).content.decode()
        assert f'data-deadline="{round(end.timestamp() * 1000)}"' in said
        if end == closes:
            extended(sat, release, days=1)
