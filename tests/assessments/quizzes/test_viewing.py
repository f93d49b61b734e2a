"""Quizzes, seen by who helps as the trainee sees them."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.quizzes.actions import submit
from assessments.quizzes.enums import AttemptState
from assessments.quizzes.models import Attempt
from cms.networks.enums import Role
from cms.networks.models import Membership
from tests.assessments import taught
from tests.assessments.quizzes.sat import NOW, Sat, a_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def sat() -> Sat:
    return a_quiz()


@pytest.fixture
def looking(sat: Sat) -> Client:
    organiser = taught.person("organiser@example.org")
    Membership.objects.create(network=sat.cohort.network, user=organiser, role=Role.ORGANISER, granted_at=NOW)
    client = Client()
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    flag = {
        "enrolment": sat.enrolment.pk,
        "until": (NOW + dt.timedelta(hours=1)).isoformat(),
        "back": "/admin/",
    }
    session = client.session
    session["viewing_as"] = flag
    session.save()
    return client


def quiz(sat: Sat) -> str:
    return reverse("learning:step", args=[sat.enrolment.pk, sat.step.step_key])


def test_the_start_of_a_quiz_is_seen_and_starts_nothing(sat: Sat, looking: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        page = looking.get(quiz(sat))
        assert page.status_code == 200 and "Start the attempt" in page.text
        start = reverse("quizzes:start", args=[sat.enrolment.pk, sat.step.step_key])
        assert looking.post(start).status_code == 403
    assert not Attempt.all_objects.exists()


def test_answers_under_way_are_hidden(sat: Sat, looking: Client) -> None:
    attempt = sat.start()
    sat.save(attempt, 1, ["a"])
    with time_machine.travel(NOW, tick=False):
        for name in ("sitting", "review", "result"):
            answer = looking.get(reverse(f"quizzes:{name}", args=[attempt.pk]))
            assert answer.status_code == 403 and "Only the trainee sees this" in answer.text, name


def test_looking_ends_no_attempt(sat: Sat, looking: Client) -> None:
    attempt = sat.start()
    with time_machine.travel(NOW + dt.timedelta(minutes=50), tick=False):
        for name in ("sitting", "review", "result"):
            assert looking.get(reverse(f"quizzes:{name}", args=[attempt.pk])).status_code == 403
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.OPEN


def test_a_graded_result_is_seen(sat: Sat, looking: Client) -> None:
    attempt = sat.start()
    sat.save(attempt, 1, ["a"])
    submit(attempt, user=sat.user, now=NOW)
    with time_machine.travel(NOW, tick=False):
        answer = looking.get(reverse("quizzes:result", args=[attempt.pk]))
    assert answer.status_code == 200 and "You see this course as" in answer.text


def test_the_attempts_of_others_are_not_there(sat: Sat, looking: Client) -> None:
    other = taught.person("other@example.org")
    enrolment = taught.enrol(other, sat.cohort)
    attempt = Sat(other, sat.cohort, enrolment, sat.step).start()
    submit(attempt, user=other, now=NOW)
    with time_machine.travel(NOW, tick=False):
        assert looking.get(reverse("quizzes:result", args=[attempt.pk])).status_code == 404
