"""Attempts in the admin: who sees them, and deciding on late answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.quizzes.actions import close_expired
from assessments.quizzes.models import Attempt, LateDecision
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from tests.assessments.quizzes.sat import MINUTE, NOW, RIGHT, Sat, a_quiz
from tests.cast import Cast, make_person

pytestmark = pytest.mark.django_db
LIST = "assessment:attempts"
OVER = NOW + 40 * MINUTE


@pytest.fixture(autouse=True)
def at_that_time() -> Iterator[None]:
    with time_machine.travel(OVER, tick=False):
        yield


def late_attempt(email: str) -> tuple[Sat, Attempt]:
    sat = a_quiz(email)
    attempt = sat.start()
    sat.save(attempt, 1, RIGHT[1])
    sat.save(attempt, 2, RIGHT[2], now=OVER)
    close_expired(OVER)
    return sat, attempt


def signed_in(client: Client, person: object) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(attempt: Attempt) -> str:
    return reverse("assessment:attempt", args=[attempt.pk])


def decision_of(attempt: Attempt, position: int = 2) -> str:
    return reverse("assessment:decide_late", args=[attempt.pk, position])


def test_what_waits_stands_first_and_the_home_says_so(client: Client, cast: Cast) -> None:
    late_attempt("late@example.org")
    a_quiz("calm@example.org").start()
    signed_in(client, cast.organiser)
    page = client.get(reverse(LIST))
    assert [str(line.attempt.enrolment.user) for line in page.context["attempts"]] == ["late@example.org"]
    assert "Waits for a decision" in page.content.decode()
    assert "Answers of 1 attempt arrived late" in client.get(reverse("wagtailadmin_home")).content.decode()
    shown = {
        show: len(client.get(reverse(LIST), {"show": show}).context["attempts"])
        for show in ("waiting", "under_way", "all", "nonsense")
    }
    assert shown == {"waiting": 1, "under_way": 1, "all": 2, "nonsense": 1}


def test_an_organiser_counts_a_late_answer_and_the_trainee_reads_so(client: Client, cast: Cast) -> None:
    sat, attempt = late_attempt("late@example.org")
    result = reverse("quizzes:result", args=[attempt.pk])
    assert (
        "counts only if an organiser of your cohort decides so" in sat.client().get(result).content.decode()
    )
    signed_in(client, cast.organiser)
    page = client.get(page_of(attempt)).content.decode()
    assert "Nothing was saved in time." in page
    late = attempt.questions.get(position=2).late_responses.get()
    said = {"q2-counted": str(late.pk), "q2-reason": "The whole town had no power"}
    page = client.post(decision_of(attempt), said, follow=True).content.decode()
    attempt.refresh_from_db()
    assert attempt.score == pytest.approx(0.75)
    assert "counts by decision of Organiser" in page
    assert "The whole town had no power" in page
    trainees = sat.client().get(result).content.decode()
    assert "decided that it counts" in trainees
    assert "The whole town" not in trainees


def test_a_decision_without_reason_says_so_and_keeps_what_was_chosen(client: Client, cast: Cast) -> None:
    _sat, attempt = late_attempt("late@example.org")
    signed_in(client, cast.organiser)
    page = client.post(decision_of(attempt), {"q2-counted": "none", "q2-reason": " "}).content.decode()
    assert "This field is required." in page
    assert 'value="none"' in page
    assert "checked" in page
    assert not LateDecision.all_objects.exists()


def test_two_tabs_decide_once(client: Client, cast: Cast) -> None:
    _sat, attempt = late_attempt("late@example.org")
    signed_in(client, cast.organiser)
    late = attempt.questions.get(position=2).late_responses.get()
    client.post(decision_of(attempt), {"q2-counted": "none", "q2-reason": "Too late"})
    said = {"q2-counted": str(late.pk), "q2-reason": "Outage"}
    page = client.post(decision_of(attempt), said, follow=True)
    assert "This has been decided already, otherwise." in page.content.decode()
    assert LateDecision.all_objects.get().counted is None


def test_more_time_for_who_needs_it(client: Client, cast: Cast) -> None:
    attempt = a_quiz("slow@example.org", time_limit=60).start()
    signed_in(client, cast.organiser)
    page = client.post(page_of(attempt), {"minutes": "0", "reason": "Outage"}).content.decode()
    assert "greater than or equal to 1" in page
    assert 'value="Outage"' in page
    page = client.post(page_of(attempt), {"minutes": "15", "reason": "Outage"}, follow=True).content.decode()
    attempt.refresh_from_db()
    assert attempt.deadline == NOW + 75 * MINUTE
    assert "15 minutes, by Organiser" in page


def test_who_sees_what(client: Client, cast: Cast) -> None:
    sat, attempt = late_attempt("late@example.org")
    named, other = make_person("named"), make_person("other")
    for person in (named, other):
        grant_role(sat.cohort.network, user=person, role=Role.FACILITATOR, by=cast.central, now=NOW)
    sat.cohort.facilitators.add(named)
    said = {"q2-counted": "none", "q2-reason": "Too late"}
    seen = {}
    for person in (cast.organiser, named, other, cast.secretariat, cast.casc_organiser, cast.author):
        signed_in(client, person)
        seen[person.display_name] = tuple(
            answer.status_code
            for answer in (
                client.get(reverse(LIST)),
                client.get(page_of(attempt)),
                client.post(decision_of(attempt, 9), said),
            )
        )
    nobody = (302, 404, 404)
    assert seen == {
        "Organiser": (200, 200, 404),
        "Named": (200, 200, 404),
        "Other": nobody,
        "Secretariat": (200, 200, 302),
        "Casc": nobody,
        "Author": nobody,
    }
    signed_in(client, cast.secretariat)
    page = client.get(page_of(attempt)).content.decode()
    assert "An organiser or facilitator of the cohort decides" in page
    client.post(decision_of(attempt), said)
    assert not LateDecision.all_objects.exists()


def test_the_menu_shows_assessment_to_whom_it_leads_somewhere(client: Client, cast: Cast) -> None:
    late_attempt("late@example.org")
    shown = {}
    for person in (cast.organiser, cast.author):
        signed_in(client, person)
        shown[person] = reverse(LIST) in client.get(reverse("wagtailadmin_home")).content.decode()
    assert shown == {cast.organiser: True, cast.author: False}


def test_the_list_costs_the_same_with_one_attempt_and_with_three(client: Client, cast: Cast) -> None:
    signed_in(client, cast.organiser)
    counts = []
    for emails in (("a@example.org",), ("b@example.org", "c@example.org")):
        for email in emails:
            late_attempt(email)
        client.get(reverse(LIST), {"show": "all"})
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse(LIST), {"show": "all"})
        counts.append(len(queries))
    assert len(page.context["attempts"]) == 3
    assert counts[0] == counts[1]
