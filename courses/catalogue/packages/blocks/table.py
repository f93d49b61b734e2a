"""A table in Markdown: a line of headings, a line of hyphens, a line for each row.

| State  | Days |
|--------|-----:|      `---:` makes a column of numbers
| Benin  |   30 |
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalogue.blocks.table import NUMBER, WORDS
from courses.catalogue.packages.blocks.kind import BlockKind, Reading
from courses.catalogue.packages.parts import Writing
from courses.catalogue.packages.rich_text import read_sentence

RULE = re.compile(r":?-+:?\Z")
ROW_HEADINGS = {"heading": True, "text": False}
FEWEST_COLUMNS, MOST_COLUMNS, MOST_ROWS = 2, 8, 60


@dataclass(frozen=True)
class Table:
    """`kinds` of the columns; a cell is HTML in a column of words, plain in one of numbers."""

    caption: str
    kinds: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_headings: bool

    @property
    def shape(self) -> tuple[object, ...]:
        return (self.kinds, len(self.rows), self.row_headings)

    def as_stored(self, key: UUID, writing: Writing) -> Any:
        columns = zip(self.kinds, self.headings, strict=True)
        return {
            "table": {
                "columns": [{"type": kind, "heading": heading} for kind, heading in columns],
                "rows": [{"values": list(row)} for row in self.rows],
                "caption": self.caption,
            },
            "row_headings": self.row_headings,
        }


def _table(reading: Reading) -> Table:
    row_headings = reading.one_of("first_column", tuple(ROW_HEADINGS), default="heading")
    lines = list(_lines(reading))
    rules = lines[1][1] if len(lines) > 1 else []
    if len(lines) < 3 or not all(RULE.match(cell) for cell in rules):
        reading.wrong(_("A table has a line of headings, a line such as |---|---|, and a line for each row."))
        return Table(reading.attribute("caption"), (), (), (), row_headings=True)
    kinds = tuple(NUMBER if cell.endswith("-:") else WORDS for cell in rules)
    (first, headings), rows = lines[0], lines[2:]
    if not FEWEST_COLUMNS <= len(headings) <= MOST_COLUMNS or len(rows) > MOST_ROWS:
        reading.wrong(
            _(
                "A table has from %(least)s to %(most)s columns and at most %(rows)s rows; this has more or less."
            )
            % {"least": FEWEST_COLUMNS, "most": MOST_COLUMNS, "rows": MOST_ROWS}
        )
    if not all(headings):
        reading.wrong(_("A column has no heading; write what stands in it."), line=first)
    for line, cells in lines[1:]:
        if len(cells) != len(headings):
            reading.wrong(
                _("This row has %(found)s cells and the headings are %(wanted)s; write a cell for each.")
                % {"found": len(cells), "wanted": len(headings)},
                line=line,
            )
    return Table(
        caption=reading.attribute("caption"),
        kinds=kinds,
        headings=tuple(headings),
        rows=tuple(_row(reading, line, cells, kinds) for line, cells in rows),
        row_headings=ROW_HEADINGS.get(row_headings, True),
    )


def _lines(reading: Reading) -> Iterator[tuple[int, list[str]]]:
    """Each line with its cells; `\\|` is a bar inside a cell."""
    for line, text in enumerate(reading.found.body, start=reading.found.line + 1):
        row = text.strip()
        if not row:
            continue
        if len(row) < 2 or not row.startswith("|") or not row.endswith("|"):
            reading.wrong(_("Each line of a table starts and ends with “|”."), line=line)
            continue
        cells = re.split(r"(?<!\\)\|", row[1:-1])
        yield line, [cell.strip().replace("\\|", "|") for cell in cells]


def _row(reading: Reading, line: int, cells: list[str], kinds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        cell if kind == NUMBER else read_sentence(reading.file, line, cell, reading.problems)
        for kind, cell in zip(kinds, cells, strict=False)
    )


TABLE = BlockKind(
    "table",
    _table,
    needs=("caption",),
    may_have=("first_column",),
    differs=gettext_lazy(
        "“%(id)s” has other columns or another number of rows than %(file)s, line %(line)s."
    ),
)
