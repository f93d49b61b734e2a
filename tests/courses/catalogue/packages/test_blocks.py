"""Blocks of more than words: what a package writes is what the editor would keep, or is refused with its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid5

import pytest

from courses.catalogue.models import LessonPage
from courses.catalogue.packages.parts import Writing
from tests.courses.catalogue.contents.samples import FILES
from tests.courses.catalogue.packages.samples import files_of, read, write_folder

pytestmark = pytest.mark.django_db  # a page asks for its content type

Refusals = Callable[[Mapping[str, str | bytes]], list[tuple[str, int, str]]]

TERM = """\
:::term{#authority term="central authority"}
The office that **sends** and receives requests.
:::
"""
TABLE = """\
:::table{#days caption="How long an answer takes"}
| State   | What is *asked* | Days  |
|---------|-----------------|------:|
| Benin   | 1. a **name**   | 1,200 |
| Togo    | this \\| that   |    30 |
:::
"""
PRACTICE = """\
:::practice{#secrecy question="May a bank refuse?"}
### [x] No
Paragraph 8 rules *it* out.
### [ ] Yes
Paragraph 8 says the opposite.
:::
"""
FIRST_LINE = 5


DOCUMENT = """\
:::document{#form title="Model form" file="files/form.pdf"}
Fill it in **first**.
:::
"""
AUDIO = """\
:::audio{#call title="A call" file="files/call.mp3"}
Who is *there*?

1. Accra
:::
"""
VIDEO = """\
:::video{#way title="The way" file="files/way.webm" poster="images/way.svg" captions="files/way.vtt"}
A sheet goes from desk to desk.
:::
"""
OFFERED = {
    "files/form.pdf": FILES["a.pdf"],
    "files/call.mp3": FILES["a.mp3"],
    "files/way.webm": FILES["a.webm"],
    "files/way.vtt": FILES["a.vtt"],
}


def page_of(block: str, folder: Path) -> LessonPage:
    step = read(write_folder(folder, files_of(block) | OFFERED)).steps[1]
    page = LessonPage(title="Blocks")
    ids = {path: number for number, path in enumerate(sorted(OFFERED), start=1)}
    writing = Writing(None, None, datetime.now(UTC), "en", {"images/way.svg": 9}, ids)
    LessonPage.write_part(page, step.content, writing)
    assert [block.id for block in page.body] == [
        str(uuid5(step.part.key, step.content.texts["en"].blocks[0].id))
    ]
    return page


def stored(page: LessonPage) -> Any:
    return page.body.raw_data[0]["value"]


def test_a_term_with_what_it_means(tmp_path: Path) -> None:
    page = page_of(TERM, tmp_path)
    assert stored(page) == {
        "term": "central authority",
        "text": "<p>The office that <b>sends</b> and receives requests.</p>",
    }


def test_a_table_with_its_numbers(tmp_path: Path) -> None:
    page = page_of(TABLE, tmp_path)
    assert stored(page) == {
        "table": {
            "columns": [
                {"type": "text", "heading": "State"},
                {"type": "text", "heading": "What is *asked*"},
                {"type": "number", "heading": "Days"},
            ],
            "rows": [
                {"values": ["<p>Benin</p>", "<p>1. a <b>name</b></p>", "1,200"]},
                {"values": ["<p>Togo</p>", "<p>this | that</p>", "30"]},
            ],
            "caption": "How long an answer takes",
        },
        "row_headings": True,
    }
    plain = TABLE.replace('takes"', 'takes" first_column="text"')
    assert stored(page_of(plain, tmp_path / "plain"))["row_headings"] is False


def test_a_practice_question_with_its_choices(tmp_path: Path) -> None:
    page = page_of(PRACTICE, tmp_path)
    value = stored(page)
    assert value["question"] == "May a bank refuse?"
    assert [choice["value"] for choice in value["choices"]] == [
        {"text": "No", "right": True, "explanation": "<p>Paragraph 8 rules <i>it</i> out.</p>"},
        {"text": "Yes", "right": False, "explanation": "<p>Paragraph 8 says the opposite.</p>"},
    ]
    assert len({choice["id"] for choice in value["choices"]}) == 2
    assert {choice["type"] for choice in value["choices"]} == {"item"}


def test_what_is_offered_refers_to_its_files(tmp_path: Path) -> None:
    assert stored(page_of(DOCUMENT, tmp_path / "1")) == {
        "title": "Model form",
        "file": 2,
        "text": "<p>Fill it in <b>first</b>.</p>",
    }
    assert stored(page_of(AUDIO, tmp_path / "2")) == {
        "title": "A call",
        "file": 1,
        "transcript": "<p>Who is <i>there</i>?</p>\n<ol>\n<li>Accra</li>\n</ol>",
    }
    film = {
        "title": "The way",
        "file": 4,
        "poster": 9,
        "captions": 3,
        "transcript": "<p>A sheet goes from desk to desk.</p>",
    }
    assert stored(page_of(VIDEO, tmp_path / "3")) == film
    without = VIDEO.replace(' captions="files/way.vtt"', "")
    assert stored(page_of(without, tmp_path / "4")) == film | {"captions": None}


@pytest.mark.parametrize("block", [TERM, TABLE, PRACTICE])
def test_what_a_package_writes_the_editor_takes(block: str, tmp_path: Path) -> None:
    body = page_of(block, tmp_path).body
    cleaned = body.stream_block.clean(body)
    assert cleaned.get_prep_value() == body.get_prep_value()


# What is refused: block, old, new, line (of the block's own lines), words of the sentence.
REFUSED = {
    "no term": (TERM, ' term="central authority"', "", 0, "“term” is missing"),
    "a term not explained": (TERM, "The office that **sends** and receives requests.\n", "", 0, "is empty"),
    "a list in a term": (TERM, "The office", "- The office", 1, "A list can’t stand"),
    "no caption": (TABLE, ' caption="How long an answer takes"', "", 0, "“caption” is missing"),
    "no rule": (TABLE, "|---------|-----------------|------:|\n", "", 0, "such as |---|---|"),
    "no row": (
        TABLE,
        "| Benin   | 1. a **name**   | 1,200 |\n| Togo    | this \\| that   |    30 |\n",
        "",
        0,
        "a line for each row",
    ),
    "no bar at the end": (TABLE, "|    30 |", "|    30", 4, "starts and ends with “|”"),
    "a cell less": (TABLE, " | 1,200 |", " |", 3, "2 cells and the headings are 3"),
    "a cell more": (TABLE, "1,200 |", "1,200 | x |", 3, "4 cells and the headings are 3"),
    "a column without heading": (TABLE, "| State  ", "|        ", 1, "no heading"),
    "one column": (
        TABLE,
        TABLE[TABLE.index("| State") : TABLE.index(":::\n", 5)],
        "| a |\n|---|\n| b |\n",
        0,
        "from 2 to 8 columns",
    ),
    "too many rows": (TABLE, "| Togo", "| x | y | z |\n" * 60 + "| Togo", 0, "at most 60 rows"),
    "code in a cell": (TABLE, "1. a", "`1.` a", 3, "leave the backticks out"),
    "a bad link in a cell": (TABLE, "1. a", "[a](b)", 3, "must start with https://"),
    "words around a table": (TABLE, "| State", "See:\n| State", 1, "starts and ends with “|”"),
    "first column": (TABLE, 'takes"', 'takes" first_column="bold"', 0, "use one of: heading, text"),
    "no legal system": (
        ':::compare{#who title="Who signs"}\nA judge.\n:::\n',
        "A judge.",
        "A judge signs.",
        0,
        "at least two legal systems",
    ),
    "no file": (DOCUMENT, "form.pdf", "gone.pdf", 0, "There is no file files/gone.pdf"),
    "a film for a document": (DOCUMENT, "form.pdf", "way.webm", 0, "ends with: pdf, docx, xlsx, odt, txt"),
    "a picture for a document": (DOCUMENT, "files/form.pdf", "images/way.svg", 0, "ends with: pdf"),
    "a list for a document": (DOCUMENT, "Fill", "- Fill", 1, "A list can’t stand"),
    "a film for a sound": (AUDIO, "call.mp3", "way.webm", 0, "ends with: mp3, m4a, ogg, opus"),
    "no transcript of a sound": (AUDIO, AUDIO[AUDIO.index("Who") : -4], "", 0, "transcript is missing"),
    "no transcript of a film": (VIDEO, "A sheet goes from desk to desk.\n", "", 0, "transcript is missing"),
    "a sound for a film": (VIDEO, "way.webm", "call.mp3", 0, "ends with: mp4, webm"),
    "no poster": (VIDEO, ' poster="images/way.svg"', "", 0, "“poster” is missing"),
    "a poster that is not there": (VIDEO, "way.svg", "gone.svg", 0, "no picture images/gone.svg"),
    "a text for captions": (VIDEO, "files/way.vtt", "files/form.pdf", 0, "ends with: vtt"),
    "no question": (PRACTICE, ' question="May a bank refuse?"', "", 0, "“question” is missing"),
    "no choices": (PRACTICE, PRACTICE[PRACTICE.index("###") : -4], "", 0, "from 2 to 8 choices"),
    "one choice": (PRACTICE, "### [ ] Yes\nParagraph 8 says the opposite.\n", "", 0, "from 2 to 8 choices"),
    "none is right": (PRACTICE, "[x]", "[ ]", 0, "and only one"),
    "two are right": (PRACTICE, "[ ]", "[x]", 0, "and only one"),
    "no mark": (PRACTICE, "### [ ] Yes", "### Yes", 3, "is written as “### [ ] Words”"),
    "a choice without words": (PRACTICE, "### [ ] Yes", "### [ ]", 3, "is written as “### [ ] Words”"),
    "a long choice": (PRACTICE, "Yes", "Y" * 301, 3, "too long"),
    "nothing explains": (PRACTICE, "Paragraph 8 says the opposite.\n", "", 3, "Nothing explains this choice"),
    "words above the choices": (PRACTICE, "### [x]", "Think.\n### [x]", 1, "has choices only"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_block_is_refused_with_its_line(case: str, refusals: Refusals) -> None:
    block, old, new, line, words = REFUSED[case]
    assert old in block
    found = refusals(files_of(block.replace(old, new, 1)) | OFFERED)
    for file in ("en/2-second.md", "ar/2-second.md"):
        assert [s for f, n, s in found if (f, n) == (file, FIRST_LINE + line) and words in s], found


OF_ANOTHER_SHAPE = {
    "a row less": (TABLE, "| Togo    | this \\| that   |    30 |\n", "", "another number of rows"),
    "words for numbers": (TABLE, "------:|", "-------|", "other columns"),
    "no row headings": (TABLE, 'takes"', 'takes" first_column="text"', "other columns"),
    "another right one": (
        PRACTICE,
        PRACTICE,
        PRACTICE.replace("[ ]", "[?]").replace("[x]", "[ ]").replace("[?]", "[x]"),
        "other choices",
    ),
    "a choice more": (PRACTICE, "### [ ]", "### [ ] Perhaps\nNo.\n### [ ]", "other choices"),
}


@pytest.mark.parametrize("case", OF_ANOTHER_SHAPE)
def test_a_translation_of_another_shape_is_refused(case: str, refusals: Refusals) -> None:
    block, old, new, words = OF_ANOTHER_SHAPE[case]
    assert old in block
    [(file, line, sentence)] = refusals(files_of(block, block.replace(old, new, 1)))
    assert (file, line) == ("ar/2-second.md", FIRST_LINE)
    assert words in sentence
    assert "en/2-second.md, line 5" in sentence


def test_each_language_may_offer_its_own_file(tmp_path: Path) -> None:
    arabic = DOCUMENT.replace("form.pdf", "form.ar.pdf")
    step = read(
        write_folder(tmp_path, files_of(DOCUMENT, arabic) | OFFERED | {"files/form.ar.pdf": FILES["a.pdf"]})
    ).steps[1]
    assert step.content.texts["ar"].blocks[0].content.file == "files/form.ar.pdf"


def test_a_translation_has_its_own_words(tmp_path: Path) -> None:
    arabic = TABLE.replace("How long", "كم").replace("Benin", "بنن").replace("1,200", "١٢٠٠")
    read(write_folder(tmp_path, files_of(TABLE, arabic)))
