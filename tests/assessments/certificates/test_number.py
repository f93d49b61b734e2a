import pytest

from assessments.certificates.number import ALPHABET, new_number, normalise


def test_a_number_is_three_groups_of_four_that_nobody_confuses() -> None:
    for _ in range(200):
        groups = new_number().split("-")
        assert [len(group) for group in groups] == [4, 4, 4]
        assert set("".join(groups)) <= set(ALPHABET)
    assert not set("IO01") & set(ALPHABET)
    assert len(set(ALPHABET)) == 32


@pytest.mark.parametrize(
    "typed",
    [
        "K7QF-3M2X-9TRD",
        "k7qf3m2x9trd",
        " K7QF 3M2X 9TRD ",
        "K7QF–3M2X—9TRD",
        "K7QF\u00a03M2X\u20119TRD",
        "\u200fK7QF-3M2X-9TRD\u200e",
        "K٧QF-٣M٢X-٩TRD",
        "Ｋ７ＱＦ３Ｍ２Ｘ９ＴＲＤ",
    ],
)
def test_case_spaces_and_hyphens_do_not_matter(typed: str) -> None:
    assert normalise(typed) == "K7QF-3M2X-9TRD"


@pytest.mark.parametrize(
    "typed",
    ["", "-", "K7QF", "K7QF-3M2X-9TRO", "K7QF-3M2X-9TR1", "K7QF-3M2X-9TRDD", "K7QF/3M2X/9TR", "é" * 12],
)
def test_what_can_be_no_number_is_none(typed: str) -> None:
    assert normalise(typed) is None


def test_a_new_number_is_its_own_normal_form() -> None:
    number = new_number()
    assert normalise(number) == number
