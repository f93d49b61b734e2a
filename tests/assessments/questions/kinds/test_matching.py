from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.questions.bodies import BadAnswer
from tests.assessments.questions.forms import answered, asking, can_send, sends
from tests.assessments.questions.parts import MATCHING, MATCHING_AR, problems_of, read

BODY = read(MATCHING, MATCHING_AR)
ITEMS = ("atlas", "fiches", "court")
MATCHES = ("atlas", "fiches", "compendium")
answers = st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(MATCHES), min_size=1)


def pairs_with(**changed: object) -> dict:
    return {**MATCHING, "pairs": [{**MATCHING["pairs"][0], **changed}, *MATCHING["pairs"][1:]]}


@pytest.mark.parametrize(
    ("chosen", "score"),
    [
        ({"atlas": "atlas", "fiches": "fiches", "court": "atlas"}, 1),
        ({"atlas": "atlas", "fiches": "atlas", "court": "atlas"}, Fraction(2, 3)),
        ({"fiches": "fiches"}, Fraction(1, 3)),
        ({"atlas": "compendium", "fiches": "atlas"}, 0),
    ],
)
def test_the_share_of_right_pairs(chosen: dict[str, str], score: Fraction) -> None:
    assert BODY.score(BODY.clean(BODY.as_sent(chosen))) == score


@given(answers)
def test_each_pair_counts_for_itself_and_is_shown_as_it_was_chosen(chosen: dict[str, str]) -> None:
    right = {"atlas": "atlas", "fiches": "fiches", "court": "atlas"}
    assert BODY.score(chosen) == Fraction(len(chosen.items() & right.items()), 3)
    assert BODY.open_parts(chosen) == 3 - len(chosen)
    assert BODY.clean(sends(asking(BODY, *BODY.as_sent(chosen), language="ar"))) == chosen


def test_items_with_the_same_match_share_it_and_a_distractor_can_be_chosen() -> None:
    html = asking(BODY)
    assert html.count("<select") == 3 and len(can_send(html)) == 9
    assert html.count("The Compendium") == html.count("The Atlas") == html.count("The Fiches Belges") == 3


def test_matches_are_shuffled_by_the_seed_and_items_are_not() -> None:
    seen = {tuple(BODY.order(str(seed))) for seed in range(30)}
    assert len(seen) == 6
    shown = BODY.asked(["en"], order=BODY.order("3"), sent=[])
    assert [item.text for item in shown.items] == [pair["item"] for pair in MATCHING["pairs"]]


def test_the_page_is_the_same_whatever_belongs_together() -> None:
    one, two, three = MATCHING["pairs"]
    other = [{**one, "match": two["match"]}, {**two, "match": one["match"]}, {**three, "match": two["match"]}]
    swapped = read({**MATCHING, "pairs": other})
    # In both: the Fiches, the Compendium, the Atlas.
    assert asking(swapped, order=["atlas", "compendium", "fiches"]) == asking(
        BODY, order=["fiches", "compendium", "atlas"]
    )


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (["atlas"], "does not belong"),
        (["atlas:99"], "does not belong"),
        (["nobody:1"], "does not belong"),
        (["atlas:atlas"], "does not belong"),
        (["atlas:1:1"], "does not belong"),
        (["atlas:1", "atlas:2"], "Choose one match for each item"),
    ],
)
def test_what_can_t_be_chosen_is_refused(raw: list[str], said: str) -> None:
    with pytest.raises(BadAnswer, match=said):
        BODY.clean(raw)


def test_the_same_twice_is_once() -> None:
    assert BODY.clean(["fiches:1", "", "fiches:1"]) == BODY.clean(["fiches:1"])


def test_an_answer_is_said_item_by_item() -> None:
    said = BODY.said(["en"], {"court": "compendium", "atlas": "atlas"})
    assert said == "Who is competent?: The Atlas; To which court?: The Compendium"
    assert BODY.said(["ar"], {"fiches": "fiches"}) == "ما التدابير المتاحة؟: البطاقات"


def test_after_grading_each_pair_shows_what_was_chosen_what_is_right_and_why() -> None:
    html = answered(BODY, {"atlas": "atlas", "fiches": "compendium"})
    assert [html.count(badge) for badge in ("badge good", "Not right", "Not answered")] == [1, 1, 1]
    assert 'Your answer: <bdi lang="en">The Compendium</bdi>' in html
    assert html.count("Your answer:") == html.count("Right answer:") == 2
    assert 'Right answer: <bdi lang="en">The Fiches Belges</bdi>' in html
    assert all(pair["explanation"] in html for pair in MATCHING["pairs"])


def test_it_needs_no_distractor() -> None:
    without = {name: value for name, value in MATCHING.items() if name != "distractors"}
    assert sorted(read(without).order("s")) == ["atlas", "fiches"]
    [problem] = problems_of(without, MATCHING_AR)
    assert problem.startswith("ar/quiz.yaml") and "Under “distractors” the same ids are needed" in problem


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (pairs_with(id="fiches"), "en/quiz.yaml:6 Under “pairs” two have the same id"),
        (pairs_with(match=None), "en/quiz.yaml:9 “match” is missing"),
        (pairs_with(explanation=""), "en/quiz.yaml:10 “explanation” is empty"),
        (pairs_with(match="x" * 121), "en/quiz.yaml:9 “match” has 121 characters"),
        (pairs_with(colour="red"), "en/quiz.yaml:11 “colour” is not known here"),
        (pairs_with(item="to which  COURT?"), "en/quiz.yaml:6 “To which court?” stands twice under “pairs”"),
        ({**MATCHING, "distractors": [{"id": "atlas", "match": "X"}]}, "A distractor has the id of a pair"),
        (
            {**MATCHING, "distractors": [{"id": "x", "match": "the atlas"}]},
            "stands twice under “distractors”",
        ),
        ({**MATCHING, "pairs": MATCHING["pairs"][:1]}, "“pairs” has 1 items"),
        ({**MATCHING, "pairs": ["a", "b"]}, "“pairs” must be a list of items"),
    ],
)
def test_each_problem_names_its_place(source: dict, said: str) -> None:
    assert any(said in problem for problem in problems_of(source)), problems_of(source)


def test_one_match_alone_is_no_question() -> None:
    pairs = [{**pair, "match": "The Atlas"} for pair in MATCHING["pairs"]]
    [problem] = problems_of({**MATCHING, "pairs": pairs, "distractors": None})
    assert "All items have the same match" in problem


def test_a_translation_shares_matches_where_the_source_does() -> None:
    one, two, three = MATCHING_AR["pairs"]
    [problem] = problems_of(MATCHING, {**MATCHING_AR, "pairs": [one, two, {**three, "match": "المحكمة"}]})
    assert problem.startswith("ar/quiz.yaml:4 Here the same items must share a match")
    [problem] = problems_of(MATCHING, {**MATCHING_AR, "pairs": [two, one, three]})
    assert "Under “pairs” the same ids are needed" in problem
