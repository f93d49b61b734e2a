"""What a file is, judged by its content: documents, sound, films, captions. Pictures: `packages/images.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from courses.catalogue.contents import films, office, pdf, plain, sound

MB = 1024 * 1024


class Family(StrEnum):
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"
    CAPTIONS = "captions"


MOST_BYTES: Mapping[Family, int] = {
    Family.DOCUMENT: 8 * MB,
    Family.AUDIO: 32 * MB,
    Family.VIDEO: 32 * MB,
    Family.CAPTIONS: 256 * 1024,
}


@dataclass(frozen=True)
class FileKind:
    """`why_not` says in a sentence why bytes are not of this kind or do harm; empty where they are fit."""

    ending: str
    family: Family
    content_type: str
    why_not: Callable[[bytes], str]

    @property
    def most_bytes(self) -> int:
        return MOST_BYTES[self.family]


FILE_KINDS: Mapping[str, FileKind] = {
    kind.ending: kind
    for kind in (
        FileKind("pdf", Family.DOCUMENT, "application/pdf", pdf.why_not),
        FileKind("docx", Family.DOCUMENT, office.DOCX, office.why_not_docx),
        FileKind("xlsx", Family.DOCUMENT, office.XLSX, office.why_not_xlsx),
        FileKind("odt", Family.DOCUMENT, office.ODT, office.why_not_odt),
        FileKind("txt", Family.DOCUMENT, "text/plain; charset=utf-8", plain.why_not_text),
        FileKind("mp3", Family.AUDIO, "audio/mpeg", sound.why_not_mp3),
        FileKind("m4a", Family.AUDIO, "audio/mp4", films.why_not_m4a),
        FileKind("ogg", Family.AUDIO, "audio/ogg", sound.why_not_ogg),
        FileKind("opus", Family.AUDIO, "audio/ogg", sound.why_not_opus),
        FileKind("mp4", Family.VIDEO, "video/mp4", films.why_not_mp4),
        FileKind("webm", Family.VIDEO, "video/webm", films.why_not_webm),
        FileKind("vtt", Family.CAPTIONS, "text/vtt; charset=utf-8", plain.why_not_captions),
    )
}


def endings_of(*families: Family) -> list[str]:
    return [kind.ending for kind in FILE_KINDS.values() if kind.family in families]


def kind_named(name: str) -> FileKind | None:
    """By the ending of a name; the content may be another."""
    return FILE_KINDS.get(name.rpartition(".")[2].lower())


def why_not(name: str, data: bytes) -> str:
    """Why a file can't be taken, as a sentence; empty where it can."""
    kind = kind_named(name)
    if kind is None:
        return _("Files of this kind can’t be used; use one of: %(known)s.") % {
            "known": ", ".join(FILE_KINDS)
        }
    if len(data) > kind.most_bytes:
        return too_large(kind)
    return kind.why_not(data)


def too_large(kind: FileKind) -> str:
    if kind.most_bytes < MB:
        return _("This file is larger than %(most)s kB; make it smaller.") % {"most": kind.most_bytes // 1024}
    return _("This file is larger than %(most)s MB; make it smaller.") % {"most": kind.most_bytes // MB}
