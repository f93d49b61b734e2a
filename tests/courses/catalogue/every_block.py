"""Lessons with every block, as releases stored them, and the files that they show.

A file `lesson-<release>.json` is kept as it is: lessons of that release are taught from such
revisions. A block that gets another form gets another file.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from hashlib import sha1
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Revision

from courses.catalogue.models import LessonPage
from tests.courses.catalogue.contents.samples import CAPTIONS, FILES, FILM_WEBM, mp3
from tests.courses.catalogue.packages.samples import SVG

FIXTURES = Path(__file__).parent / "fixtures"
KEPT = sorted(FIXTURES.glob("lesson-*.json"))

DRAWING, PHOTO = 900001, 900002
FORM, NOTES, CALL, FILM, WORDS = range(900011, 900016)
DOCUMENTS: Mapping[int, tuple[str, bytes]] = {
    FORM: ("form.pdf", FILES["a.pdf"]),
    NOTES: ("notes.txt", b"Five questions."),
    CALL: ("call.mp3", mp3()),
    FILM: ("film.webm", FILM_WEBM),
    WORDS: ("film.vtt", CAPTIONS.encode()),
}


def body_of(path: Path) -> list[dict[str, Any]]:
    body: list[dict[str, Any]] = json.loads(path.read_text())
    return body


def png(width: int = 1000, height: int = 600) -> bytes:
    made = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(made, "PNG")
    return made.getvalue()


def make_picture(pk: int | None, name: str, data: bytes, collection: Collection) -> Any:
    return _make(get_image_model(), pk, ImageFile(io.BytesIO(data), name), collection)


def make_document(pk: int | None, name: str, data: bytes, collection: Collection) -> Any:
    return _make(get_document_model(), pk, ContentFile(data, name), collection)


def _make(model: Any, pk: int | None, file: File, collection: Collection) -> Any:
    data = file.read()
    file.seek(0)
    title, _dot, _ending = str(file.name).partition(".")
    return model.objects.create(
        pk=pk,
        title=title,
        file=file,
        file_size=len(data),
        file_hash=sha1(data, usedforsecurity=False).hexdigest(),
        collection=collection,
    )


def make_files(collection: Collection) -> None:
    make_picture(DRAWING, "way.svg", SVG.encode(), collection)
    make_picture(PHOTO, "sheet.png", png(), collection)
    for pk, (name, data) in DOCUMENTS.items():
        make_document(pk, name, data, collection)


def stored_revision(lesson: LessonPage, path: Path) -> Revision:
    """A revision whose body is the kept text, letter for letter."""
    revision = lesson.save_revision()
    revision.content["body"] = path.read_text()
    revision.save(update_fields=["content"])
    return revision
