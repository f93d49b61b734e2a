"""A small file of each kind; `film.webm` and `sound.m4a` were recorded by a browser and play in one."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

FIXTURES = Path(__file__).parents[1] / "fixtures"

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:00.900\nA request is on its way.\n"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
LINK = (
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"'
    ' Target="https://example.org/" TargetMode="External"/>'
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def word(**more: str | bytes) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>',
        "_rels/.rels": RELATIONS.format(""),
        "word/document.xml": "<w:document/>",
        "word/_rels/document.xml.rels": RELATIONS.format(LINK.format("hyperlink")),
    } | more


def docx(**more: str | bytes) -> bytes:
    return packed(word(**more))


def xlsx(**more: str | bytes) -> bytes:
    types = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{SHEET}"/></Types>'
    return packed({"[Content_Types].xml": types, "xl/workbook.xml": "<workbook/>"} | more)


def odt(**more: str | bytes) -> bytes:
    head = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": "<office:document-content/>",
    }
    return packed(head | more)


def pdf(objects: str = "<</Type /Catalog>>", *, packed_objects: str = "") -> bytes:
    data = f"%PDF-1.7\n1 0 obj\n{objects}\nendobj\n".encode()
    if packed_objects:
        content = zlib.compress(packed_objects.encode())
        data += (
            b"2 0 obj\n<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode>>\nstream\n"
            + content
            + b"\nendstream\nendobj\n"
        )
    return data + b"trailer <</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


def mp3(frames: int = 12, *, tag: bytes = b"") -> bytes:
    """Silence: frames of MPEG 1, layer III, 128 kbit/s, 44.1 kHz, each of 417 bytes."""
    return tag + (b"\xff\xfb\x90\x64" + bytes(413)) * frames


def ogg(*heads: bytes) -> bytes:
    """A page that begins a stream for each head, and a page of sound."""
    pages = [(2, number, head) for number, head in enumerate(heads)] + [(4, 0, b"\xf8\xff\xfe")]
    return b"".join(_page(flags, serial, content) for flags, serial, content in pages)


def _page(flags: int, serial: int, content: bytes) -> bytes:
    head = b"OggS\0" + bytes([flags]) + bytes(8) + serial.to_bytes(4, "little") + bytes(8)
    return head + b"\1" + bytes([len(content)]) + content


OPUS = ogg(b"OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00")
VORBIS = ogg(b"\x01vorbis" + bytes(23))


def box(name: str, *content: bytes) -> bytes:
    inside = b"".join(content)
    return (len(inside) + 8).to_bytes(4, "big") + name.encode() + inside


def track(kind: str, codec: str) -> bytes:
    samples = box("stsd", bytes(7), b"\1", box(codec, bytes(16)))
    return box(
        "trak",
        box("mdia", box("hdlr", bytes(8), kind.encode(), bytes(13)), box("minf", box("stbl", samples))),
    )


def mp4(*tracks: bytes) -> bytes:
    return (
        box("ftyp", b"isom", bytes(4))
        + box("moov", box("mvhd", bytes(100)), *tracks)
        + box("mdat", bytes(40))
    )


FILM_MP4 = mp4(track("vide", "avc1"), track("soun", "mp4a"))
FILM_WEBM = (FIXTURES / "film.webm").read_bytes()
SOUND_M4A = (FIXTURES / "sound.m4a").read_bytes()

FILES: dict[str, bytes] = {
    "a.pdf": pdf(packed_objects="1 0 <</Type /Pages>>"),
    "a.docx": docx(),
    "a.xlsx": xlsx(),
    "a.odt": odt(),
    "a.txt": "Plain words، وكلمات".encode(),
    "a.mp3": mp3(),
    "a.m4a": SOUND_M4A,
    "a.ogg": VORBIS,
    "a.opus": OPUS,
    "a.mp4": FILM_MP4,
    "a.webm": FILM_WEBM,
    "a.vtt": CAPTIONS.encode(),
}
