import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from assessments.certificates.pdf import Drawn, draw
from assessments.certificates.sheet import sheet
from assessments.certificates.statement import Statement
from tests.assessments.certificates.stated import BASE, IBERRED, StatedModule, statement

AT = dt.datetime(2026, 11, 12, 9, tzinfo=dt.UTC)
URL = "https://training.example.org/verify/K7QF-3M2X-9TRD/"
LONG = "María Fernanda de los Ángeles Hernández-Montenegro y Vásquez de Santa Cruz e Orléans-Bragança " * 2


def drawn(stated: Statement) -> Drawn:
    return draw(sheet(stated, verify_url=URL, accents={"wacap": "#77336c"}), at=AT)


def tool(name: str, *arguments: str) -> str:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    return subprocess.run([name, *arguments], check=True, capture_output=True, text=True).stdout


def words(stated: Statement, folder: Path) -> str:
    path = folder / "certificate.pdf"
    path.write_bytes(drawn(stated).content)
    return " ".join(tool("pdftotext", str(path), "-").split())


@pytest.mark.parametrize(
    "stated",
    [
        statement(),
        statement(language="ar", name="محمد عبد الرحمن الأنصاري"),
        statement(name="فاطمة الزهراء"),
        statement(language="ar", name="Aïcha Diallo-N’Guessan"),
        statement(name="Γιώργος Παπαδόπουλος"),
        statement(name="Ђорђе Петровић"),
        statement(name=LONG.strip()),
        statement(name="W" * 200),
        statement(modules=()),
        statement(score=None, minutes=0),
    ],
    ids=[
        "plain",
        "arabic",
        "arabic name",
        "latin name",
        "greek",
        "cyrillic",
        "long",
        "one word",
        "bare",
        "no result",
    ],
)
def test_it_is_built_to_the_standards(stated: Statement) -> None:
    paper = drawn(stated)
    assert paper.to_standard
    assert b"pdfuaid:part" in paper.content and b"pdfaid:part" in paper.content


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar"])
def test_twenty_long_modules_still_fit_one_page(language: str, tmp_path: Path) -> None:
    title = {"en": "A module with a title that is much longer than anybody would like to read on paper"}
    modules = tuple(StatedModule(str(n), title, n, IBERRED) for n in range(20))
    (tmp_path / "c.pdf").write_bytes(drawn(statement(modules=modules, language=language, name=LONG)).content)
    assert "Pages:           1\n" in tool("pdfinfo", str(tmp_path / "c.pdf"))


def test_a_letter_that_no_font_has_costs_the_standard_and_not_the_certificate() -> None:
    paper = drawn(statement(name="王小明"))
    assert not paper.to_standard
    assert paper.content.startswith(b"%PDF-")


def test_markup_in_a_name_stays_text(tmp_path: Path) -> None:
    assert "*Ana* #strong[x] $y$" in words(statement(name="*Ana* #strong[x] $y$"), tmp_path)


def test_it_says_what_is_stated(tmp_path: Path) -> None:
    said = words(statement(), tmp_path)
    for expected in (
        "Aïcha Diallo",
        "Working with a central authority",
        "West African Network of Central Authorities and Prosecutors",
        "When a request is refused",
        "IberRed, edition 2",
        "82.5%, 9 hours",
        "12 November 2026",
        "K7QF-3M2X-9TRD",
        URL,
    ):
        assert expected in said


def test_arabic_can_be_taken_out_of_the_file_again(tmp_path: Path) -> None:
    said = words(statement(language="ar", name="محمد عبد الرحمن الأنصاري"), tmp_path)
    assert "محمد عبد الرحمن الأنصاري" in said
    assert "العمل مع سلطة" in said


def test_what_is_stated_goes_along_for_programs(tmp_path: Path) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(drawn(BASE).content)
    tool("pdfdetach", "-saveall", "-o", str(tmp_path), str(path))
    assert Statement.from_json(json.loads((tmp_path / "statement.json").read_bytes())) == BASE


def test_all_letters_are_in_the_file_and_it_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(drawn(statement(language="ar")).content)
    fonts = tool("pdffonts", str(path)).splitlines()[2:]
    assert fonts
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)
    tool("qpdf", "--check", str(path))


def test_the_same_statement_gives_the_same_bytes() -> None:
    assert drawn(BASE).content == drawn(BASE).content
