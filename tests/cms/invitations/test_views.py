"""What whoever opens the link sees and can do: as a stranger, with an account, with another one."""

from __future__ import annotations

import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from cms.invitations.actions import accept, take_back, vouch
from cms.invitations.models import Invitation
from cms.networks.actions import withdraw_role
from cms.networks.enums import Role
from cms.networks.models import Membership, Network
from cms.people.models import User
from tests.cast import NOW, Cast, make_person
from tests.cms.invitations.invited import ADDRESS, DAY, invited

pytestmark = pytest.mark.usefixtures("letters_at_once")

PAGE = "/invitations/"
ACCEPT = "/invitations/accept/"
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def invitation(cast: Cast) -> Invitation:
    return invited(cast.ejn, Role.AUTHOR, by=cast.manager)


@pytest.fixture
def link(invitation: Invitation) -> str:
    return f"/invitations/{invitation.token}/"


def roles(user: User, network: Network) -> set[str]:
    return set(Membership.objects.filter(user=user, network=network).values_list("role", flat=True))


def buttons(page: object) -> list[str]:
    main = page.text.split("<main", 1)[1].split("</main>")[0]
    return re.findall(r'<(?:button|a) class="button[^"]*"[^>]*>\s*([^<]+?)\s*<', main)


def test_the_link_leads_on_to_an_address_without_the_secret(client: Client, cast: Cast, link: str) -> None:
    answer = client.get(link)
    assert (answer.status_code, answer.url) == (302, PAGE)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert link.split("/")[2] not in page.text
    for said in ("EJN invites you", "Author. Writes and changes", "Manager", ADDRESS, "15 March 2027"):
        assert said in page.text
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_a_stranger_makes_an_account_on_the_way_and_needs_no_other_confirmation(
    client: Client, cast: Cast, link: str, mailoutbox: list[object]
) -> None:
    client.get(link)
    assert buttons(client.get(PAGE)) == ["Create an account"]
    answer = client.post("/invitations/sign-up/")
    assert answer.url == f"{reverse('account_signup')}?next={PAGE}"
    form = client.get(answer.url)
    assert f'value="{ADDRESS}"' in form.text
    said = {"email": ADDRESS, "password1": PASSWORD, "password2": PASSWORD, "next": PAGE}
    said |= {name: "on" for name in form.context["form"].fields if name not in said}
    assert client.post(reverse("account_signup"), said).url == PAGE
    person = User.objects.get(email=ADDRESS)
    assert EmailAddress.objects.get(user=person).verified
    assert mailoutbox == []
    assert buttons(client.get(PAGE)) == ["Accept"]
    assert roles(person, cast.ejn) == set()
    welcome = client.post(ACCEPT, follow=True)
    assert roles(person, cast.ejn) == {"author"}
    assert "Welcome. You have accepted the invitation." in welcome.text
    assert client.get(PAGE).status_code == 404


def test_an_account_with_another_address_must_be_confirmed_as_ever(
    client: Client, cast: Cast, link: str, mailoutbox: list[object]
) -> None:
    """Without the step by the invitation nothing is taken for confirmed."""
    client.get(link)
    said = {"email": ADDRESS, "password1": PASSWORD, "password2": PASSWORD, "next": PAGE}
    form = client.get(reverse("account_signup"))
    said |= {name: "on" for name in form.context["form"].fields if name not in said}
    client.post(reverse("account_signup"), said)
    assert not EmailAddress.objects.get(email=ADDRESS).verified
    assert len(mailoutbox) == 1


def test_who_has_an_account_signs_in_and_comes_back(client: Client, cast: Cast, link: str) -> None:
    person = make_person("new")
    client.get(link)
    page = client.get(PAGE)
    assert buttons(page) == ["Sign in and accept"]
    assert f"{reverse('account_login')}?next={PAGE}" in page.text
    said = {"login": ADDRESS, "password": "correct horse battery", "next": PAGE}
    assert client.post(reverse("account_login"), said).url == PAGE
    assert buttons(client.get(PAGE)) == ["Accept"]
    assert client.post(ACCEPT).url == reverse("wagtailadmin_home")
    assert roles(person, cast.ejn) == {"author"}


def test_accepting_without_being_signed_in_asks_for_it(client: Client, cast: Cast, link: str) -> None:
    client.get(link)
    assert client.post(ACCEPT).url.startswith(reverse("account_login"))
    assert Invitation.all_objects.get().is_open


def test_another_account_is_told_and_has_the_choice(client: Client, cast: Cast, link: str) -> None:
    client.force_login(cast.trainee)
    client.get(link)
    page = client.get(PAGE)
    assert (
        "sent to <bdi>new@example.org</bdi>, and you are signed in as <bdi>trainee@example.org</bdi>"
        in page.text
    )
    assert buttons(page) == ["Sign out and use the other one", "Use the one I am signed in with"]
    assert client.post("/invitations/switch/").url == PAGE
    page = client.get(PAGE)
    assert not page.wsgi_request.user.is_authenticated
    assert buttons(page) == ["Create an account"]
    client.force_login(cast.trainee)
    client.get(link)
    client.post(ACCEPT)
    assert roles(cast.trainee, cast.ejn) == {"author"}


def test_one_that_can_not_be_used_says_why_and_what_to_do(
    client: Client, cast: Cast, link: str, invitation: Invitation
) -> None:
    client.force_login(cast.stranger)
    client.get(link)
    Invitation.all_objects.update(expires_at=NOW)
    page = client.get(PAGE)
    assert "It has expired" in page.text and "to send it again" in page.text
    assert buttons(page) == ["See the network"]
    assert client.post(ACCEPT).status_code == 409
    Invitation.all_objects.update(expires_at=NOW + DAY)
    accept(invitation, user=cast.trainee, now=NOW)
    page = client.get(PAGE)
    assert "It has been used" in page.text and "trainee" not in page.text.lower()
    assert client.post(ACCEPT).status_code == 409
    client.force_login(cast.trainee)
    client.get(link)
    page = client.get(PAGE)
    assert "You have accepted it" in page.text
    assert buttons(page) == ["Go on"]
    assert client.post(ACCEPT).url == reverse("wagtailadmin_home")
    assert roles(cast.stranger, cast.ejn) == set()


def test_one_taken_back_says_so(client: Client, cast: Cast, link: str, invitation: Invitation) -> None:
    take_back(invitation, by=cast.manager, now=NOW)
    client.get(link)
    page = client.get(PAGE)
    assert "It was taken back" in page.text
    assert client.post("/invitations/sign-up/").url == PAGE
    assert "account_verified_email" not in client.session


def test_one_whose_giver_may_not_any_more_is_refused_with_a_sentence(
    client: Client, cast: Cast, link: str
) -> None:
    withdraw_role(cast.ejn, user=cast.manager, role=Role.MANAGER, by=cast.central, now=NOW)
    client.force_login(make_person("new"))
    client.get(link)
    page = client.post(ACCEPT)
    assert page.status_code == 409
    assert "Whoever invited you can&#x27;t give this role any more." in page.text


@pytest.mark.parametrize("token", ["nothing", "a" * 43, "%20", "é" * 50])
def test_an_unknown_link_says_what_to_do(
    client: Client, cast: Cast, invitation: Invitation, token: str
) -> None:
    page = client.get(f"/invitations/{token}/", follow=True)
    assert page.status_code == 404
    assert "There is no such invitation" in page.text
    client.force_login(cast.trainee)
    assert client.post(ACCEPT).status_code == 404
    assert client.get("/invitations/accept/").status_code == 405


def test_who_has_confirmed_the_address_finds_it_without_the_letter(
    client: Client, cast: Cast, invitation: Invitation
) -> None:
    person = make_person("new")
    EmailAddress.objects.filter(user=person).update(verified=False)
    mine = reverse("invitations:mine", args=[invitation.pk])
    client.force_login(person)
    assert client.get(mine).status_code == 404
    assert "You are invited" not in client.get("/learn/").text
    vouch(invitation, reason="We spoke on the phone", by=cast.manager, now=NOW)
    assert mine in client.get("/learn/").text
    assert client.get(mine).url == PAGE
    assert buttons(client.get(PAGE)) == ["Accept"]
    client.force_login(cast.trainee)
    assert client.get(mine).status_code == 404
    assert "You are invited" not in client.get("/learn/").text


def test_no_log_holds_the_secret(
    client: Client, cast: Cast, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    client.get(link)
    client.force_login(make_person("new"))
    client.get(link)
    client.post(ACCEPT)
    assert [r for r in caplog.records if getattr(r, "event", "") == "invitation.accepted"]
    for said in (link.split("/")[2], ADDRESS):
        assert said not in caplog.text
        assert said not in str([record.__dict__ for record in caplog.records])
