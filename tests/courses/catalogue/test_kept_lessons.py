"""Revisions stay as they were stored: each block in the form of every release is still read and shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from courses.catalogue.blocks import LessonBlocks
from courses.catalogue.models import LessonPage
from courses.catalogue.packages.blocks import KINDS
from courses.catalogue.rendering import lesson_body, lesson_fragments
from tests.cast import Cast, make_module
from tests.courses.catalogue.every_block import KEPT, body_of, make_files, stored_revision

pytestmark = pytest.mark.django_db

# Words that each kind of block shows, for who reads it and for who hears it.
SHOWN = {
    "heading": ["The way of a request"],
    "text": ["A request has facts, reasons and a basis.", "In order", "who", "when"],
    "term": ["What central authority means", "The office that sends and receives."],
    "law": ["A request shall contain the facts.", "The Convention", "article 18(15)", "Official source"],
    "key": ["Key point", "Facts first."],
    "compare": ["Who signs", "Civil law", "A judge.", "Customary law", "The magistrate."],
    "case": ["Case example", "A request comes back", "whose account?"],
    "image": ["The drawing."],
    "table": ["How long an answer takes", "State", "Benin", "a name", "1,200"],
    "document": ["Model form", "PDF", "bytes", "Fill it in first."],
    "audio": ["A call", "MP3", "4.9", "KB", "Read the transcript", "Who is there?"],
    "video": ["The film", "WEBM", "KB", "A sheet goes from desk to desk."],
    "practice": ["May a bank refuse?", "Yes", "No", "Right.", "Paragraph 8 rules it out."],
}


def test_the_newest_has_every_block() -> None:
    kinds = {block["type"] for block in body_of(KEPT[-1])}
    assert kinds == set(LessonBlocks().child_blocks) == set(SHOWN) == set(KINDS)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
@pytest.mark.parametrize("data_saver", [False, True])
def test_every_block_shows_what_it_says(path: Path, data_saver: bool, cast: Cast) -> None:
    shown = blocks_of(path, cast, data_saver=data_saver)
    body = body_of(path)
    assert [block["id"].removeprefix("b-") for block in shown] == [block["id"] for block in body]
    first = {block["type"]: tag for block, tag in reversed(list(zip(body, shown, strict=True)))}
    for kind, words in SHOWN.items():
        text = " ".join(first[kind].text.split())
        assert [word for word in words if word not in text] == [], f"{kind}: {text}"


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_no_block_writes_scripts_styles_or_other_places(path: Path, cast: Cast) -> None:
    for block in blocks_of(path, cast):
        for tag in block.find_all(True):
            assert tag.name not in ("script", "style", "iframe", "object", "embed")
            assert not [name for name in tag.attrs if name == "style" or name.startswith("on")]
            for name in ("src", "poster", "srcset"):
                assert str(tag.get(name, "/")).startswith("/"), tag
    assert all(tag.get("preload") == "none" for tag in block.select("audio, video"))


def test_every_stored_block_passes_the_editor_as_it_is(cast: Cast) -> None:
    make_files(cast.ejn.collection)
    blocks = LessonBlocks()
    stream = blocks.to_python(body_of(KEPT[-1]))
    assert blocks.clean(stream).get_prep_value() == stream.get_prep_value()


def blocks_of(path: Path, cast: Cast, *, data_saver: bool = False) -> list[Tag]:
    make_files(cast.ejn.collection)
    lesson = LessonPage.objects.child_of(make_module(cast.ejn, "Requests")).get()
    revision = stored_revision(lesson, path)
    html = lesson_body(lesson_fragments(revision.pk, "en"), legal_system="", data_saver=data_saver)
    return BeautifulSoup(html, "html.parser").find_all("div", attrs={"data-block": True})
