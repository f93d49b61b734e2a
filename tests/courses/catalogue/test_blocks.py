"""Blocks in the editor: what is refused with a sentence, what is found by a search; and each as HTML."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from wagtail.blocks import StreamBlockValidationError

from courses.catalogue.blocks import LessonBlocks
from courses.catalogue.models import LessonPage
from courses.catalogue.rendering import lesson_body, lesson_of

BLOCK = str(uuid.UUID(int=7))


def item(**value: Any) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": str(uuid.uuid4())}


def practice(*right: bool) -> dict[str, Any]:
    choices = [
        item(text=f"Choice <{n}>", right=each, explanation=f"<p>Because of <b>{n}</b>.</p>")
        for n, each in enumerate(right, start=1)
    ]
    return {"question": "May a <bank> refuse?", "choices": choices}


def table(
    *, caption: str = "Days & weeks", headings: tuple[str, ...] = ("State", "<Days>")
) -> dict[str, Any]:
    columns = [
        {"type": "text" if n == 0 else "number", "heading": heading} for n, heading in enumerate(headings)
    ]
    rows = [
        {"values": ["<p>Benin</p>", "<30"][: len(headings)]},
        {"values": ["<p>Togo</p>", ""][: len(headings)]},
    ]
    return {"table": {"columns": columns, "rows": rows, "caption": caption}, "row_headings": True}


TERM = {"term": "central <authority>", "text": "<p>The <b>office</b>.</p>"}


def why_refused(kind: str, value: Any) -> str:
    blocks = LessonBlocks()
    stream = blocks.to_python([{"type": kind, "value": value, "id": BLOCK}])
    with pytest.raises(StreamBlockValidationError) as refused:
        blocks.clean(stream)
    return str(refused.value.as_json_data())


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("practice", practice(True, True), "Mark one choice as the right one, and only one."),
        ("practice", practice(False, False), "Mark one choice as the right one, and only one."),
        ("practice", practice(True), "minimum number of items is 2"),
        ("table", table(caption=" "), "The table has no caption"),
        ("table", table(headings=("State",)), "at least two columns"),
        ("table", table(headings=("State", "")), "A column has no heading"),
        ("term", TERM | {"text": ""}, "This field is required"),
    ],
)
def test_the_editor_says_what_is_wrong(kind: str, value: Any, words: str) -> None:
    assert words in why_refused(kind, value)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("term", TERM, ["central <authority>", "The office."]),
        ("table", table(), ["Days & weeks", "State", "<Days>", "Benin", "<30", "Togo"]),
        (
            "practice",
            practice(False, True),
            ["May a <bank> refuse?", "Choice <1>", "Because of 1.", "Choice <2>", "Because of 2."],
        ),
        ("case", {"title": "A case", "text": "<p>It came back.</p>"}, ["A case", "It came back."]),
    ],
)
def test_a_search_finds_the_words_of_a_block(kind: str, value: Any, words: list[str]) -> None:
    blocks = LessonBlocks()
    found = blocks.get_searchable_content(blocks.to_python([{"type": kind, "value": value, "id": BLOCK}]))
    assert [word.strip() for word in found if word.strip()] == words


@pytest.mark.django_db
class TestAsHTML:
    def rendered(self, kind: str, value: Any, *, data_saver: bool = False) -> BeautifulSoup:
        page = LessonPage(title="Blocks", body=[{"type": kind, "value": value, "id": BLOCK}])
        html = lesson_body(lesson_of(page, "en"), legal_system="", data_saver=data_saver)
        return BeautifulSoup(html, "html.parser")

    def test_a_term_opens_where_it_stands(self) -> None:
        block = self.rendered("term", TERM)
        [summary] = block.select("details > summary")
        assert summary.text == "What central <authority> means"
        assert block.select("dfn")[0].text == "central <authority>"
        assert block.select("details > p")[0].text == "The office."

    def test_a_table_names_its_rows_and_columns(self) -> None:
        block = self.rendered("table", table())
        assert block.select("table > caption")[0].text == "Days & weeks"
        assert [th.text for th in block.select("thead th[scope=col]")] == ["State", "<Days>"]
        assert [th.text for th in block.select("tbody th[scope=row]")] == ["Benin", "Togo"]
        assert [td.text for td in block.select("td.number")] == ["<30", ""]
        around = block.select(".scroll")[0]
        assert (around.get("tabindex"), around.get("role"), around.get("aria-label")) == (
            "0",
            "region",
            "Days & weeks",
        )

    def test_without_row_headings_no_cell_names_a_row(self) -> None:
        block = self.rendered("table", table() | {"row_headings": False})
        assert block.select("th[scope=row]") == []
        assert len(block.select("td")) == 4

    def test_each_choice_of_a_practice_question_answers_by_itself(self) -> None:
        block = self.rendered("practice", practice(False, True))
        answers = block.select("details")
        assert [answer.select("summary")[0].text for answer in answers] == ["Choice <1>", "Choice <2>"]
        assert [answer.select(".practice__verdict")[0].text.strip() for answer in answers] == [
            "Not this one.",
            "Right.",
        ]
        assert {answer.get("name") for answer in answers} == {f"choices-{BLOCK}"}
        assert block.select("form, input, button") == []
        [section] = block.select("section")
        assert block.select(f"#{section['aria-labelledby']}")[0].text == "May a <bank> refuse?"
