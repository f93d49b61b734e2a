"""What a package says, and each way in which it is refused, with file and line."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.catalogue.packages.package import PackageRefused
from tests.courses.catalogue.packages.samples import (
    MODULE_ID,
    read,
    whole_package,
    write_folder,
    write_zip,
)

Refusals = Callable[[Mapping[str, str | bytes]], list[tuple[str, int, str]]]


def test_a_whole_package_is_read(files: dict[str, str], tmp_path: Path) -> None:
    package = read(write_folder(tmp_path, files))
    assert package.head.key == UUID(MODULE_ID)
    assert package.head.languages == ("en", "ar")
    assert package.head.law_stated_as_at == date(2026, 10, 1)
    assert package.head.titles == {"en": "A request", "ar": "طلب"}
    assert [(s.part.id, s.part.minutes, s.part.required) for s in package.steps] == [
        ("first", 20, True),
        ("second", 10, True),
    ]
    lesson = package.steps[0].content.texts["en"]
    assert lesson.title == "First"
    assert [(b.kind, b.id) for b in lesson.blocks] == [
        ("heading", "who-asks"),
        ("text", "intro"),
        ("law", "law-15"),
        ("compare", "who-signs"),
        ("key", "remember"),
        ("image", "way"),
        ("case", "comes-back"),
    ]
    assert lesson.blocks[1].content.html == (
        '<p>Some text with <b>weight</b> and a <a href="https://example.org/a">link</a>.</p>\n'
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"
    )
    assert [(n.legal_system, n.html) for n in lesson.blocks[3].content.notes] == [
        ("civil_law", "<p>A judge.</p>"),
        ("common_law", "<p>A prosecutor.</p>"),
    ]
    assert lesson.blocks[6].content.title == "A request comes back"
    assert lesson.blocks[6].content.html == (
        "<p>The answer asks for <b>two</b> things:</p>\n"
        '<ol>\n<li>a name</li>\n<li>a <a href="https://example.org/reason">reason</a></li>\n</ol>'
    )


def test_keys_come_from_the_ids_and_are_the_same_in_each_language(
    files: dict[str, str], tmp_path: Path
) -> None:
    step = read(write_folder(tmp_path, files)).steps[0]
    assert step.part.key == uuid5(UUID(MODULE_ID), "first")
    assert [b.key for b in step.content.texts["en"].blocks] == [
        b.key for b in step.content.texts["ar"].blocks
    ]
    assert step.content.texts["en"].blocks[1].key == uuid5(step.part.key, "intro")


def test_a_folder_a_zip_and_a_zip_of_the_folder_are_the_same(files: dict[str, str], tmp_path: Path) -> None:
    folder = read(write_folder(tmp_path / "folder", files))
    assert read(write_zip(tmp_path / "flat.zip", files)) == folder
    assert read(write_zip(tmp_path / "outer.zip", {f"my-module/{n}": c for n, c in files.items()})) == folder


def test_a_renamed_file_is_the_same_step(files: dict[str, str], tmp_path: Path) -> None:
    before = read(write_folder(tmp_path / "before", files))
    files["en/any-other-name.md"] = files.pop("en/1-first.md")
    after = read(write_folder(tmp_path / "after", files))
    assert [(s.part.key, s.content) for s in after.steps] == [(s.part.key, s.content) for s in before.steps]


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True),
        min_size=1,
        max_size=12,
        unique=True,
    ),
    st.randoms(),
)
def test_ids_do_not_hang_on_order_or_language(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str], chance: random.Random
) -> None:
    def keys(order: list[str]) -> dict[str, UUID]:
        files = whole_package()
        body = "".join(f":::text{{#{i}}}\nText {i}.\n:::\n" for i in order)
        for language in ("en", "ar"):
            files[f"{language}/2-second.md"] = f"---\nid: second\ntitle: T\n---\n{body}"
        texts = read(write_folder(tmp_path_factory.mktemp("p"), files)).steps[1].content.texts
        assert [b.key for b in texts["en"].blocks] == [b.key for b in texts["ar"].blocks]
        return {b.id: b.key for b in texts["en"].blocks}

    shuffled = chance.sample(ids, len(ids))
    assert keys(ids) == keys(shuffled)
    assert len(set(keys(ids).values())) == len(ids)


def change(files: dict[str, str], name: str, old: str, new: str) -> dict[str, str]:
    assert old in files[name]
    return files | {name: files[name].replace(old, new, 1)}


LESSON_CASES = {
    "no id": (":::text{#intro}", ":::text", 8, "needs an id"),
    "bad id": (":::text{#intro}", ":::text{#Intro}", 8, "can’t be an id"),
    "same id twice": (
        ":::key{#remember}",
        ":::key{#intro}",
        26,
        "stands in line 8 already",
    ),
    "unknown kind": (
        ":::key{#remember}",
        ":::box{#remember}",
        26,
        "known are: text, law, key, case, compare, image",
    ),
    "unknown attribute": (
        ' article="',
        ' paragraph="',
        15,
        "known are: #id, instrument, article",
    ),
    "missing attribute": (' wording="official"', "", 15, "“wording” is missing"),
    "wrong wording": ('"official"', '"exact"', 15, "use one of: official, substance"),
    "curly quotes": (
        'alt="Two boxes"',
        "alt=“Two boxes”",
        30,
        "straight quotation marks",
    ),
    "bad address": (
        "https://example.org/law",
        "javascript:alert(1)",
        15,
        "must be an address",
    ),
    "not closed": ("Ask early.\n:::\n", "Ask early.\n", 26, "has no end"),
    "closes nothing": ("## Who asks", ":::\n## Who asks", 6, "closes no block"),
    "text outside": ("## Who asks", "Lost words\n## Who asks", 6, "is in no block"),
    "heading without id": ("## Who asks {#who-asks}", "## Who asks", 6, "needs an id"),
    "heading of another level": (
        "## Who asks",
        "# Who asks",
        6,
        "A heading starts with “## ”",
    ),
    "heading without words": ("## Who asks {", "## {", 6, "The heading is empty"),
    "heading with other braces": ("## Who asks", "## Who {asks}", 6, "A heading starts with “## ”"),
    "many spaces": ("## Who asks", "## Who" + " " * 50_000 + "{", 6, "A heading starts with “## ”"),
    "empty block": ("Ask early.\n", "\n", 26, "The block is empty"),
    "unknown legal system": (
        "### civil_law",
        "### civil",
        20,
        "known are: civil_law, common_law",
    ),
    "one legal system": ("### common_law\nA prosecutor.\n", "", 19, "at least two"),
    "no picture": (
        "images/way.svg",
        "images/gone.svg",
        30,
        "There is no picture images/gone.svg",
    ),
    "relative link": (
        "https://example.org/a",
        "other.md",
        9,
        "must start with https://",
    ),
    "script link": ("https://example.org/a", "vbscript:x", None, ""),
    "case without a title": (
        ' title="A request comes back"',
        "",
        34,
        "“title” is missing",
    ),
    "case without a text": (
        "The answer asks for **two** things:\n\n1. a name\n2. a [reason](https://example.org/reason)\n",
        "",
        34,
        "The block is empty",
    ),
    "heading in a case": (
        "The answer asks",
        "### The answer\n\nThe answer asks",
        35,
        "A heading can’t stand in this block",
    ),
    "list in a key point": (
        "Ask early.",
        "- Ask early.",
        27,
        "A list can’t stand in this block",
    ),
    "code": ("- two", "```\nx\n```", 12, "Code can’t stand"),
    "unknown front matter": (
        "summary: One",
        "abstract: One",
        4,
        "known are: id, title, summary",
    ),
    "no title": ("title: First\n", "", 2, "“title” is missing"),
    "not yaml": ("title: First", "title: “First: it", 3, "can’t be read"),
    "no front matter": ("---\nid: first", "id: first", 1, "starts with a line"),
    "unseen character": ("Ask early.", "Ask \u202eearly.", 27, "can’t be seen"),
    "unknown step": ("id: first", "id: frist", 2, "its steps are: first, second"),
    "step of another file": ("id: first", "id: second", 2, "has the id “second” too"),
}


@pytest.mark.parametrize("case", [name for name, case in LESSON_CASES.items() if case[2]])
def test_a_lesson_is_refused_with_file_and_line(case: str, files: dict[str, str], refusals: Refusals) -> None:
    old, new, line, words = LESSON_CASES[case]
    found = refusals(change(files, "en/1-first.md", old, new))
    if case == "step of another file":
        assert ("en/2-second.md", 2) in [(f, n) for f, n, _s in found]
        return
    assert [s for f, n, s in found if (f, n) == ("en/1-first.md", line) and words in s], found


TRANSLATION_CASES = {
    "another order": (
        ":::key{#remember}\nAsk early.\n:::\n\n",
        "",
        ":::image{#way",
        "“remember” stands",
    ),
    "another kind": (
        ":::key{#remember}",
        ":::text{#remember}",
        ":::text{#remember}",
        "of the kind “key”",
    ),
    "another id": (
        ":::key{#remember}",
        ":::key{#recall}",
        ":::key{#recall}",
        "“remember” stands",
    ),
    "other legal systems": (
        "### civil_law",
        "### mixed",
        ":::compare",
        "other legal systems",
    ),
}


@pytest.mark.parametrize("case", TRANSLATION_CASES)
def test_a_translation_that_differs_is_refused(case: str, files: dict[str, str], refusals: Refusals) -> None:
    old, new, at, words = TRANSLATION_CASES[case]
    files = change(files, "ar/1-first.md", old, new)
    line = next(n for n, text in enumerate(files["ar/1-first.md"].splitlines(), 1) if text.startswith(at))
    [(file, found, sentence)] = refusals(files)
    assert (file, found) == ("ar/1-first.md", line)
    assert words in sentence
    assert "en/1-first.md, line" in sentence


def test_a_translation_with_a_block_less_or_more_is_refused(
    files: dict[str, str], refusals: Refusals
) -> None:
    more = files | {"ar/2-second.md": files["ar/2-second.md"] + ":::key{#more}\nx\n:::\n"}
    assert [(f, n) for f, n, _s in refusals(more)] == [("ar/2-second.md", 8)]
    less = files | {"en/2-second.md": files["en/2-second.md"] + ":::key{#more}\nx\n:::\n"}
    [(file, line, sentence)] = refusals(less)
    assert (file, line) == ("ar/2-second.md", 5)
    assert "“more” of en/2-second.md, line 8, is missing" in sentence


MODULE_CASES = {
    "format": ("format: 1", "format: 2", 1, "write format: 1"),
    "no uuid": (MODULE_ID, "my-module", 2, "must be a UUID"),
    "unknown source": (
        "source_language: en",
        "source_language: de",
        3,
        "use one of: en, fr, es, pt, ar",
    ),
    "source without lessons": (
        "source_language: en",
        "source_language: fr",
        3,
        "no folder “fr”",
    ),
    "no such day": ("2026-10-01", "2026-02-30", 4, "no day 2026-02-30"),
    "title not translated": (", ar: طلب}", "}", 5, "“ar” is missing"),
    "title in a language without lessons": (
        "ar: طلب",
        "ar: طلب, fr: Une demande",
        5,
        "known are: en, ar",
    ),
    "unknown field": ("summary:", "abstract:", 6, "“abstract” is not known here"),
    "unknown kind": (
        "kind: lesson, minutes: 10",
        "kind: film, minutes: 10",
        9,
        "use one of: lesson",
    ),
    "no minutes": (", minutes: 10", "", 9, "“minutes” is missing"),
    "wrong minutes": ("minutes: 10", "minutes: long", 9, "must be a whole number"),
    "unknown in a step": (
        "minutes: 10",
        "minutes: 10, pass_mark: 70",
        9,
        "“pass_mark” is not known here",
    ),
    "step twice": ("{id: second", "{id: first", 9, "stands twice"),
    "step without a file": (
        "steps:",
        "steps:\n  - {id: third, kind: lesson, minutes: 1}",
        8,
        "no file in en/",
    ),
    "anchor": ("A request", "&a A request", 5, "not allowed"),
    "alias": ("title: {en: A", "title: {en: *b", 5, "not allowed"),
    "tag": (
        "format: 1",
        "format: !!python/object:os.system 1",
        1,
        "tags are not allowed",
    ),
    "field twice": ("format: 1", "format: 1\nformat: 1", 2, "stands here twice"),
    "deep": ("summary:", f"x: {'[' * 40}{']' * 40}\nsummary:", 6, "nested too deeply"),
}


@pytest.mark.parametrize("case", MODULE_CASES)
def test_a_module_file_is_refused_with_its_line(case: str, files: dict[str, str], refusals: Refusals) -> None:
    old, new, line, words = MODULE_CASES[case]
    found = refusals(change(files, "module.yaml", old, new))
    assert [s for f, n, s in found if (f, n) == ("module.yaml", line) and words in s], found


def test_a_text_missing_in_one_language_is_refused_at_its_step(
    files: dict[str, str], refusals: Refusals
) -> None:
    del files["ar/2-second.md"]
    [(file, line, sentence)] = refusals(files)
    assert (file, line) == ("module.yaml", 9)
    assert "“second” has no file in ar/" in sentence


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("de/1-first.md", "known are: en, fr, es, pt, ar"),
        ("en/notes.txt", "only lessons (.md)"),
        ("en/more/third.md", "only lessons (.md)"),
        ("budget.xlsx", "no place beside module.yaml"),
    ],
)
def test_a_file_without_a_place_is_refused(
    name: str, words: str, files: dict[str, str], refusals: Refusals
) -> None:
    found = refusals(files | {name: "x"})
    assert [s for f, n, s in found if (f, n) == (name, 0) and words in s], found


def test_all_problems_are_reported_together_in_order(files: dict[str, str], refusals: Refusals) -> None:
    files = change(files, "en/1-first.md", "Ask early.\n", "\n")
    files = change(files, "en/1-first.md", 'wording="official"', 'wording="x"')
    files = change(files, "module.yaml", "format: 1", "format: 9")
    found = [(f, n) for f, n, _s in refusals(files)]
    assert found == [("en/1-first.md", 15), ("en/1-first.md", 26), ("module.yaml", 1)]


def test_no_module_file_and_not_utf8(files: dict[str, str], refusals: Refusals, tmp_path: Path) -> None:
    broken: dict[str, str | bytes] = {
        **files,
        "en/2-second.md": b"---\nid: second\ntitle: \xff\n---\n",
    }
    assert ("en/2-second.md", 3) in [(f, n) for f, n, _s in refusals(broken)]
    with pytest.raises(PackageRefused, match=r"module\.yaml"):
        read(write_folder(tmp_path / "other", {"en/1.md": "x"}))
    with pytest.raises(PackageRefused, match="no folder or zip"):
        read(tmp_path / "nowhere")
