"""A lesson as HTML: rendered once, joined for each reader, nothing personal kept."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from courses.catalogue.models import LessonPage, ModulePage
from courses.catalogue.rendering import heading_of, lesson_body, lesson_fragments
from tests.cast import Cast, make_module

HEADING, BEFORE, TEXT, NOTE, LAW, CASE = (str(uuid.UUID(int=n)) for n in range(1, 7))
BODY: list[dict[str, Any]] = [
    {"type": "text", "value": "<p>Before any heading.</p>", "id": BEFORE},
    {"type": "heading", "value": "Who <asks>", "id": HEADING},
    {"type": "text", "value": "<p>A <b>central authority</b> &amp; others.</p>", "id": TEXT},
    {
        "type": "law",
        "value": {
            "instrument": "The Convention",
            "article": "18(15)",
            "text": "<p>Requests shall contain the facts.</p>",
            "wording": "official",
            "source": "https://example.org/law",
        },
        "id": LAW,
    },
    {
        "type": "compare",
        "value": {
            "title": "Who signs",
            "notes": [
                {"type": "item", "value": {"system": "civil_law", "text": "<p>A judge.</p>"}, "id": "1"},
                {
                    "type": "item",
                    "value": {"system": "common_law", "text": "<p>A prosecutor.</p>"},
                    "id": "2",
                },
            ],
        },
        "id": NOTE,
    },
    {
        "type": "case",
        "value": {"title": "It <comes> back", "text": "<p>A request without a reason.</p>"},
        "id": CASE,
    },
]


@pytest.fixture
def lesson(cast: Cast) -> LessonPage:
    page = LessonPage.objects.child_of(make_module(cast.ejn, "Requests")).get()
    page.summary, page.body = "One sentence.", BODY
    page.save_revision().publish()
    return LessonPage.objects.get(pk=page.pk)


def body(lesson: LessonPage, *, system: str = "", data_saver: bool = False, language: str = "en") -> str:
    fragments = lesson_fragments(lesson.live_revision_id, language)
    return lesson_body(fragments, legal_system=system, data_saver=data_saver)


def test_every_block_stands_in_order_under_its_id(lesson: LessonPage) -> None:
    html = body(lesson)
    places = [html.index(f'id="b-{block["id"]}"') for block in BODY]
    assert places == sorted(places)
    assert html.count("data-block=") == len(BODY)
    assert "<b>central authority</b> &amp; others." in html
    assert "Who &lt;asks&gt;" in html
    assert "It &lt;comes&gt; back" in html and "<p>A request without a reason.</p>" in html
    assert "18(15)" in html and "https://example.org/law" in html


def test_the_own_legal_system_stands_first_and_the_others_stay(lesson: LessonPage) -> None:
    civil, common, none = (body(lesson, system=s) for s in ("civil_law", "common_law", ""))
    assert common.index("A prosecutor.") < common.index("A judge.")
    assert civil.index("A judge.") < civil.index("A prosecutor.")
    assert none.index("A judge.") < none.index("A prosecutor.")


def test_it_is_rendered_once_for_each_revision_and_language(lesson: LessonPage) -> None:
    body(lesson)
    with CaptureQueriesContext(connection) as queries:
        for system, saver in (("civil_law", False), ("common_law", True)):
            body(lesson, system=system, data_saver=saver)
    assert len(queries) == 0
    with CaptureQueriesContext(connection) as queries:
        body(lesson, language="fr")
    assert len(queries) > 0


def test_nothing_of_one_reader_reaches_the_next(lesson: LessonPage) -> None:
    first = body(lesson, system="civil_law")
    body(lesson, system="common_law", data_saver=True)
    assert body(lesson, system="civil_law") == first


def test_a_new_revision_is_another_text_and_the_old_one_stays(lesson: LessonPage) -> None:
    old = lesson.live_revision_id
    lesson.summary = "Another sentence."
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    assert lesson_fragments(old, "en").summary == "One sentence."
    assert lesson_fragments(lesson.live_revision_id, "en").summary == "Another sentence."


def test_another_release_of_the_code_renders_anew(lesson: LessonPage, settings: Any) -> None:
    body(lesson)
    settings.RELEASE = "another"
    with CaptureQueriesContext(connection) as queries:
        body(lesson)
    assert len(queries) > 0


def test_labels_are_in_the_texts_language_whatever_the_readers(lesson: LessonPage) -> None:
    english = body(lesson)
    caches["fragments"].clear()
    with override("ar"):
        assert body(lesson) == english


def test_where_a_reader_stopped_is_named_by_the_heading_above(lesson: LessonPage) -> None:
    revision = lesson.live_revision_id
    assert heading_of(revision, "en", TEXT) == heading_of(revision, "en", HEADING) == "Who <asks>"
    assert heading_of(revision, "en", BEFORE) == ""
    assert heading_of(revision, "en", str(uuid.uuid4())) == ""


def test_an_empty_lesson_is_an_empty_page(cast: Cast) -> None:
    module: ModulePage = make_module(cast.ejn, "Empty")
    page = LessonPage.objects.child_of(module).get()
    assert body(page) == ""
