from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.core.folding import fold, fold_with_places


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Équipe d’enquête", "equipe d'enquete"),
        ("COOPERACIÓN", "cooperación"),
        ("solicitação", "SOLICITACAO"),
        ("Cœur", "coeur"),
        ("Straße", "strasse"),
        ("أدلّة", "ادله"),
        ("إلى الآن", "الي الان"),
        ("ٱلقانون", "القانون"),
        ("مؤسسة", "موسسه"),
        ("قـــانون", "قانون"),
        ("المادة ١٨", "المادة 18"),
        ("fi\u00adnal", "final"),
    ],
)
def test_written_and_typed_are_alike(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(("one", "other"), [("قلب", "كلب"), ("año", "ano x"), ("law", "laws"), ("ث", "ت")])
def test_other_words_stay_others(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=60))
def test_folding_is_done_once_and_whatever_the_form_of_the_letters(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(max_size=60))
def test_each_folded_letter_knows_where_it_came_from(text: str) -> None:
    folded, places = fold_with_places(text)
    assert folded == fold(text)
    assert len(places) == len(folded)
    assert places == sorted(places)
    assert all(letter in fold(text[place]) for letter, place in zip(folded, places, strict=True))
