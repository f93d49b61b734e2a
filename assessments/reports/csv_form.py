"""Rows as a CSV that spreadsheets open rightly: UTF-8 with BOM, CRLF, and no cell that starts a formula."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

Cell = str | int | float | None

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
ROWS_AT_ONCE = 500


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces of some hundred rows; numbers stay numbers, only text is guarded."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([guarded(name) for name in header])
    yield codecs.BOM_UTF8 + _taken(buffer)
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_AT_ONCE)):
        writer.writerows([guarded(cell) for cell in row] for row in batch)
        yield _taken(buffer)


def guarded(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(STARTS_FORMULA):
        return "'" + cell
    return cell


def _taken(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content
