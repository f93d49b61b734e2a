"""The index of networks, and the directory of people: who stands there, who sees it, what they can do."""

from __future__ import annotations

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.errors import NotAllowed, Refusal
from cms.networks.actions import change_network, grant_role, withdraw_role
from cms.networks.enums import Role
from cms.networks.models import Membership
from cms.notices import tasks
from cms.notices.models import Notice
from cms.pages.directory.actions import agree, leave, write_to
from cms.pages.directory.models import Listing
from cms.pages.models import NetworkIndexPage
from cms.people.enums import ProfessionalRole
from cms.people.models import User
from cms.world.models import Country
from tests.cast import NOW, Cast, make_person

PEOPLE = "/networks/people/"
ENTRY = "/networks/people/me/"


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def listed(user: User, **values: object) -> Listing:
    said = {"languages": ["en"], "shows_email": False} | values
    return agree(user, now=NOW, **said)


def names(answer: object) -> list[str]:
    return [listing.user.display_name for listing in answer.context["page_obj"]]


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# Who stands there, and who sees it


def test_nobody_is_listed_who_did_not_agree(client: Client, cast: Cast) -> None:
    client.force_login(cast.author)
    page = client.get(PEOPLE)
    assert names(page) == [] and "Nobody is listed yet" in page.text
    listed(cast.author)
    assert names(client.get(PEOPLE)) == ["Author"]
    leave(cast.author)
    assert names(client.get(PEOPLE)) == []


def test_it_is_seen_by_people_of_a_network_only(client: Client, cast: Cast) -> None:
    listing = listed(cast.author)
    addresses = (PEOPLE, ENTRY, reverse("directory:write", args=[listing.pk]))
    for address in addresses:
        assert client.get(address).url.startswith(reverse("account_login"))
        assert client.post(address).status_code in (302, 405)
    for person in (cast.trainee, cast.stranger):
        client.force_login(person)
        for address in addresses:
            assert client.get(address).status_code == 404
            assert client.post(address).status_code == 404
    for person in (cast.secretariat, cast.two_roles, cast.central):
        client.force_login(person)
        assert names(client.get(PEOPLE)) == ["Author"]
    grant_role(cast.wacap, user=cast.trainee, role=Role.MEMBER, by=cast.central, now=NOW)
    client.force_login(cast.trainee)
    assert names(client.get(PEOPLE)) == ["Author"]


def test_who_leaves_the_last_network_or_closes_the_account_is_gone_from_it(
    client: Client, cast: Cast
) -> None:
    for person in (cast.author, cast.reviewer, cast.organiser):
        listed(person)
    withdraw_role(cast.ejn, user=cast.author, role=Role.AUTHOR, by=cast.manager, now=NOW)
    User.objects.filter(pk=cast.reviewer.pk).update(is_active=False)
    client.force_login(cast.manager)
    assert names(client.get(PEOPLE)) == ["Organiser"]
    grant_role(cast.casc, user=cast.author, role=Role.MEMBER, by=cast.central, now=NOW)
    assert names(client.get(PEOPLE)) == ["Author", "Organiser"]


def test_it_shows_what_was_agreed_to_and_no_more(client: Client, cast: Cast) -> None:
    person = cast.two_roles
    person.role, person.country = ProfessionalRole.CONTACT_POINT, Country.objects.get(code="GH")
    person.save()
    listed(person, languages=["en", "ru"])
    client.force_login(cast.author)
    page = client.get(PEOPLE).text
    for said in (
        "Both",
        "Contact point",
        "Ghana",
        "English and Russian",
        "WACAP",
        "organiser",
        "CASC",
        "secretariat",
    ):
        assert said in page
    assert "both@example.org" not in page
    listed(person, shows_email=True)
    assert 'href="mailto:both@example.org"' in client.get(PEOPLE).text


def test_it_is_narrowed_by_name_network_country_and_professional_role(client: Client, cast: Cast) -> None:
    for person, country, role in (
        (cast.author, "NL", ProfessionalRole.JUDGE),
        (cast.two_roles, "GH", ProfessionalRole.JUDGE),
        (cast.organiser, "GH", ProfessionalRole.PROSECUTOR),
    ):
        User.objects.filter(pk=person.pk).update(country=country, role=role)
        listed(person)
    client.force_login(cast.author)
    for query, found in (
        ("", ["Author", "Both", "Organiser"]),
        ("?name=ORG", ["Organiser"]),
        ("?network=wacap", ["Both", "Organiser"]),
        ("?network=casc", ["Both"]),
        ("?country=GH", ["Both", "Organiser"]),
        ("?role=judge", ["Author", "Both"]),
        ("?role=judge&country=GH", ["Both"]),
        ("?role=judge&country=GH&network=ejn", []),
        ("?network=nothing&country=ZZ&role=king&page=99", ["Author", "Both", "Organiser"]),
    ):
        assert names(client.get(PEOPLE + query)) == found, query
    offered = [code for code, _name in client.get(PEOPLE).context["form"].fields["country"].choices]
    assert offered == ["", "GH", "NL"]


def test_the_list_costs_the_same_with_more_people_and_comes_in_pages(client: Client, cast: Cast) -> None:
    client.force_login(cast.author)
    listed(cast.author)
    one = queries(client, PEOPLE)
    for number in range(26):
        person = make_person(f"person-{number:02}")
        grant_role(cast.wacap, user=person, role=Role.MEMBER, by=cast.central, now=NOW)
        grant_role(cast.casc, user=person, role=Role.AUTHOR, by=cast.central, now=NOW)
        listed(person)
    assert queries(client, PEOPLE) == one
    assert len(names(client.get(PEOPLE))) == 24
    assert names(client.get(f"{PEOPLE}?page=2")) == ["Person-23", "Person-24", "Person-25"]


# One's own entry


def test_one_lists_oneself_and_leaves_again(client: Client, cast: Cast) -> None:
    client.force_login(cast.author)
    form = client.get(ENTRY).context["form"]
    assert (form["listed"].value(), form["shows_email"].value(), form["languages"].value()) == (
        False,
        False,
        ["en"],
    )
    said = {"listed": "on", "languages": ["fr", "en"], "shows_email": "on"}
    assert client.post(ENTRY, said).url == PEOPLE
    listing = Listing.objects.get()
    assert (listing.user, listing.shows_email, sorted(listing.languages)) == (cast.author, True, ["en", "fr"])
    client.post(ENTRY, {"shows_email": "on"})
    assert not Listing.objects.exists()
    assert list(client.post(ENTRY, {"listed": "on", "languages": ["xx"]}).context["form"].errors) == [
        "languages"
    ]


def test_without_a_name_the_address_would_be_shown_so_a_name_comes_first(client: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.author.pk).update(display_name="")
    client.force_login(cast.author)
    page = client.post(ENTRY, {"listed": "on"})
    assert "Write the name shown to others in your account first" in page.context["form"].errors["listed"][0]
    assert not Listing.objects.exists()
    User.objects.filter(pk=cast.author.pk).update(display_name="A")
    listed(User.objects.get(pk=cast.author.pk))
    User.objects.filter(pk=cast.author.pk).update(display_name="")
    assert names(client.get(PEOPLE)) == []


def test_only_people_of_a_network_are_listed(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        listed(cast.trainee)


# Writing


def test_a_message_goes_by_e_mail_with_the_senders_address_and_hides_the_other(
    client: Client, cast: Cast
) -> None:
    listing = listed(cast.organiser)
    address = reverse("directory:write", args=[listing.pk])
    client.force_login(cast.author)
    page = client.get(address)
    assert "Write to <bdi>Organiser</bdi>" in page.text and "organiser@example.org" not in page.text
    text = "Could we talk about article 18?\n\nYour account is closed. Open http://example.com"
    assert client.post(address, {"text": text}).url == PEOPLE
    tasks.deliver(Notice.objects.get(recipient=cast.organiser).pk)
    [message] = mail.outbox
    assert (message.to, message.subject) == (
        ["organiser@example.org"],
        "Author writes to you through the directory",
    )
    quoted = "“Could we talk about article 18? Your account is closed. Open http://example.com”"
    assert quoted in message.body
    assert "To answer, write to author@example.org." in message.body
    again = client.post(address, {"text": "Once more"})
    assert "You wrote to them today already." in again.text and "Once more" in again.text
    with time_machine.travel(NOW.replace(day=2), tick=False):
        assert client.post(address, {"text": "Tomorrow"}).url == PEOPLE


def test_nobody_writes_to_everybody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.pages.directory.actions.MOST_MESSAGES_A_DAY", 1)
    write_to(listed(cast.organiser), text="One", by=cast.author, now=NOW)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "too_many"):
        write_to(listed(cast.reviewer), text="Two", by=cast.author, now=NOW)
    write_to(listed(cast.reviewer), text="Two", by=cast.author, now=NOW.replace(day=2))
    assert Notice.objects.count() == 2


def test_only_those_listed_are_written_to_by_people_of_a_network(client: Client, cast: Cast) -> None:
    listing = listed(cast.organiser)
    for by in (cast.trainee, cast.organiser):
        with pytest.raises(NotAllowed):
            write_to(listing, text="Hello", by=by, now=NOW)
    client.force_login(cast.organiser)
    assert client.get(reverse("directory:write", args=[listing.pk])).status_code == 404
    leave(cast.organiser)
    client.force_login(cast.author)
    assert client.post(reverse("directory:write", args=[listing.pk]), {"text": "x"}).status_code == 404
    assert not Notice.objects.exists()


# The index of networks


@pytest.fixture
def index(cast: Cast) -> str:
    change_network(
        cast.ejn,
        values={"languages": ["en", "fr"], "names": {"en": "EJN", "ar": "الشبكة"}, "regions": ["150"]},
        by=cast.central,
        now=NOW,
    )
    change_network(
        cast.wacap, values={"languages": ["fr", "pt"], "regions": ["011"]}, by=cast.central, now=NOW
    )
    return NetworkIndexPage.objects.get(locale__language_code="en").url


def slugs(answer: object) -> list[str]:
    return [network.slug for network in answer.context["networks"]]


def test_networks_are_found_by_name_language_and_region(client: Client, index: str) -> None:
    for query, found in (
        ("", ["casc", "ejn", "wacap"]),
        ("?name=WAC", ["wacap"]),
        ("?name=الشبكة", ["ejn"]),
        ("?language=fr", ["ejn", "wacap"]),
        ("?language=fr&region=011", ["wacap"]),
        ("?region=150&language=pt", []),
        ("?language=xx&region=999", ["casc", "ejn", "wacap"]),
    ):
        assert sorted(slugs(client.get(index + query))) == found, query
    nothing = client.get(f"{index}?name=nothing")
    assert "No network is like that" in nothing.text
    page = client.get(index).text
    assert "English and French" in page and "Western Africa" in page


def test_the_index_costs_the_same_with_more_networks(client: Client, cast: Cast, index: str) -> None:
    three = queries(client, index)
    Membership.objects.all().delete()
    cast.casc.pages.all().delete()
    cast.wacap.pages.all().delete()
    assert queries(client, index) == three


def test_only_people_of_a_network_are_led_to_the_directory(client: Client, cast: Cast, index: str) -> None:
    section = cast.ejn.pages.get(locale__language_code="en").url
    for person, shown in ((None, False), (cast.trainee, False), (cast.author, True), (cast.central, True)):
        if person:
            client.force_login(person)
        assert (PEOPLE in client.get(index).text) == shown
        assert (f"{PEOPLE}?network=ejn" in client.get(section).text) == shown


def test_the_account_page_leads_to_ones_entry(client: Client, cast: Cast) -> None:
    account = reverse("people:account")
    client.force_login(cast.author)
    page = client.get(account).text
    assert "You are not listed in the directory." in page and f'href="{ENTRY}"' in page
    listed(cast.author)
    assert "You are listed in the directory." in client.get(account).text
    client.force_login(cast.trainee)
    assert ENTRY not in client.get(account).text
