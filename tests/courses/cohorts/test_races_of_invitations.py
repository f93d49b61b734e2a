"""Invitations that are accepted while others enrol, while they are taken back, and while the cohort moves or is cancelled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cms.core.errors import Refusal
from cms.invitations.actions import accept
from cms.invitations.models import Invitation
from cms.people.models import User
from courses.cohorts.actions import cancel, enrol
from courses.cohorts.actions.invitation import invite_to_cohort
from courses.cohorts.actions.nomination import ask_to_nominate, take_back_asking
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, SendingAuthority
from tests.cast import NOW, make_person
from tests.courses import taught
from tests.courses.cohorts.test_races import an_open_cohort
from tests.races import ROUNDS, problems, race

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def central() -> User:
    return User.objects.get(email="central@example.org")


def people_enrol(given: dict[str, Any]) -> list[str]:
    cohort = Cohort.all_objects.get(pk=given["cohort"])
    people = User.objects.filter(email__in=given["enrolling"]).order_by("pk")
    return [enrol(cohort, user=user, now=NOW).state for user in people]


def people_accept(given: dict[str, Any]) -> list[str]:
    said = []
    open_ones = Invitation.all_objects.open().filter(subject=str(given["cohort"]), gift="seat")
    for invitation in list(open_ones.order_by("pk")):
        try:
            accept(invitation, user=User.objects.get(email=invitation.email), now=NOW)
        except Refusal as refusal:
            said.append(refusal.code)
        else:
            said.append("accepted")
    return said


def invited_people(number: int) -> list[str]:
    return [make_person(f"invited-{each}").email for each in range(number)]


def test_six_accept_while_six_enrol_and_each_has_a_seat() -> None:
    host = taught.a_running_cohort()
    by = make_person("central", central=True)
    enrolling = [make_person(f"enrolling-{each}").email for each in range(6)]
    invited = invited_people(6)

    def before(number: int) -> dict[str, Any]:
        cohort = an_open_cohort(host.network, host.course_key, number)
        invite_to_cohort(cohort, emails=invited, language="en", by=by, now=NOW - timedelta(days=number))
        return {"cohort": cohort.pk, "enrolling": enrolling}

    rounds = min(ROUNDS, 10)
    results = race([people_enrol, people_accept], before=before, rounds=rounds)

    assert problems(results) == []
    assert results == [[["active"] * 6, ["accepted"] * 6]] * rounds
    assert Enrolment.all_objects.filter(state=EnrolmentState.ACTIVE).count() == 12 * rounds


def letter_is_taken_up(given: dict[str, Any]) -> str:
    invitation = Invitation.all_objects.get(gift="nomination", subject=str(given["authority"]))
    try:
        accept(invitation, user=User.objects.get(email=invitation.email), now=NOW)
    except Refusal as refusal:
        return refusal.code
    return "accepted"


def asking_is_taken_back(given: dict[str, Any]) -> str:
    take_back_asking(SendingAuthority.all_objects.get(pk=given["authority"]), by=central(), now=NOW)
    return "taken back"


def test_a_letter_that_is_taken_up_while_the_authority_is_asked_no_more_leads_nowhere() -> None:
    host = taught.a_running_cohort()
    by = make_person("central", central=True)
    clerk = make_person("clerk").email

    def before(number: int) -> dict[str, Any]:
        cohort = an_open_cohort(host.network, host.course_key, number)
        authority = ask_to_nominate(
            cohort,
            name="Ministry",
            email=clerk,
            language="en",
            most=3,
            closes_on=NOW.date() + timedelta(days=9),
            by=by,
            now=NOW,
        )
        return {"authority": authority.pk}

    results = race([letter_is_taken_up, asking_is_taken_back], before=before)

    assert problems(results) == []
    assert {said for said, _taken in results} <= {"accepted", "taken_back"}
    assert {taken for _said, taken in results} == {"taken back"}
    assert not SendingAuthority.all_objects.exists()
    assert not Invitation.all_objects.open().exists()


def organiser_cancels(given: dict[str, Any]) -> str:
    return cancel(Cohort.all_objects.get(pk=given["cohort"]), by=central(), now=NOW).state


def test_who_accepts_while_the_cohort_is_cancelled_has_a_seat_in_it_or_a_letter_that_is_void() -> None:
    host = taught.a_running_cohort()
    by = make_person("central", central=True)
    invited = invited_people(3)

    def before(number: int) -> dict[str, Any]:
        cohort = an_open_cohort(host.network, host.course_key, number)
        invite_to_cohort(cohort, emails=invited, language="en", by=by, now=NOW - timedelta(days=number))
        return {"cohort": cohort.pk}

    rounds = min(ROUNDS, 10)
    results = race([people_accept, organiser_cancels], before=before, rounds=rounds)

    assert problems(results) == []
    for said, state in results:
        assert state == "cancelled"
        assert said == sorted(said) and set(said) <= {"accepted", "over"}
    assert not Invitation.all_objects.open().exists()
    accepted = sum(said.count("accepted") for said, _state in results)
    assert Enrolment.all_objects.count() == accepted
