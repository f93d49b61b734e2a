"""Files that authors upload in the admin: the same are taken and refused as in a package."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.catalogue.contents import FILE_KINDS
from courses.catalogue.packages.images import ENDINGS
from tests.cast import Cast
from tests.courses.catalogue.contents.samples import FILES, docx
from tests.courses.catalogue.every_block import make_document, make_picture, png
from tests.courses.catalogue.packages.samples import SVG

pytestmark = pytest.mark.django_db

SCRIPT = SVG.replace("<rect", "<script>alert(1)</script><rect").encode()
COMMENTED = SVG.replace("<rect", "<!-- made by hand --><rect").encode()


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.author)
    return client


def upload(author: Client, cast: Cast, kind: str, name: str, data: bytes) -> Any:
    values = {"title": "A file", "collection": cast.ejn.collection.pk, "tags": ""}
    return author.post(reverse(f"wagtail{kind}:add"), values | {"file": SimpleUploadedFile(name, data)})


def upload_many(author: Client, cast: Cast, kind: str, name: str, data: bytes) -> Any:
    values = {"title": name, "collection": cast.ejn.collection.pk}
    return author.post(
        reverse(f"wagtail{kind}:add_multiple"), values | {"files[]": SimpleUploadedFile(name, data)}
    )


def test_the_endings_told_are_those_of_the_judges() -> None:
    assert set(settings.WAGTAILIMAGES_EXTENSIONS) == set(ENDINGS)


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.webm", "a.vtt"])
def test_a_document_is_taken(name: str, author: Client, cast: Cast) -> None:
    assert upload(author, cast, "docs", name, FILES[name]).status_code == 302
    document = get_document_model().objects.get()
    assert (document.file_size, document.collection) == (len(FILES[name]), cast.ejn.collection)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"<html><script>", "This is no PDF"),
        ("a.docx", docx(**{"word/vbaProject.bin": b"x"}), "has macros"),
        ("a.exe", b"MZ", "use one of: pdf, docx"),
        ("a.pdf", bytes(FILE_KINDS["pdf"].most_bytes + 1), "larger than 8 MB"),
    ],
)
def test_a_document_that_does_harm_is_refused_with_a_sentence(
    name: str, data: bytes, words: str, author: Client, cast: Cast
) -> None:
    answer = upload(author, cast, "docs", name, data)
    assert answer.status_code == 200
    [sentence] = answer.context["form"].errors["file"]
    assert words in sentence
    many = upload_many(author, cast, "docs", name, data).json()
    assert (many["success"], words in many["error_message"]) == (False, True)
    assert not get_document_model().objects.exists()


def test_a_picture_is_kept_under_a_name_that_cannot_be_guessed(author: Client, cast: Cast) -> None:
    assert upload(author, cast, "images", "judge.png", png(300, 200)).status_code == 302
    assert upload_many(author, cast, "images", "judge.svg", COMMENTED).json()["success"]
    photo, drawing = get_image_model().objects.order_by("pk")
    assert [image.file.name.rpartition(".")[2] for image in (photo, drawing)] == ["png", "svg"]
    assert not [image for image in (photo, drawing) if "judge" in image.file.name]
    assert (photo.width, photo.height, drawing.width, drawing.height) == (300, 200, 80, 40)
    assert drawing.title == "judge.svg"
    with drawing.file.open() as stored:
        assert b"made by hand" not in stored.read()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.svg", SCRIPT, "script"),
        ("a.png", b"GIF89a" + bytes(30), "Not a valid .png image"),
        ("a.png", png(6_001, 10), "make it smaller"),
    ],
)
def test_a_picture_that_does_harm_is_refused_with_a_sentence(
    name: str, data: bytes, words: str, author: Client, cast: Cast
) -> None:
    answer = upload(author, cast, "images", name, data)
    assert answer.status_code == 200
    assert words in str(answer.context["form"].errors["file"])
    assert not get_image_model().objects.exists()


# Wagtail shows a small picture in its form, and leaves the file that it wrote to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("kind", ["docs", "images"])
def test_a_file_is_never_exchanged_for_another(kind: str, author: Client, cast: Cast) -> None:
    """Or a running cohort would read another than the one it was taught from."""
    make, name, other = (
        (make_document, "a.txt", b"Other words.")
        if kind == "docs"
        else (make_picture, "a.png", png(310, 200))
    )
    row = make(None, name, b"Words." if kind == "docs" else png(300, 200), cast.ejn.collection)
    there = reverse(f"wagtail{kind}:edit", args=[row.pk])
    values = {"title": "Another title", "collection": row.collection.pk, "tags": ""}
    answer = author.post(there, values | {"file": SimpleUploadedFile(name, other)})
    assert "Lessons that are being taught keep this file." in str(answer.context["form"].errors["file"])
    before = row.file.name
    assert author.post(there, values).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.file.name) == ("Another title", before)
