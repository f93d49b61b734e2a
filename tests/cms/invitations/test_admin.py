"""The admin's list of invitations and the forms that give and hand over roles."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.enums import JobState
from cms.invitations.actions import accept, take_back
from cms.invitations.models import Invitation, Mailing
from cms.networks.actions import grant_role, withdraw_role
from cms.networks.enums import Role
from cms.networks.models import Membership
from cms.people.models import User
from tests.cast import NOW, Cast, make_person
from tests.cms.invitations.invited import ADDRESS, DAY, delivered, invited

INDEX = "/admin/invitations/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def invitation(cast: Cast) -> Invitation:
    return invited(cast.ejn, Role.AUTHOR, by=cast.manager)


def emails(answer: object) -> list[str]:
    return [line.invitation.email for line in answer.context["lines"]]


def act(name: str, invitation: Invitation) -> str:
    return reverse(f"invitation:{name}", args=[invitation.pk])


def test_each_state_is_found_by_its_name(client: Client, cast: Cast) -> None:
    made = {
        name: invited(cast.ejn, by=cast.manager, email=f"{name}@example.org", now=NOW - age * DAY)
        for name, age in (("waiting", 0), ("expired", 20), ("used", 1), ("taken_back", 1), ("undelivered", 2))
    }
    accept(made["used"], user=cast.trainee, now=NOW)
    take_back(made["taken_back"], by=cast.manager, now=NOW)
    Mailing.objects.filter(invitation=made["undelivered"]).update(state=JobState.FAILED, error="550 unknown")
    client.force_login(cast.manager)
    everything = client.get(INDEX)
    assert len(emails(everything)) == 5
    assert "550 unknown" in everything.text
    for name in made:
        wanted = (
            {"waiting@example.org", "undelivered@example.org"}
            if name == "waiting"
            else {f"{name}@example.org"}
        )
        assert set(emails(client.get(f"{INDEX}?state={name}"))) == wanted
    assert emails(client.get(f"{INDEX}?q=USED@")) == ["used@example.org"]
    assert emails(client.get(f"{INDEX}?state=nonsense&network=x")) == emails(everything)
    nothing = client.get(f"{INDEX}?q=nobody")
    assert emails(nothing) == [] and "No invitation is like that." in nothing.text


def test_who_sees_whose(client: Client, cast: Cast, invitation: Invitation) -> None:
    other = invited(cast.casc, by=cast.central, email="in-casc@example.org")
    for person, seen in (
        (cast.manager, [ADDRESS]),
        (cast.central, ["in-casc@example.org", ADDRESS]),
        (cast.organiser, []),
        (cast.casc_organiser, []),
    ):
        client.force_login(person)
        assert emails(client.get(INDEX)) == seen
    for person in (cast.author, cast.reviewer, cast.secretariat):
        client.force_login(person)
        assert client.get(INDEX).status_code == 404
        assert INDEX not in client.get(reverse("wagtailadmin_home")).text
    for person in (cast.organiser, cast.author, cast.secretariat):
        client.force_login(person)
        for name in ("vouch", "resend", "take_back"):
            assert client.post(act(name, invitation)).status_code == 404
    client.force_login(cast.manager)
    for name in ("vouch", "resend", "take_back"):
        assert client.post(act(name, other)).status_code == 404
    assert Invitation.all_objects.open().count() == 2


def test_one_person_with_two_roles_in_two_networks_sees_of_each_what_its_role_opens(
    client: Client, cast: Cast, invitation: Invitation
) -> None:
    """`two_roles` organises WACAP and is CASC's secretariat; now they manage EJN too."""
    in_wacap = invited(cast.wacap, by=cast.central, email="in-wacap@example.org")
    in_casc = invited(cast.casc, by=cast.central, email="in-casc@example.org")
    client.force_login(cast.two_roles)
    assert emails(client.get(INDEX)) == []
    grant_role(cast.ejn, user=cast.two_roles, role=Role.MANAGER, by=cast.central, now=NOW)
    assert emails(client.get(INDEX)) == [ADDRESS]
    assert client.post(act("take_back", in_wacap)).status_code == 404
    assert client.post(act("take_back", in_casc)).status_code == 404
    assert client.get(reverse("invitation:give_role", args=[cast.wacap.pk])).status_code == 404
    assert client.get(reverse("invitation:give_role", args=[cast.ejn.pk])).status_code == 200
    assert client.post(act("take_back", invitation)).status_code == 302
    grant_role(cast.wacap, user=cast.two_roles, role=Role.MANAGER, by=cast.central, now=NOW)
    assert emails(client.get(INDEX)) == ["in-wacap@example.org", ADDRESS]
    assert emails(client.get(f"{INDEX}?network={cast.wacap.pk}")) == ["in-wacap@example.org"]


def test_the_list_costs_the_same_with_more_rows(client: Client, cast: Cast, invitation: Invitation) -> None:
    client.force_login(cast.manager)

    def queries() -> int:
        client.get(INDEX)
        with CaptureQueriesContext(connection) as captured:
            client.get(INDEX)
        return len(captured)

    one = queries()
    for number in range(3):
        more = invited(cast.ejn, by=cast.manager, email=f"{number}@example.org")
        User.objects.create_user(f"{number}@example.org")
    accept(more, user=cast.trainee, now=NOW)
    assert queries() == one


def test_sending_again_and_taking_back(client: Client, cast: Cast, invitation: Invitation) -> None:
    client.force_login(cast.manager)
    page = client.post(act("resend", invitation), follow=True)
    assert "The last letter is still on its way." in page.text
    delivered(invitation)
    Mailing.objects.update(done_at=NOW - timedelta(hours=1))
    page = client.post(act("resend", invitation), follow=True)
    assert "The letter to new@example.org is on its way again." in page.text
    page = client.post(act("take_back", invitation), follow=True)
    assert "is taken back; its link opens nothing any more." in page.text
    assert client.get(act("resend", invitation)).status_code == 405


def test_one_whose_giver_may_not_any_more_is_marked(
    client: Client, cast: Cast, invitation: Invitation
) -> None:
    client.force_login(cast.central)
    sentence = "Manager can't give this any more: send it again, in your own name."
    assert sentence not in client.get(INDEX).text
    withdraw_role(cast.ejn, user=cast.manager, role=Role.MANAGER, by=cast.central, now=NOW)
    assert sentence in client.get(INDEX).text


def test_vouching_stands_where_an_account_waits_for_it(
    client: Client, cast: Cast, invitation: Invitation
) -> None:
    client.force_login(cast.manager)
    address = act("vouch", invitation)
    assert address not in client.get(INDEX).text
    person = User.objects.create_user(ADDRESS)
    EmailAddress.objects.create(user=person, email=ADDRESS, verified=False, primary=True)
    assert address in client.get(INDEX).text
    assert "Vouch for new@example.org?" in client.get(address).text
    assert list(client.post(address, {"reason": ""}).context["form"].errors) == ["reason"]
    page = client.post(address, {"reason": "We spoke on the phone"}, follow=True)
    assert "new@example.org counts as confirmed." in page.text
    assert EmailAddress.objects.get(user=person).verified
    assert address not in page.text
    assert "Manager vouched for the address on" in page.text
    assert "“We spoke on the phone”" in page.text
    again = client.post(address, {"reason": "Again"})
    assert "This address is confirmed already." in again.text


# Giving and handing over


def test_a_role_is_given_at_once_or_by_invitation(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    address = reverse("invitation:give_role", args=[cast.ejn.pk])
    form = client.get(f"{address}?role=manager&role=nonsense").context["form"]
    assert form["roles"].value() == ["manager"]
    said = {"email": "trainee@example.org", "roles": ["author"], "language": "en"}
    page = client.post(address, said, follow=True)
    assert "Trainee has the role now." in page.text
    assert "Trainee" in [str(person) for person in page.context["items"]]
    page = client.post(address, said | {"email": ADDRESS}, follow=True)
    assert "An invitation is on its way to new@example.org." in page.text
    assert emails(page) == [ADDRESS]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"roles": []}, "roles"),
        ({"roles": ["king"]}, "roles"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_is_wrong_is_said_beside_it(
    client: Client, cast: Cast, wrong: dict[str, object], field: str
) -> None:
    client.force_login(cast.manager)
    said = {"email": ADDRESS, "roles": ["author"], "language": "en"} | wrong
    page = client.post(reverse("invitation:give_role", args=[cast.ejn.pk]), said)
    assert list(page.context["form"].errors) == [field]
    assert not Invitation.all_objects.exists()


def test_roles_are_handed_over(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    address = reverse("invitation:hand_over", args=[cast.ejn.pk, cast.author.pk])
    form = client.get(address).context["form"]
    assert form["roles"].value() == ["author"]
    same = client.post(address, {"email": "author@example.org", "roles": ["author"], "language": "en"})
    assert list(same.context["form"].errors) == ["email"]
    page = client.post(
        address, {"email": "trainee@example.org", "roles": ["author"], "language": "en"}, follow=True
    )
    assert "Trainee holds the roles now, and Author no longer does." in page.text
    assert Membership.objects.get(user=cast.trainee).role == "author"
    assert client.get(address).status_code == 404
    own = reverse("invitation:hand_over", args=[cast.ejn.pk, cast.manager.pk])
    answer = client.post(own, {"email": "trainee@example.org", "roles": ["manager"], "language": "en"})
    assert answer.url == reverse("wagtailadmin_home")


def test_only_people_of_the_network_are_handed_over_by_its_managers(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    for network, person in (
        (cast.ejn, cast.organiser),
        (cast.wacap, cast.organiser),
        (cast.ejn, make_person("x")),
    ):
        address = reverse("invitation:hand_over", args=[network.pk, person.pk])
        assert client.get(address).status_code == client.post(address).status_code == 404
    client.force_login(cast.author)
    assert client.get(reverse("invitation:hand_over", args=[cast.ejn.pk, cast.author.pk])).status_code == 404
