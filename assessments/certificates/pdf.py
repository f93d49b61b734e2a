"""The certificate as a PDF: what is said comes from `sheet.py`, how it looks from `typst/certificate.typ`."""

import datetime as dt
import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fontpkg
import typst

TEMPLATE = Path(__file__).parent / "typst" / "certificate.typ"
STANDARDS = ("ua-1", "a-3a")
FAMILIES = ("IBM Plex Serif", "Amiri")

_local = threading.local()


@dataclass(frozen=True, slots=True)
class Drawn:
    """`to_standard` is False where a character without a glyph in our fonts kept the file from being built so."""

    content: bytes
    to_standard: bool


def draw(sheet: dict[str, Any], *, at: dt.datetime) -> Drawn:
    """The same sheet and time give the same bytes."""
    try:
        return Drawn(_compile(sheet, at=at, to_standard=True), to_standard=True)
    except typst.TypstError as refused:
        if "PDF/" not in str(refused):
            raise
    return Drawn(_compile(sheet, at=at, to_standard=False), to_standard=False)


def _compile(sheet: dict[str, Any], *, at: dt.datetime, to_standard: bool) -> bytes:
    data = json.dumps({**sheet, "standard": to_standard}, ensure_ascii=False)
    content = _compiler().compile(
        format="pdf",
        sys_inputs={"sheet": data},
        pdf_standards=list(STANDARDS) if to_standard else [],
        timestamp=int(at.timestamp()),
    )
    assert isinstance(content, bytes)
    return content


def _compiler() -> typst.Compiler:
    # A compiler can't be shared between threads, and making one reads all fonts.
    if not hasattr(_local, "compiler"):
        folders = sorted({str(Path(fontpkg.path(family)).parent) for family in FAMILIES})
        _local.compiler = typst.Compiler(str(TEMPLATE), font_paths=folders, ignore_system_fonts=True)
    return _local.compiler
