"""An invitation that brings a seat: sent by organisers, accepted with the refusals that everybody meets."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from cms.core.enums import JobState
from cms.core.errors import NotAllowed, Refusal
from cms.invitations.actions import accept, resend
from cms.invitations.models import Invitation
from cms.networks.enums import Role
from cms.people.models import User
from courses.cohorts.actions import enrol
from courses.cohorts.actions.change import change_cohort
from courses.cohorts.actions.invitation import invite_to_cohort, invite_to_seat
from courses.cohorts.actions.move import move, moving
from courses.cohorts.actions.nomination import ask_to_nominate
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.planning.moving import Scope
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, make_person
from tests.cms.invitations.invited import delivered, invited

ADDRESS = "new@example.org"


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    course = make_course(cast.ejn, "A request", make_module(cast.ejn, "What it must contain"))
    return make_cohort(
        cast.wacap, course, "Dakar in spring", state=CohortState.OPEN, capacity=1, waiting_list=False
    )


def invite(cohort: Cohort, by: User, *emails: str, now=NOW) -> Invitation:
    invite_to_cohort(cohort, emails=emails or [ADDRESS], language="en", by=by, now=now)
    return Invitation.all_objects.select_related("mailing").get(email=(emails or [ADDRESS])[0].lower())


def test_it_is_valid_as_long_as_one_can_enrol_and_gives_a_seat(cast: Cast, cohort: Cohort) -> None:
    invitation = invite(cohort, cast.organiser)
    assert invitation.expires_at == cohort.enrolment_closes_at
    assert not Enrolment.all_objects.exists()
    accept(invitation, user=make_person("new"), now=NOW)
    accept(invitation, user=User.objects.get(email=ADDRESS), now=NOW)
    assert Enrolment.all_objects.get().user.email == ADDRESS


def test_the_letter_names_the_cohort_and_its_days(cast: Cast, cohort: Cohort) -> None:
    delivered(invite(cohort, cast.organiser))
    [message] = mail.outbox
    assert message.subject == "WACAP: a seat for you in “Dakar in spring”"
    assert "runs from 5 April 2027 to 30 April 2027" in message.body


def test_the_refusals_are_those_of_enrolling_and_leave_it_open(cast: Cast, cohort: Cohort) -> None:
    invitation = invite(cohort, cast.organiser)
    enrol(cohort, user=cast.trainee, now=NOW)
    newcomer = make_person("new")
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "full"):
        accept(invitation, user=newcomer, now=NOW)
    assert Invitation.all_objects.get().is_open
    Cohort.all_objects.update(capacity=2)
    accept(invitation, user=newcomer, now=NOW)
    assert Enrolment.all_objects.count() == 2


@pytest.mark.parametrize(
    ("values", "now", "code"),
    [
        ({"state": CohortState.DRAFT}, NOW, "not_offered"),
        ({"state": CohortState.CANCELLED}, NOW, "not_offered"),
        ({"state": CohortState.CLOSED}, NOW, "not_offered"),
        ({}, NOW + timedelta(days=60), "window"),
    ],
)
def test_nobody_is_invited_to_what_can_not_be_joined(
    cast: Cast, cohort: Cohort, values: dict[str, object], now, code: str
) -> None:
    waiting = delivered(invite(cohort, cast.organiser))
    Cohort.all_objects.filter(pk=cohort.pk).update(**values)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == code):
        invite(cohort, cast.organiser, "other@example.org", now=now)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == code):
        resend(waiting, by=cast.organiser, now=now + timedelta(hours=1))


@pytest.mark.parametrize("who", ["secretariat", "casc_organiser", "author", "trainee"])
def test_only_its_organisers_invite(cast: Cast, cohort: Cohort, who: str) -> None:
    with pytest.raises(NotAllowed):
        invite_to_cohort(cohort, emails=[ADDRESS], language="en", by=getattr(cast, who), now=NOW)


def moved(cohort: Cohort, by: User, *, days: int) -> None:
    scope = Scope(days=days)
    move(cohort, scope=scope, seen=moving(cohort, scope=scope, now=NOW).seen, by=by, now=NOW)
    cohort.refresh_from_db()


def test_when_the_cohort_moves_its_open_invitations_say_so_and_no_letter_goes_out(
    client: Client, cast: Cast, cohort: Cohort
) -> None:
    waiting = delivered(invite(cohort, cast.organiser))
    used = invite(cohort, cast.organiser, "used@example.org")
    accept(used, user=make_person("used"), now=NOW)
    authority = ask_to_nominate(
        cohort,
        name="Ministry",
        email="clerk@example.org",
        language="en",
        most=3,
        closes_on=cohort.enrolment_closes_on - timedelta(days=7),
        by=cast.organiser,
        now=NOW,
    )
    moved(cohort, cast.organiser, days=21)
    renewed = Invitation.all_objects.select_related("mailing").get(pk=waiting.pk)
    assert renewed.expires_at == cohort.enrolment_closes_at > waiting.expires_at
    assert (renewed.terms["starts"], renewed.terms["ends"]) == ("2027-04-26", "2027-05-21")
    assert (renewed.mailing.state, renewed.mailing.number) == (JobState.DONE, 1)
    asked = Invitation.all_objects.get(gift="nomination")
    assert (asked.terms["starts"], asked.terms["closes"]) == ("2027-04-26", authority.closes_on.isoformat())
    assert Invitation.all_objects.get(pk=used.pk).terms["starts"] == "2027-04-05"
    with time_machine.travel(NOW, tick=False):
        client.get(reverse("invitations:open", args=[waiting.token]))
        assert "from 26 April 2027 to 21 May 2027" in client.get(reverse("invitations:invitation")).text


def test_what_is_known_of_the_person_stays_when_the_cohort_is_changed(cast: Cast, cohort: Cohort) -> None:
    person = {"name": "Awa", "role": "judge"}
    invite_to_seat(cohort, email=ADDRESS, person=person, language="en", by=cast.organiser, now=NOW)
    values = {"name": "Late spring", "enrolment_closes_on": cohort.starts}
    change_cohort(cohort, values=values, releases=None, by=cast.organiser, now=NOW)
    cohort.refresh_from_db()
    invitation = Invitation.all_objects.get()
    assert (invitation.terms["name"], invitation.terms["person"]) == ("Late spring", person)
    assert invitation.expires_at == cohort.enrolment_closes_at


def test_a_letter_that_is_sent_again_says_the_days_as_they_are(cast: Cast, cohort: Cohort) -> None:
    """However they came to be others."""
    waiting = delivered(invite(cohort, cast.organiser))
    mail.outbox.clear()
    cohort.starts += timedelta(days=21)
    cohort.ends += timedelta(days=21)
    cohort.save()
    later = NOW + timedelta(hours=1)
    delivered(resend(waiting, by=cast.organiser, now=later), at=later)
    assert "runs from 26 April 2027 to 21 May 2027" in mail.outbox[0].body


@pytest.fixture
def organiser(client: Client, cast: Cast):
    with time_machine.travel(NOW, tick=False):
        client.force_login(cast.organiser)
        yield client


def test_the_form_takes_an_address_a_line_and_says_what_was_done(
    organiser: Client, cast: Cast, cohort: Cohort
) -> None:
    address = reverse("cohort:invite", args=[cohort.pk])
    assert address in organiser.get(reverse("cohort:inspect", args=[cohort.pk])).text
    assert organiser.get(address).status_code == 200
    invite(cohort, cast.organiser, "before@example.org")
    enrol(cohort, user=cast.trainee, now=NOW)
    lines = "New@example.org\n new@example.org, before@example.org;\nTRAINEE@example.org"
    page = organiser.post(address, {"emails": lines, "language": "ar"}, follow=True)
    for sentence in (
        "1 invitation is on its way.",
        "Invited before, and not written to again: before@example.org.",
        "In the cohort already: trainee@example.org.",
    ):
        assert sentence in page.text
    made = Invitation.all_objects.get(email=ADDRESS)
    assert (made.language, made.invited_by) == ("ar", cast.organiser)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "This field is required."),
        ("one@example.org\nnobody\n@x", "These are no e-mail addresses: nobody and @x."),
        ("\n".join(f"{n}@example.org" for n in range(101)), "These are more than 100 addresses."),
    ],
)
def test_wrong_lines_are_named_and_nobody_is_invited(
    organiser: Client, cohort: Cohort, lines: str, said: str
) -> None:
    page = organiser.post(reverse("cohort:invite", args=[cohort.pk]), {"emails": lines, "language": "en"})
    assert said in page.context["form"].errors["emails"][0]
    assert not Invitation.all_objects.exists()


def test_it_is_closed_to_others_and_offered_only_while_it_makes_sense(
    client: Client, cast: Cast, cohort: Cohort
) -> None:
    address = reverse("cohort:invite", args=[cohort.pk])
    for person, status in ((cast.secretariat, 302), (cast.casc_organiser, 404), (cast.author, 404)):
        client.force_login(person)
        assert client.get(address).status_code == client.post(address).status_code == status
    client.force_login(cast.organiser)
    Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.DRAFT)
    assert address not in client.get(reverse("cohort:inspect", args=[cohort.pk])).text
    page = client.post(address, {"emails": ADDRESS, "language": "en"})
    assert "People can be invited to a cohort from when it is announced" in page.text


def test_organisers_see_the_invitations_to_their_cohorts_and_not_those_to_roles(
    client: Client, cast: Cast, cohort: Cohort
) -> None:
    seat = invite(cohort, cast.organiser)
    role = invited(cast.wacap, Role.AUTHOR, by=cast.central, email="role@example.org")
    assert list(Invitation.all_objects.for_user(cast.organiser)) == [seat]
    assert list(Invitation.all_objects.for_user(cast.casc_organiser)) == []
    assert set(Invitation.all_objects.for_user(cast.central)) == {seat, role}
