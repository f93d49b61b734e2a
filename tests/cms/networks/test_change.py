"""Changing what a network says of itself, and what follows."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from cms.core.errors import NotAllowed
from cms.networks.actions import change_network
from cms.networks.enums import NetworkKind
from cms.networks.models import Network
from cms.pages.models import NetworkPage
from tests.cast import NOW, Cast, network_page

READABLE = {"accent_light": "#0b6073", "accent_dark": "#79cadd"}


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "#0b6073").save(file, kind)
    return file.getvalue()


def test_pages_and_collection_are_called_as_the_network_is(cast: Cast) -> None:
    names = {"en": "European Network", "fr": "Réseau européen"}
    changed = change_network(cast.ejn, values={"names": names}, by=cast.manager, now=NOW)
    assert changed.names == names
    titles = {page.locale.language_code: page.title for page in NetworkPage.objects.filter(network=cast.ejn)}
    assert titles == dict.fromkeys(("en", "es", "pt", "ar"), "European Network") | {"fr": "Réseau européen"}
    assert all(page.live and not page.has_unpublished_changes for page in NetworkPage.objects.all())
    cast.ejn.collection.refresh_from_db()
    assert cast.ejn.collection.name == "European Network"


def test_a_draft_of_the_page_stays_one_under_the_new_name(cast: Cast) -> None:
    page = network_page(cast.ejn)
    page.description = "Not yet to be read"
    page.save_revision()
    change_network(cast.ejn, values={"names": {"en": "Renamed"}}, by=cast.manager, now=NOW)
    page = network_page(cast.ejn)
    assert (page.title, page.description, page.has_unpublished_changes) == ("Renamed", "", True)
    draft = page.get_latest_revision_as_object()
    assert (draft.title, draft.description) == ("Renamed", "Not yet to be read")


def test_what_is_not_named_stays(cast: Cast) -> None:
    change_network(
        cast.ejn, values={"languages": ["en", "fr"], "site": "https://ejn.example"}, by=cast.manager, now=NOW
    )
    change_network(cast.ejn, values={"legal_systems": ["civil_law"]}, by=cast.manager, now=NOW)
    network = Network.objects.get(pk=cast.ejn.pk)
    assert (network.languages, network.legal_systems) == (["en", "fr"], ["civil_law"])
    assert (network.site, network.names) == ("https://ejn.example", {"en": "EJN"})


@pytest.mark.parametrize("who", ["author", "organiser", "two_roles", "trainee"])
def test_only_its_managers_change_it(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        change_network(cast.ejn, values={"site": ""}, by=getattr(cast, who), now=NOW)


def test_only_central_staff_say_what_kind_it_is_and_where(cast: Cast) -> None:
    for values in ({"kind": NetworkKind.EMERGING}, {"regions": ["011"]}):
        with pytest.raises(NotAllowed):
            change_network(cast.ejn, values=values, by=cast.manager, now=NOW)
    values = {"kind": NetworkKind.ESTABLISHED, "regions": ["011"]}
    changed = change_network(cast.wacap, values=values, by=cast.central, now=NOW)
    assert changed.kind == NetworkKind.ESTABLISHED
    assert [region.code for region in changed.regions.all()] == ["011"]
    with pytest.raises(TypeError):
        change_network(cast.ejn, values={"slug": "other"}, by=cast.central, now=NOW)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"accent_light": "#ffd700", "accent_dark": "#ffd700"}, ["accent_light"]),
        ({"accent_light": "#0b6073", "accent_dark": "#0b6073"}, ["accent_dark"]),
        ({"accent_light": "#0b6073", "accent_dark": ""}, ["accent_dark"]),
        ({"accent_light": "blue", "accent_dark": "#79cadd"}, ["accent_light"]),
        ({"site": "not an address"}, ["site"]),
        ({"legal_systems": ["of the jungle"]}, ["legal_systems"]),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_written(
    cast: Cast, values: dict[str, object], wrong: list[str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        change_network(cast.ejn, values=values, by=cast.manager, now=NOW)
    assert list(refused.value.message_dict) == wrong
    assert Network.objects.get(pk=cast.ejn.pk).accent_light == ""


def test_the_database_takes_no_half_of_a_pair_of_accents(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Network.objects.filter(pk=cast.ejn.pk).update(accent_light="#0b6073")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_named_by_what_it_is(
    client: Client, cast: Cast, kind: str, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    upload = SimpleUploadedFile("../../Mark.exe", picture(kind))
    network = change_network(cast.ejn, values={"logo": upload}, by=cast.manager, now=NOW)
    folder, name = network.logo.name.rsplit("/", 1)
    assert folder == "networks/ejn"
    assert name.rsplit(".", 1)[1] == {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}[kind]
    assert network.logo.url in client.get(network_page(cast.ejn).url).text
    old = network.logo.name
    with django_capture_on_commit_callbacks(execute=True):
        network = change_network(network, values={"logo": ""}, by=cast.manager, now=NOW)
    assert not network.logo and not network.logo.storage.exists(old)


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + bytes(40),
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"",
        picture(size=(2001, 2)),
        picture() + bytes(300_000),
    ],
    ids=["svg", "gif", "broken png", "empty", "too wide", "too large"],
)
def test_what_is_no_small_picture_is_refused(cast: Cast, content: bytes) -> None:
    upload = SimpleUploadedFile("mark.png", content)
    with pytest.raises(ValidationError) as refused:
        change_network(cast.ejn, values={"logo": upload}, by=cast.manager, now=NOW)
    assert list(refused.value.message_dict) == ["logo"]


# The stylesheet


def test_a_network_with_colours_of_its_own_has_a_stylesheet_that_may_be_kept_for_ever(
    client: Client, cast: Cast
) -> None:
    network = change_network(cast.ejn, values=READABLE, by=cast.manager, now=NOW)
    answer = client.get(network.theme)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert '[data-network="ejn"] { --accent: #0b6073; }' in answer.text
    assert answer.text.count("#79cadd") == 2


def test_its_address_changes_with_what_it_serves(client: Client, cast: Cast) -> None:
    before = change_network(cast.ejn, values=READABLE, by=cast.manager, now=NOW).theme
    other = READABLE | {"accent_light": "#1f4f9b"}
    after = change_network(cast.ejn, values=other, by=cast.manager, now=NOW).theme
    assert before != after
    stale = client.get(before)
    assert stale.headers["Cache-Control"] == "no-cache"
    assert "#1f4f9b" in stale.text


def test_pages_link_it_only_where_there_is_one(client: Client, cast: Cast) -> None:
    address = network_page(cast.ejn).url
    assert "theme.css" not in client.get(address).text
    assert client.get("/networks/ejn/theme.css").status_code == 404
    assert client.get("/networks/nothing/theme.css").status_code == 404
    network = change_network(cast.ejn, values=READABLE, by=cast.manager, now=NOW)
    page = client.get(address)
    assert page.text.count(f'<link rel="stylesheet" href="{network.theme}">') == 1
    assert page.text.count("theme.css") == 1
