"""Documents and pictures of an edition stay, whoever wants them away."""

from __future__ import annotations

import importlib
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image

from cms.networks.models import Network
from courses.catalogue.models import LessonPage, ModulePage
from courses.editions.models import Edition, EditionDocument, EditionPicture
from tests.cast import Cast, make_module
from tests.courses.catalogue.every_block import make_document, make_picture, png
from tests.courses.catalogue.packages.samples import SVG

pytestmark = pytest.mark.django_db

Files = dict[str, Any]


def files_of(network: Network) -> Files:
    collection = network.collection
    return {
        "figure": make_picture(None, "figure.png", png(), collection),
        "poster": make_picture(None, "poster.svg", SVG.encode(), collection),
        "paper": make_document(None, "paper.pdf", b"paper", collection),
        "call": make_document(None, "call.mp3", b"call", collection),
        "film": make_document(None, "film.webm", b"film", collection),
        "words": make_document(None, "film.vtt", b"words", collection),
    }


def block(kind: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


@pytest.fixture
def files(cast: Cast) -> Files:
    return files_of(cast.ejn)


@pytest.fixture
def module(cast: Cast, files: Files) -> ModulePage:
    """One lesson that shows each of the files, published; two editions, the second of which shows them."""
    module = make_module(cast.ejn, "Requests")
    show(
        module,
        block("image", image=files["figure"].pk),
        block("document", file=files["paper"].pk),
        block("audio", file=files["call"].pk),
        block("video", file=files["film"].pk, captions=files["words"].pk, poster=files["poster"].pk),
    )
    return module


def show(module: ModulePage, *blocks: dict[str, Any]) -> None:
    lesson = LessonPage.objects.child_of(module).get()
    lesson.body = list(blocks)
    lesson.save_revision().publish()
    module.save_revision().publish()


def held() -> set[tuple[int, str, int]]:
    return {
        (row.edition.number, row._meta.model_name, row.file_id)
        for holder in (EditionPicture, EditionDocument)
        for row in holder.objects.select_related("edition")
    }


def addresses(files: Files) -> dict[str, tuple[Any, str]]:
    return {
        name: (
            file,
            reverse(
                "wagtailimages:delete" if isinstance(file, Image) else "wagtaildocs:delete", args=[file.pk]
            ),
        )
        for name, file in files.items()
    }


NAMES = ["figure", "poster", "paper", "call", "film", "words"]


def test_each_part_of_each_block_is_held(module: ModulePage, files: Files) -> None:
    assert held() == {
        (2, "editionpicture" if isinstance(file, Image) else "editiondocument", file.pk)
        for file in files.values()
    }


def test_a_later_edition_lets_none_of_them_go(module: ModulePage, files: Files) -> None:
    show(module, block("image", image=files["figure"].pk))
    assert {number for number, _model, _pk in held()} == {2, 3}
    assert len(held()) == len(files) + 1


def test_what_is_published_twice_is_held_once(module: ModulePage) -> None:
    before = held()
    module.save_revision().publish()
    assert held() == before


def test_a_file_that_was_deleted_before_does_not_stop_a_publication(cast: Cast, files: Files) -> None:
    module = make_module(cast.ejn, "Requests")
    gone = files["figure"].pk
    files["figure"].delete()
    show(module, block("image", image=gone), block("document", file=files["paper"].pk))
    assert held() == {(2, "editiondocument", files["paper"].pk)}


@pytest.mark.parametrize("name", NAMES)
def test_the_database_keeps_it(name: str, module: ModulePage, files: Files) -> None:
    with pytest.raises(ProtectedError), transaction.atomic():
        files[name].delete()


@pytest.mark.parametrize("name", NAMES)
def test_the_admin_says_which_module_shows_it(
    name: str, module: ModulePage, files: Files, cast: Cast, client: Client
) -> None:
    client.force_login(cast.central)
    file, there = addresses(files)[name]
    for act in (client.get, client.post):
        answer = act(there)
        edit = "wagtailimages:edit" if isinstance(file, Image) else "wagtaildocs:edit"
        assert (answer.status_code, answer.url) == (302, reverse(edit, args=[file.pk]))
        *_earlier, said = get_messages(answer.wsgi_request)
        assert f"“{file.title}” can&#x27;t be deleted: edition 2 of the module “Requests” shows it" in str(
            said
        )
    assert type(file).objects.filter(pk=file.pk).exists()


@pytest.mark.parametrize(
    ("kind", "names"), [("image", ["figure", "spare"]), ("document", ["paper", "spare"])]
)
def test_none_of_several_is_deleted(
    kind: str, names: list[str], module: ModulePage, files: Files, cast: Cast, client: Client
) -> None:
    make = make_picture if kind == "image" else make_document
    files["spare"] = make(None, "spare.png" if kind == "image" else "spare.txt", png(), cast.ejn.collection)
    client.force_login(cast.central)
    label = "wagtailimages" if kind == "image" else "wagtaildocs"
    address = reverse("wagtail_bulk_action", args=[label, kind, "delete"])
    ids = "&".join(f"id={files[name].pk}" for name in names)
    answer = client.post(f"{address}?{ids}&next=/admin/", follow=True)
    assert "edition 2 of the module “Requests” shows it" in answer.text
    assert type(files["spare"]).objects.filter(pk__in=[files[name].pk for name in names]).count() == 2


def test_taking_back_an_upload_says_so_too(
    module: ModulePage, files: Files, cast: Cast, client: Client
) -> None:
    client.force_login(cast.central)
    for name, there in (
        ("figure", "wagtailimages:delete_multiple"),
        ("paper", "wagtaildocs:delete_multiple"),
    ):
        answer = client.post(reverse(there, args=[files[name].pk]))
        assert answer.status_code == 409
        assert "edition 2" in answer.json()["error_message"]


def test_what_no_edition_shows_goes(files: Files, cast: Cast, client: Client) -> None:
    client.force_login(cast.central)
    for file, there in addresses(files).values():
        assert client.post(there).status_code == 302
        assert not type(file).objects.filter(pk=file.pk).exists()


def test_a_stranger_learns_nothing(module: ModulePage, files: Files, cast: Cast, client: Client) -> None:
    client.force_login(cast.casc_organiser)
    answer = client.post(reverse("wagtailimages:delete", args=[files["figure"].pk]), follow=True)
    assert "Requests" not in answer.text


def test_editions_of_before_hold_theirs_too(module: ModulePage) -> None:
    """What the migration finds is what publishing writes."""
    before = held()
    for holder in (EditionPicture, EditionDocument):
        holder.objects.all().delete()
    migration = importlib.import_module("courses.editions.migrations.0005_hold_files")
    migration.hold_what_is_shown(apps, connection.schema_editor())
    assert held() == before
    assert Edition.all_objects.count() == 2
    assert Document.objects.count() == 4
