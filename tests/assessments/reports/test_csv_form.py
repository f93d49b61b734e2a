import csv
import io

import pytest

from assessments.reports.csv_form import ROWS_AT_ONCE, csv_chunks


def parsed(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_it_starts_with_a_bom_and_ends_its_lines_as_spreadsheets_expect() -> None:
    content = b"".join(csv_chunks(["name"], [["Aïcha"], ["محمد"]]))
    assert content.startswith(b"\xef\xbb\xbfname\r\n")
    assert content.endswith("محمد\r\n".encode())


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_text_starts_a_formula(start: str) -> None:
    cell = start + "cmd|' /C calc'!A0"
    assert parsed(b"".join(csv_chunks(["a"], [[cell]])))[1] == ["'" + cell]


def test_a_heading_starts_no_formula_either() -> None:
    assert parsed(b"".join(csv_chunks(["=1+1"], []))) == [["'=1+1"]]


def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    assert parsed(b"".join(csv_chunks(["a", "b", "c"], [[-1, -0.5, None]])))[1] == ["-1", "-0.5", ""]


def test_separators_quotes_and_line_ends_survive() -> None:
    cells = ['a, "b"', "two\r\nlines", "semi;colon"]
    assert parsed(b"".join(csv_chunks(["a", "b", "c"], [cells])))[1] == cells


def test_rows_are_read_as_they_are_sent() -> None:
    read = 0

    def rows():
        nonlocal read
        for number in range(ROWS_AT_ONCE * 3 + 1):
            read += 1
            yield [number]

    chunks = csv_chunks(["n"], rows())
    next(chunks)
    assert read == 0
    next(chunks)
    assert read == ROWS_AT_ONCE
    rest = b"".join(chunks)
    assert rest.endswith(f"\r\n{ROWS_AT_ONCE * 3}\r\n".encode())
