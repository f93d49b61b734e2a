"""MP4 (with or without a picture) and WebM, with codecs that browsers play."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

BOX_HEAD, LONG_BOX_HEAD = 8, 16
VIDEO, AUDIO = b"vide", b"soun"
PLAYED = {VIDEO: (b"avc1", b"avc3", b"av01", b"vp09"), AUDIO: (b"mp4a", b"Opus", b".mp3")}
MOST_TRACKS = 20

EBML, DOC_TYPE, SEGMENT, TRACKS, TRACK, CODEC, CLUSTER = (
    0x1A45DFA3,
    0x4282,
    0x18538067,
    0x1654AE6B,
    0xAE,
    0x86,
    0x1F43B675,
)
WEBM_PLAYED = (b"V_VP8", b"V_VP9", b"V_AV1", b"A_OPUS", b"A_VORBIS")


@dataclass(frozen=True)
class Piece:
    """A box of an MP4 or an element of a WebM: its name, and where its content lies."""

    name: bytes | int
    start: int
    end: int


def why_not_m4a(data: bytes) -> str:
    return _why_not_mp4(data, film=False)


def why_not_mp4(data: bytes) -> str:
    return _why_not_mp4(data, film=True)


def _why_not_mp4(data: bytes, *, film: bool) -> str:
    name = "MP4" if film else "M4A"
    try:
        boxes = list(_boxes(data, 0, len(data)))
        if not boxes or boxes[0].name != b"ftyp":
            return _damaged(name)
        tracks = [
            _track(data, track)
            for movie in boxes
            if movie.name == b"moov"
            for track in _boxes(data, movie.start, movie.end)
            if track.name == b"trak"
        ]
    except (ValueError, IndexError):
        return _damaged(name)
    played = [(kind, codec) for kind, codec in tracks if kind in PLAYED]
    kinds = {kind for kind, _codec in played}
    if not played or (VIDEO in kinds) != film or len(tracks) > MOST_TRACKS:
        return _damaged(name)
    if any(codec not in PLAYED[kind] for kind, codec in played):
        return _not_played()
    return ""


def _track(data: bytes, track: Piece) -> tuple[bytes, bytes]:
    """(what it is, its codec)"""
    media = _child(data, track, b"mdia")
    handler = _child(data, media, b"hdlr")
    table = _child(data, _child(data, media, b"minf"), b"stbl")
    samples = _child(data, table, b"stsd")
    kind = data[handler.start + 8 : handler.start + 12]
    return kind, data[samples.start + 12 : samples.start + 16]


def _child(data: bytes, parent: Piece, name: bytes) -> Piece:
    for box in _boxes(data, parent.start, parent.end):
        if box.name == name:
            return box
    raise ValueError("a part of the film is missing")


def _boxes(data: bytes, at: int, end: int) -> Iterator[Piece]:
    """The boxes that fill a stretch exactly; ValueError where they do not."""
    while at < end:
        size, head = int.from_bytes(data[at : at + 4], "big"), BOX_HEAD
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), LONG_BOX_HEAD
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            raise ValueError("a box does not fit")
        yield Piece(data[at + 4 : at + 8], at + head, at + size)
        at += size


def why_not_webm(data: bytes) -> str:
    try:
        elements = _elements(data, 0, len(data))
        head, segment = next(elements), next(elements)
        kinds = [e for e in _elements(data, head.start, head.end) if e.name == DOC_TYPE]
        if head.name != EBML or segment.name != SEGMENT or not kinds:
            return _damaged("WebM")
        if data[kinds[0].start : kinds[0].end].rstrip(b"\0") != b"webm":
            return _damaged("WebM")
        codecs = _codecs(data, segment)
    except (ValueError, IndexError, StopIteration):
        return _damaged("WebM")
    if not any(codec.startswith(b"V_") for codec in codecs):
        return _damaged("WebM")
    if not set(codecs) <= set(WEBM_PLAYED):
        return _not_played()
    return ""


def _codecs(data: bytes, segment: Piece) -> list[bytes]:
    for element in _elements(data, segment.start, segment.end):
        if element.name == CLUSTER:
            break
        if element.name == TRACKS:
            return [
                data[codec.start : codec.end].rstrip(b"\0")
                for track in _elements(data, element.start, element.end)
                if track.name == TRACK
                for codec in _elements(data, track.start, track.end)
                if codec.name == CODEC
            ]
    raise ValueError("the tracks are missing")


def _elements(data: bytes, at: int, end: int) -> Iterator[Piece]:
    """The elements of a stretch; one of unknown size, as recorders write it, reaches to the end."""
    while at < end:
        name, at = _number(data, at, keeps_marker=True)
        size, start = _number(data, at)
        width = start - at
        stop = end if size == (1 << 7 * width) - 1 else start + size
        if stop > end:
            raise ValueError("an element does not fit")
        yield Piece(name, start, stop)
        at = stop


def _number(data: bytes, at: int, *, keeps_marker: bool = False) -> tuple[int, int]:
    """A number whose first byte says how many there are, and where it ends."""
    first = data[at]
    width = 9 - first.bit_length()
    if not first or at + width > len(data):
        raise ValueError("no number starts here")
    value = int.from_bytes(data[at : at + width], "big")
    return (value if keeps_marker else value & ((1 << 7 * width) - 1)), at + width


def _damaged(name: str) -> str:
    return _("This is no %(kind)s, or it is damaged; save it again as %(kind)s.") % {"kind": name}


def _not_played() -> str:
    return _("Not every browser plays this film; save it with H.264 and AAC (MP4), or VP9 and Opus (WebM).")
