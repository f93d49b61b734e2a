from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.questions.bodies import BadAnswer
from assessments.questions.kinds import body_from_json
from assessments.questions.kinds.numeric.digits import plain_number, read_number
from tests.assessments.questions.parts import NUMERIC, NUMERIC_AR, problems_of, read


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("6", "6"), (" 6 ", "6"), ("+6", "6"), ("-6", "-6"), ("−6", "-6"), ("6.50", "6.5"), ("6,50", "6.5"), (".5", "0.5"),
        ("٦", "6"), ("٦٫٥", "6.5"), ("۶٫۵", "6.5"), ("١٬٢٣٤٫٥", "1234.5"), ("1.234,5", "1234.5"), ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"), ("1,234,567", "1234567"), ("1.234.567,8", "1234567.8"), ("0,0", "0"), ("-0", "0"), ("007", "7"),
        ("1,234", "1.234"), ("١،٥", "1.5"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written_in_its_script(typed: str, stored: str) -> None:
    assert read(NUMERIC).clean([typed]) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "six",
        "6 points",
        "1e3",
        "NaN",
        "inf",
        "--6",
        "6-",
        "1.2.3",
        "12.3.2024",
        "1,2,3.4",
        "1,23.456,7",
        "½",
        "0x10",
        ".",
        "1" * 41,
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(BadAnswer):
        read(NUMERIC).clean([typed])


def test_the_tolerance_is_absolute_and_includes_its_edges() -> None:
    body = read(NUMERIC)
    scores = {given: body.score(body.clean([given])) for given in ("5.5", "6", "6,5", "5.4999", "6.5001")}
    assert scores == {"5.5": 1, "6": 1, "6,5": 1, "5.4999": 0, "6.5001": 0}


def test_a_tenth_stays_a_tenth() -> None:
    body = read({**NUMERIC, "answer": 0.3, "tolerance": 0.1})
    assert [body.score(given) for given in ("0.2", "0.4", "0.41")] == [1, 1, 0]


def test_the_key_stands_in_the_source_only() -> None:
    [problem] = problems_of(NUMERIC, {**NUMERIC_AR, "answer": 6})
    assert problem.startswith("ar/quiz.yaml") and "“answer” stands in the source language only" in problem


def test_a_key_that_is_no_number_is_a_problem() -> None:
    found = problems_of({**NUMERIC, "answer": "many", "tolerance": -1})
    assert (
        len(found) == 2
        and "“answer” must be a number" in found[0]
        and "“tolerance” must be 0 or more" in found[1]
    )


numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


@given(numbers)
def test_a_plain_number_is_read_back_as_itself(number: Decimal) -> None:
    assert read_number(plain_number(number)) == number


@given(numbers)
def test_arabic_digits_mean_the_same(number: Decimal) -> None:
    plain = plain_number(number)
    arabic = plain.translate(str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫"))
    assert read_number(arabic) == read_number(plain)


@given(st.text(max_size=45))
def test_no_text_breaks_the_reader(text: str) -> None:
    number = read_number(text)
    assert number is None or number.is_finite()


@given(right=numbers, given_number=numbers, tolerance=st.decimals(min_value=0, max_value=1000, places=4))
def test_full_or_nothing_by_distance(right: Decimal, given_number: Decimal, tolerance: Decimal) -> None:
    texts = {"en": {"text": "T", "cites": "C", "unit": "", "explanation": "E"}}
    data = {"version": 1, "kind": "numeric", "source_language": "en", "texts": texts}
    body = body_from_json({**data, "right": str(right), "tolerance": str(tolerance)})
    assert body.score(plain_number(given_number)) == (abs(given_number - right) <= tolerance)
