from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.core.excerpts import excerpt, words_of
from cms.core.folding import fold


def found_in(text: str, *words: str) -> list[str]:
    return [piece.text for piece in excerpt(text, words, whole=True) if piece.found]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  Entraide  JUDICIAIRE ", ("entraide", "judiciaire")),
        ("law law LAW", ("law",)),
        ("“mutual assistance”, (18)", ("mutual", "assistance", "18")),
        ("article 3 x", ("article", "3")),
        ("ca\0se\x1bs", ("ca", "se")),
        ("d’enquête", ("d'enquete",)),
        ("! ? … % _ \\ '", ()),
        ("", ()),
    ],
)
def test_words(typed: str, words: tuple[str, ...]) -> None:
    assert words_of(typed) == words


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("La coopération", "cooperation", ["coopération"]),
        ("La coope\u0301ration", "coope", ["coope\u0301"]),
        ("الأَدِلَّة هنا", "الادله", ["الأَدِلَّة"]),
        ("Au cœur", "co", ["cœ"]),
        ("law, laws", "law", ["law", "law"]),
        ("nothing", "law", []),
    ],
)
def test_each_occurrence_is_marked_as_it_is_written(text: str, word: str, found: list[str]) -> None:
    assert found_in(text, word) == found


def test_of_two_words_that_begin_alike_the_longer_is_marked() -> None:
    assert found_in("cooperation", "coop", "cooperation") == ["cooperation"]


def test_a_long_text_is_cut_at_spaces_around_the_first_word() -> None:
    text = "before " * 40 + "needle " + "after " * 40
    said = "".join(piece.text for piece in excerpt(text, ("needle",)))
    assert said.startswith("… before")
    assert said.endswith("after …")
    assert "needle" in said
    assert len(said) < 210


def test_without_the_word_it_is_the_beginning() -> None:
    said = "".join(piece.text for piece in excerpt("first " + "more " * 80, ("needle",)))
    assert said.startswith("first more")
    assert said.endswith("more …")
    assert len(said) < 200


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_nothing_of_the_text_is_lost_or_added(text: str, typed: list[str]) -> None:
    words = [fold(word) for word in typed if fold(word)]
    assert "".join(piece.text for piece in excerpt(text, words, whole=True)) == text
