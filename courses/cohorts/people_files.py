"""People to invite, read from a CSV or an Excel file: what stands in its cells, and what is wrong with each line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

import openpyxl
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.saying import say_language, say_territory
from cms.invitations.accounts import normal
from cms.invitations.forms import letter_languages
from cms.people.enums import ProfessionalRole
from cms.world.models import Country
from courses.catalogue.contents.office import why_not_xlsx
from courses.cohorts.likeness import mailbox_of

MOST_BYTES = 1024 * 1024
MOST_ROWS = 500
LONGEST_CELL = 300
COLUMNS = ("email", "name", "language", "country", "role")
# How a column may be headed, in the five languages.
HEADINGS: dict[str, frozenset[str]] = {
    "email": frozenset(
        {"email", "e-mail", "e-mail address", "mail", "courriel", "correo", "correo electrónico", "البريد الإلكتروني"}
    ),
    "name": frozenset({"name", "full name", "nom", "nombre", "nome", "الاسم"}),
    "language": frozenset({"language", "langue", "idioma", "língua", "اللغة"}),
    "country": frozenset({"country", "pays", "país", "البلد"}),
    "role": frozenset({"role", "professional role", "fonction", "rôle", "profesión", "papel", "função", "المهنة", "الدور"}),
}  # fmt: skip

Row = tuple[int, str, str, str, str, str]


@dataclass
class Judged:
    """A line of a file. It is invited unless it has `problems`; `remarks` are for who looks."""

    line: int
    email: str
    name: str
    language: str
    country: str
    role: str
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_people(data: bytes) -> list[Row]:
    """(line, e-mail, name, language, country, role) as they stand there, empty lines left out.

    Refusal with code `size`, `unreadable`, `empty`, `no_email` (no such column) or `too_many`.
    """
    if len(data) > MOST_BYTES:
        raise Refusal(_("The file is larger than 1 MB. Take out what is not needed."), code="size")
    lines = _lines_of_xlsx(data) if data[:2] == b"PK" else _lines_of_csv(data)
    numbered = list(islice(_filled(lines), MOST_ROWS + 2))
    if not numbered:
        raise Refusal(_("There is nothing in the file."), code="empty")
    places = _places(numbered[0][1])
    if "email" not in places:
        raise Refusal(
            _(
                "The first line must name the columns, and one must be called “e-mail”. Add that line, and try again."
            ),
            code="no_email",
        )
    rows = [_row(number, cells, places) for number, cells in numbered[1:]]
    if len(rows) > MOST_ROWS:
        raise Refusal(_("There are more than 500 people in the file. Part it."), code="too_many")
    if not rows:
        raise Refusal(_("There is nothing in the file."), code="empty")
    return rows


def _filled(lines: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The lines in which something stands, with their numbers."""
    return ((number, cells) for number, cells in enumerate(lines, start=1) if any(cells))


def judge(rows: Iterable[Sequence[object]], *, default_language: str) -> list[Judged]:
    """Each line with what is wrong with it and what should be looked at, in the active language; one query."""
    countries = _countries()
    addresses: dict[str, int] = {}
    mailboxes: dict[str, int] = {}
    judged = []
    for cells in rows:
        line, email, name, language, country, role = (*cells,)
        one = Judged(int(str(line)), normal(str(email)), str(name), default_language, "", "")
        _judge_email(one, addresses, mailboxes)
        _judge_word(
            one, "language", str(language), _languages(), _("This language is not offered: %(word)s.")
        )
        _judge_word(one, "country", str(country), countries, _("This country is not known: %(word)s."))
        _judge_word(one, "role", str(role), _roles(), _("This role is not known: %(word)s."))
        judged.append(one)
    return judged


def _judge_email(one: Judged, addresses: dict[str, int], mailboxes: dict[str, int]) -> None:
    """The two say in which line each was first; an address is a mailbox's only as far as one can tell."""
    try:
        validate_email(one.email)
    except ValidationError:
        one.problems.append(_("This is no e-mail address."))
        return
    if one.email in addresses:
        one.problems.append(_("The same address as in line %(line)d.") % {"line": addresses[one.email]})
        return
    mailbox = mailbox_of(one.email)
    if mailbox in mailboxes:
        one.remarks.append(_("Likely the same person as in line %(line)d.") % {"line": mailboxes[mailbox]})
    addresses[one.email] = one.line
    mailboxes.setdefault(mailbox, one.line)


def _judge_word(one: Judged, column: str, word: str, known: Mapping[str, str], sentence: str) -> None:
    if not word.strip():
        return
    code = known.get(word.strip().casefold())
    if code is None:
        one.problems.append(sentence % {"word": word.strip()})
    else:
        setattr(one, column, code)


def _lines_of_csv(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return [
            [cell.strip() for cell in line] for line in csv.reader(io.StringIO(text), delimiter=delimiter)
        ]
    except csv.Error as problem:
        raise _unreadable() from problem


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise _unreadable() from problem
    if "\0" in text:
        raise _unreadable()
    return text


def _lines_of_xlsx(data: bytes) -> Iterator[list[str]]:
    """As far as they are asked for: a sheet may have a million lines, nearly all of them empty."""
    if why_not_xlsx(data):
        raise _unreadable()
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for line in book.worksheets[0].iter_rows(max_col=30, values_only=True):
            yield ["" if cell is None else str(cell).strip() for cell in line]
        book.close()
    except (KeyError, ValueError, IndexError, OSError, AttributeError, TypeError) as problem:
        raise _unreadable() from problem


def _unreadable() -> Refusal:
    return Refusal(
        _("This file can't be read. Save it as Excel (.xlsx), or as CSV in UTF-8, and try again."),
        code="unreadable",
    )


def _places(headings: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        for column, names in HEADINGS.items():
            if heading.casefold() in names:
                places.setdefault(column, place)
    return places


def _row(number: int, cells: Sequence[str], places: Mapping[str, int]) -> Row:
    said = [
        cells[places[column]][:LONGEST_CELL] if column in places and places[column] < len(cells) else ""
        for column in COLUMNS
    ]
    email, name, language, country, role = said
    return number, email, name, language, country, role


def _in_every_language() -> Iterator[str]:
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield code


def _countries() -> dict[str, str]:
    codes = list(Country.objects.values_list("pk", flat=True))
    known = {code.casefold(): code for code in codes}
    for _language in _in_every_language():
        known |= {say_territory(code).casefold(): code for code in codes}
    return known


@cache
def _languages() -> dict[str, str]:
    codes = [code for code, _name in letter_languages()]
    known = {code: code for code in codes}
    for _language in _in_every_language():
        known |= {say_language(code).casefold(): code for code in codes}
    return known | {say_language(code, own=True).casefold(): code for code in codes}


@cache
def _roles() -> dict[str, str]:
    known = {role.value: role.value for role in ProfessionalRole}
    for _language in _in_every_language():
        known |= {str(role.label).casefold(): role.value for role in ProfessionalRole}
    return known
