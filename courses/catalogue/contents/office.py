"""Word, Excel and OpenDocument files: zips of XML that run nothing, load nothing and carry no other file."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from lxml import etree

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"

MOST_ENTRIES = 1_000
MOST_BYTES = 64 * 1024 * 1024
MOST_EXPANSION = 100
SMALL_ENOUGH_TO_EXPAND = 64 * 1024
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

MACROS = re.compile(r"(?:^|/)vba[^/]*\.bin\Z|^Basic/|^Scripts/|/activeX/|/macrosheets/", re.IGNORECASE)
OTHER_FILES = re.compile(
    r"/embeddings/|\.(?:exe|dll|js|vbs|bat|cmd|scr|jar|ps1|hta|lnk|ole)\Z", re.IGNORECASE
)
# A picture, object or frame of an OpenDocument text whose content lies at an address.
LOADS = re.compile(
    rb"<draw:(?:image|object|object-ole|plugin|floating-frame|applet)\b[^>]*xlink:href=\"\s*[a-z]+:"
)
HYPERLINK = "/hyperlink"


class _Unfit(Exception):
    """Carries the sentence."""


def why_not_docx(data: bytes) -> str:
    return _why_not(data, _is_microsofts, f"{DOCX}.main+xml")


def why_not_xlsx(data: bytes) -> str:
    return _why_not(data, _is_microsofts, f"{XLSX}.main+xml")


def why_not_odt(data: bytes) -> str:
    return _why_not(data, _is_open_document, ODT)


def _why_not(data: bytes, is_one: Callable[[Mapping[str, bytes], str], bool], wanted: str) -> str:
    try:
        parts = _parts(data)
        if not is_one(parts, wanted):
            return _damaged()
        _check_parts(parts)
    except _Unfit as unfit:
        return str(unfit)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, zlib.error, ValueError):
        return _damaged()
    return ""


def _is_microsofts(parts: Mapping[str, bytes], main: str) -> bool:
    return f'"{main}"'.encode() in parts.get("[Content_Types].xml", b"")


def _is_open_document(parts: Mapping[str, bytes], kind: str) -> bool:
    return (
        next(iter(parts), "") == "mimetype" and parts["mimetype"] == kind.encode() and "content.xml" in parts
    )


def _parts(data: bytes) -> dict[str, bytes]:
    """Name → content of all that is XML, and of all names the empty content else; unpacked within limits."""
    parts: dict[str, bytes] = {}
    left = MOST_BYTES
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise _Unfit(_too_much())
        for entry in entries:
            name = entry.filename
            if "\\" in name or name.startswith("/") or ".." in name.split("/") or name in parts:
                raise _Unfit(_damaged())
            if entry.flag_bits & 0x1 or entry.compress_type not in METHODS:
                raise _Unfit(_("This file is locked with a password; save it without one."))
            if entry.file_size > max(SMALL_ENOUGH_TO_EXPAND, MOST_EXPANSION * entry.compress_size):
                raise _Unfit(_too_much())
            with archive.open(entry) as opened:
                # The sizes in the directory of a zip are a claim, so the real bytes are counted.
                content = opened.read(left + 1)
            left -= len(content)
            if left < 0:
                raise _Unfit(_too_much())
            parts[name] = content if _is_text(name) else b""
    return parts


def _is_text(name: str) -> bool:
    return name == "mimetype" or name.lower().endswith((".xml", ".rels", ".rdf"))


def _check_parts(parts: Mapping[str, bytes]) -> None:
    for name, content in parts.items():
        if MACROS.search(name) or b"macroEnabled" in content[: 64 * 1024]:
            raise _Unfit(_("This file has macros, which can do harm; save it without them."))
        if OTHER_FILES.search(name):
            raise _Unfit(_("This file carries another file inside; paste that as text or as a picture."))
        # Without the zeros, so that it is seen in UTF-16 too.
        plain = content.replace(b"\0", b"")
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise _Unfit(_damaged())
        if LOADS.search(content) or (name.endswith(".rels") and _reaches_out(content)):
            raise _Unfit(_("This file loads something from elsewhere; put the picture itself into it."))


def _reaches_out(relations: bytes) -> bool:
    """Whether anything but a link that is pressed leads out of the file."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(relations, parser)
    except etree.XMLSyntaxError as error:
        raise _Unfit(_damaged()) from error
    return any(
        relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith(HYPERLINK)
        for relation in root.iter("{*}Relationship")
    )


def _damaged() -> str:
    return _("The content is not what the name says, or it is damaged; save the file again.")


def _too_much() -> str:
    return _("This file grows too large when it is unpacked; it is refused.")
