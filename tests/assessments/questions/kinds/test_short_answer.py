from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.questions.bodies import BadAnswer
from assessments.questions.kinds.short_answer.folding import folded
from tests.assessments.questions.forms import answered, asking
from tests.assessments.questions.parts import SHORT, SHORT_AR, problems_of, read

BODY = read(SHORT, SHORT_AR)
LATIN = "abcdefghijklmnopqrstuvwxyzàâäáãçéèêëíîïñóôõöúùûüÿœæ"
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآىةؤئ"
words = st.lists(
    st.text(st.sampled_from(LATIN + ARABIC + "0123456789'-"), min_size=1).filter(folded),
    min_size=1,
    max_size=4,
).map(" ".join)


def same(one: str, other: str, **options: bool) -> bool:
    return folded(one, **options) == folded(other, **options)


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("  Dual\tCriminality ", "dual criminality"),
        ("« dual criminality ».", "dual criminality"),
        ("ＤＵＡＬ criminality", "dual criminality"),
        ("double incrimination", "Double Incrimination!"),
        ("reciprocite", "Réciprocité"),
        ("re\u0301ciprocite\u0301", "réciprocité"),
        ("CŒUR", "coeur"),
        ("Ǽ", "ae"),
        ("l’Etat", "L'État"),
        ("l´Etat", "L'État"),
        ("non‑refoulement", "non-refoulement"),
        ("extradicao", "extradição"),
        ("ano", "año"),
        ("STRASSE", "straße"),
        ("ازدواجيه التجريم", "ازدواجية التجريم"),
        ("اِزْدِوَاجِيَّةُ التَّجْرِيمِ", "ازدواجية التجريم"),
        ("إنابة", "انابه"),
        ("الأطلس", "الاطلس"),
        ("آلية", "اليه"),
        ("مدعى", "مدعي"),
        ("مسئول", "مسؤول"),
        ("محــكمة", "محكمة"),
        ("المادة ١٨", "المادة 18"),
        ("المادة ۱۸", "المادة 18"),
        ("ﻣﺤﻜﻤﺔ", "محكمة"),
        ("محکمة", "محكمة"),
        ("\u200fمحكمة\u200e", "محكمة"),
        ("محكمة؟", "محكمة"),
    ],
)
def test_what_is_written_otherwise_is_the_same(typed: str, accepted: str) -> None:
    assert same(typed, accepted)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dual criminality", "dualcriminality"),
        ("18", "19"),
        ("state", "states"),
        ("محكمة", "محاكم"),
        ("حكم", "حاكم"),
    ],
)
def test_another_word_is_another_answer(one: str, other: str) -> None:
    assert not same(one, other)


def test_accents_matter_where_the_author_says_so() -> None:
    assert not same("ano", "año", accents_matter=True)
    assert same("AN\u0303O", "año", accents_matter=True)
    assert same("مُدَّعٍ", "مدع", accents_matter=True), "vowel signs are no accents"
    strict = read({**SHORT, "accepted": ["réquisition"], "accents_matter": True})
    assert [strict.score(answer) for answer in ("RÉQUISITION", "requisition")] == [1, 0]
    assert "accents do" in asking(strict) and "accents don’t matter" in asking(BODY)


@given(st.text(), st.booleans())
def test_folding_again_changes_nothing(text: str, accents_matter: bool) -> None:
    once = folded(text, accents_matter=accents_matter)
    assert folded(once, accents_matter=accents_matter) == once


@given(st.text())
def test_what_is_the_same_with_accents_is_the_same_without(text: str) -> None:
    assert folded(folded(text, accents_matter=True)) == folded(text)


def bare(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(char for char in parts if not "\u0300" <= char <= "\u036f")


DECORATIONS = (
    str.upper,
    str.title,
    bare,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: f"  {text}\u00a0. ",
    lambda text: f"« {text} »!",
    lambda text: f"\u200f{text}؟",
    lambda text: text.replace(" ", " \n "),
    lambda text: text.replace("ل", "لـ").replace("م", "مُ").replace("د", "دّ"),
    lambda text: text.translate(str.maketrans("أإآىةؤ", "اااي" + "هئ")),
    lambda text: text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    lambda text: text.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
    lambda text: text.replace("'", "’").replace("-", "\u2011"),
)


@given(words, st.lists(st.sampled_from(DECORATIONS), max_size=5))
def test_an_accepted_answer_scores_however_it_is_decorated(accepted: str, decorations: list) -> None:
    body = read({**SHORT, "accepted": ["something else", accepted], "near": None})
    typed = accepted
    for decorate in decorations:
        typed = decorate(typed)
    assume(len(typed) <= 200)
    assert body.score(body.clean([typed])) == 1


def test_it_counts_in_whichever_language_of_the_question_it_is_written() -> None:
    for typed in ("Double criminality", "ازدواجيه التجريم", "التجريم المزدوج."):
        assert BODY.score(BODY.clean([typed])) == 1
    assert [BODY.score(BODY.clean([typed])) for typed in ("double jeopardy", "criminality", "…")] == [0, 0, 0]


def test_an_answer_is_kept_as_it_was_typed_but_for_the_space() -> None:
    assert BODY.clean(["  Dual \t Criminality\u0000!\r\n"]) == "Dual Criminality !"
    assert BODY.said(["ar"], "Dual Criminality !") == "Dual Criminality !"


@pytest.mark.parametrize(
    ("raw", "said"),
    [(["x" * 201], "Shorten it to 200 characters"), (["one", "two"], "Write one answer only")],
)
def test_too_much_is_refused_and_stays_in_the_field(raw: list[str], said: str) -> None:
    with pytest.raises(BadAnswer, match=said):
        BODY.clean(raw)
    assert f'value="{" ".join(raw)}"' in asking(BODY, *raw)


def test_a_near_answer_is_wrong_and_has_an_explanation_of_its_own() -> None:
    html = answered(BODY, "Ne bis in idem!")
    assert "That forbids a second trial." in html and BODY.score("Ne bis in idem!") == 0
    assert "ذلك يمنع محاكمة ثانية." in answered(BODY, "DOUBLE JEOPARDY", language="ar")
    assert "That forbids a second trial." in answered(BODY, "المحاكمة مرتين")
    assert "That forbids a second trial." not in answered(BODY, "extradition")


def test_after_grading_all_accepted_answers_are_shown_and_nothing_typed_is_markup() -> None:
    html = answered(BODY, "<script>")
    assert "Your answer: <bdi>&lt;script&gt;</bdi>" in html
    assert 'Right answer: <bdi lang="en">dual criminality</bdi>' in html
    assert "<bdi>double criminality</bdi>" in html and SHORT["explanation"] in html
    assert "Also accepted" not in answered(read({**SHORT, "accepted": ["one"]}), "one")


def near(*answers: str, id: str = "x") -> dict:
    return {"id": id, "answers": list(answers), "explanation": "E"}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({**SHORT, "accepted": []}, "en/quiz.yaml:6 “accepted” has 0 items"),
        ({**SHORT, "accepted": "dual criminality"}, "en/quiz.yaml:6 “accepted” must be a list of texts"),
        ({**SHORT, "accepted": ["one", 18]}, "en/quiz.yaml:6 “accepted” must be a list of texts"),
        ({**SHORT, "accepted": ["one", " "]}, "en/quiz.yaml:8 “2” is empty"),
        ({**SHORT, "accepted": ["one", "x" * 201]}, "en/quiz.yaml:8 “2” has 201 characters"),
        ({**SHORT, "accepted": ["…!"]}, "“…!” has no letter and no digit"),
        ({**SHORT, "accents_matter": "yes"}, "“accents_matter” must be true or false"),
        ({**SHORT, "near": [near("Dual criminality.")]}, "“Dual criminality.” is named twice"),
        ({**SHORT, "near": [near("one"), near("ONE", id="y")]}, "“ONE” is named twice"),
        ({**SHORT, "near": [near()]}, "“answers” has 0 items"),
        ({**SHORT, "near": [near("one") | {"score": 1}]}, "“score” is not known here"),
        ({**SHORT, "explanation": None}, "“explanation” is missing"),
    ],
)
def test_each_problem_names_its_place(source: dict, said: str) -> None:
    assert any(said in problem for problem in problems_of(source)), problems_of(source)


def test_a_translation_has_answers_of_its_own_and_the_same_near_ones() -> None:
    [problem] = problems_of(SHORT, {**SHORT_AR, "near": None})
    assert problem.startswith("ar/quiz.yaml") and "“near” is missing" in problem
    [problem] = problems_of(SHORT, {**SHORT_AR, "near": [near("محاكمة", id="other")]})
    assert "Under “near” the same ids are needed" in problem
    [problem] = problems_of(SHORT, {**SHORT_AR, "accents_matter": True})
    assert "“accents_matter” stands in the source language only" in problem
    found = problems_of(SHORT, {**SHORT_AR, "accepted": ["double jeopardy"]})
    assert len(found) == 1 and found[0].startswith("en/quiz.yaml") and "is named twice" in found[0]
