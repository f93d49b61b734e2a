"""A PDF that is read and nothing else: it runs nothing, sends nothing, carries no other file."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

HEAD = re.compile(rb"%PDF-[12]\.[0-9]")
TAIL = 2048
STREAM = re.compile(rb"stream\r?\n")
END = b"endstream"
LONGEST_DICTIONARY = 2048
MOST_INFLATED = 32 * 1024 * 1024
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|SubmitForm|ImportData|RichMedia|XFA|EmbeddedFiles?|GoToE)(?![A-Za-z0-9_.-])"
)
LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9_.-])")


def why_not(data: bytes) -> str:
    if not HEAD.match(data) or b"%%EOF" not in data[-TAIL:]:
        return _("This is no PDF, or it is cut off; save it again.")
    try:
        structure = b"\n".join(_structure(data))
    except (zlib.error, ValueError):
        return _("This PDF can’t be checked; print it to a new PDF and use that.")
    names = _unescaped(structure)
    if LOCKED.search(names):
        return _("This PDF is locked with a password; save it without one.")
    if ACTIVE.search(names):
        return _(
            "This PDF runs something, sends a form or carries another file; print it to a new PDF and use that."
        )
    return ""


def _structure(data: bytes) -> Iterator[bytes]:
    """All but the contents of streams, and what is inside streams of objects. ValueError where that is hidden."""
    at, left = 0, MOST_INFLATED
    while found := STREAM.search(data, at):
        end = data.find(END, found.end())
        if end < 0:
            break
        before = data[at : found.start()]
        yield before
        near = _unescaped(before[-LONGEST_DICTIONARY:])
        dictionary = near.rpartition(b" obj")[2]
        if b"/ObjStm" in near or b"/First" in dictionary:
            objects = _inflated(dictionary, data[found.end() : end], left)
            left -= len(objects)
            yield objects
        at = end + len(END)
    yield data[at:]


def _inflated(dictionary: bytes, content: bytes, left: int) -> bytes:
    if b"/Filter" not in dictionary:
        return content
    filters = dictionary.count(b"Decode") - dictionary.count(b"/DecodeParms")
    if filters != 1 or b"/FlateDecode" not in dictionary or b"/Predictor" in dictionary:
        raise ValueError("objects are packed in an unusual way")
    objects = zlib.decompressobj().decompress(content, left + 1)
    if len(objects) > left:
        raise ValueError("objects grow too large")
    return objects


def _unescaped(names: bytes) -> bytes:
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), names)
