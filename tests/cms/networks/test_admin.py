"""The admin's section *Network*: whose it is, what stands in it, what its buttons do."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.networks.actions import grant_role
from cms.networks.enums import NetworkKind, Role
from cms.networks.models import Membership, Network
from cms.pages.models import NetworkPage
from tests.cast import NOW, Cast, make_person

INDEX = "/admin/networks/"
OTHERS = ("author", "reviewer", "organiser", "secretariat", "two_roles")
SAID = {
    "slug": "atlas",
    "kind": "emerging",
    "names_en": "Atlas",
    "names_ar": "أطلس",
    "full_names_en": "Network of the Atlas",
    "descriptions_en": "What it does.",
    "founding_instruments_fr": "Accord de 2024",
    "languages": ["en", "fr"],
    "regions": ["015"],
    "legal_systems": ["civil_law"],
    "site": "https://atlas.example",
}


def people_url(network: Network) -> str:
    return reverse("network:people", args=[network.pk])


def names(answer: object) -> list[str]:
    return [str(person) for person in answer.context["items"]]


def test_a_manager_of_one_network_is_led_to_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    assert client.get(INDEX).url == people_url(cast.ejn)
    grant_role(cast.casc, user=cast.manager, role=Role.MANAGER, by=cast.central, now=NOW)
    assert [network.slug for network in client.get(INDEX).context["items"]] == ["casc", "ejn"]
    client.force_login(cast.central)
    listed = client.get(INDEX).context["items"]
    assert [(network.slug, network.people, network.managers) for network in listed] == [
        ("casc", 3, 1),
        ("ejn", 3, 1),
        ("wacap", 3, None),
    ]
    assert [n.slug for n in client.get(f"{INDEX}?q=wac").context["items"]] == ["wacap"]


@pytest.mark.parametrize("who", [*OTHERS, "trainee"])
def test_it_is_closed_to_everybody_else(client: Client, cast: Cast, who: str) -> None:
    membership = Membership.objects.get(user=cast.author)
    client.force_login(getattr(cast, who))
    addresses = [
        INDEX,
        f"{INDEX}new/",
        people_url(cast.ejn),
        reverse("network:change", args=[cast.ejn.pk]),
        reverse("network:withdraw", args=[cast.ejn.pk, membership.pk]),
    ]
    expected = 403 if who == "trainee" else 404
    assert {client.get(address).status_code for address in addresses} == {expected}
    assert {client.post(address).status_code for address in addresses[1:]} <= {expected, 405}
    home = client.get(reverse("wagtailadmin_home"))
    assert INDEX not in home.text


def test_a_manager_sees_their_own_network_only(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    membership = Membership.objects.get(user=cast.organiser)
    for address in (
        f"{INDEX}new/",
        people_url(cast.wacap),
        reverse("network:change", args=[cast.wacap.pk]),
        reverse("network:withdraw", args=[cast.wacap.pk, membership.pk]),
        reverse("network:withdraw", args=[cast.ejn.pk, membership.pk]),
    ):
        assert client.get(address).status_code == 404
    assert names(client.get(people_url(cast.ejn))) == ["Author", "Manager", "Reviewer"]
    assert INDEX in client.get(reverse("wagtailadmin_home")).text


def test_people_are_found_by_name_address_and_role(client: Client, cast: Cast) -> None:
    grant_role(cast.ejn, user=cast.author, role=Role.REVIEWER, by=cast.manager, now=NOW)
    client.force_login(cast.manager)
    page = client.get(people_url(cast.ejn))
    held = {str(person): [m.role for m in person.roles_held] for person in page.context["items"]}
    assert held == {"Author": ["author", "reviewer"], "Manager": ["manager"], "Reviewer": ["reviewer"]}
    assert names(client.get(people_url(cast.ejn) + "?q=AUTH")) == ["Author"]
    assert names(client.get(people_url(cast.ejn) + "?q=reviewer@example")) == ["Reviewer"]
    assert names(client.get(people_url(cast.ejn) + "?role=reviewer")) == ["Author", "Reviewer"]
    assert names(client.get(people_url(cast.ejn) + "?q=organiser")) == []


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_lists_cost_the_same_with_more_rows(client: Client, cast: Cast) -> None:
    client.force_login(cast.central)
    three = queries(client, INDEX)
    assert queries(client, f"{INDEX}?q=wacap") == three
    client.force_login(cast.manager)
    Membership.objects.filter(network=cast.ejn).exclude(user=cast.manager).delete()
    one = queries(client, people_url(cast.ejn))
    for number in range(3):
        person = make_person(f"person-{number}")
        for role in (Role.AUTHOR, Role.MEMBER):
            grant_role(cast.ejn, user=person, role=role, by=cast.manager, now=NOW)
    assert queries(client, people_url(cast.ejn)) == one


def test_central_staff_found_a_network_and_go_on_to_its_first_manager(client: Client, cast: Cast) -> None:
    client.force_login(cast.central)
    assert client.get(f"{INDEX}new/").status_code == 200
    answer = client.post(f"{INDEX}new/", SAID)
    network = Network.objects.get(slug="atlas")
    assert answer.url == reverse("invitation:give_role", args=[network.pk]) + "?role=manager"
    assert network.names == {"en": "Atlas", "ar": "أطلس"}
    assert (network.full_name, network.kind) == ("Network of the Atlas", NetworkKind.EMERGING)
    assert network.founding_instruments == {"fr": "Accord de 2024"}
    assert (network.languages, network.legal_systems) == (["en", "fr"], ["civil_law"])
    assert [region.code for region in network.regions.all()] == ["015"]
    assert NetworkPage.objects.filter(network=network, live=True).count() == 5
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"slug": "ejn"}, "slug"),
        ({"slug": "two words"}, "slug"),
        ({"names_en": ""}, "names_en"),
        ({"languages": []}, "languages"),
        ({"languages": ["xx"]}, "languages"),
        ({"site": "nothing"}, "site"),
        ({"kind": "great"}, "kind"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_is_kept(
    client: Client, cast: Cast, wrong: dict[str, object], field: str
) -> None:
    client.force_login(cast.central)
    page = client.post(f"{INDEX}new/", SAID | wrong)
    assert list(page.context["form"].errors) == [field]
    assert "What it does." in page.text
    assert not Network.objects.filter(slug="atlas").exists()


def test_a_manager_changes_what_the_network_says_of_itself(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    address = reverse("network:change", args=[cast.ejn.pk])
    form = client.get(address).context["form"]
    assert not {"kind", "regions", "remove_logo"} & set(form.fields)
    said = {"names_en": "European", "languages": ["fr"], "accent_light": "#1F4F9B", "kind": "emerging"}
    assert client.post(address, said).url == people_url(cast.ejn)
    network = Network.objects.get(pk=cast.ejn.pk)
    assert (network.name, network.languages, network.kind) == ("European", ["fr"], NetworkKind.ESTABLISHED)
    assert network.accent_light == "#1f4f9b"
    assert network.accent_dark not in ("", "#1f4f9b")


def test_a_colour_that_can_not_be_read_is_refused_with_one_that_can(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    said = {"names_en": "EJN", "languages": ["en"], "accent_light": "#ffd700", "accent_dark": "#ffd700"}
    page = client.post(reverse("network:change", args=[cast.ejn.pk]), said)
    assert page.status_code == 200
    [sentence] = page.context["form"].errors["accent_light"]
    assert "The nearest colour that can be read is #" in sentence
    assert list(page.context["form"].errors) == ["accent_light"]


def test_a_role_is_withdrawn_after_a_second_question(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    membership = Membership.objects.get(user=cast.author, network=cast.ejn)
    address = reverse("network:withdraw", args=[cast.ejn.pk, membership.pk])
    assert "Withdraw the role “author” in EJN from Author?" in client.get(address).text
    assert client.post(address).url == people_url(cast.ejn)
    assert names(client.get(people_url(cast.ejn))) == ["Manager", "Reviewer"]


def test_the_last_manager_is_told_why_not_and_one_of_two_is_led_home(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    membership = Membership.objects.get(user=cast.manager, network=cast.ejn)
    address = reverse("network:withdraw", args=[cast.ejn.pk, membership.pk])
    page = client.post(address, follow=True)
    assert "This network would have no manager left." in page.text
    grant_role(cast.ejn, user=cast.author, role=Role.MANAGER, by=cast.manager, now=NOW)
    assert client.post(address).url == reverse("wagtailadmin_home")
    assert not Membership.objects.filter(pk=membership.pk).exists()
