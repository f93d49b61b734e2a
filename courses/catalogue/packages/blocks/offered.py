"""Files that a lesson offers: a document to take away, sound and films with what is said in them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from courses.catalogue.contents import Family, endings_of
from courses.catalogue.packages.blocks.kind import BlockKind, Reading
from courses.catalogue.packages.parts import Writing
from courses.catalogue.packages.rich_text import EVERYTHING, SENTENCE

TRANSCRIPT = EVERYTHING - {"h3"}


@dataclass(frozen=True)
class Document:
    title: str
    file: str
    text: str
    shape: tuple[()] = ()

    def as_stored(self, key: UUID, writing: Writing) -> Any:
        return {"title": self.title, "file": writing.files[self.file], "text": self.text}


@dataclass(frozen=True)
class Sound:
    title: str
    file: str
    transcript: str
    shape: tuple[()] = ()

    def as_stored(self, key: UUID, writing: Writing) -> Any:
        return {"title": self.title, "file": writing.files[self.file], "transcript": self.transcript}


@dataclass(frozen=True)
class Film:
    title: str
    file: str
    poster: str
    captions: str
    transcript: str
    shape: tuple[()] = ()

    def as_stored(self, key: UUID, writing: Writing) -> Any:
        return {
            "title": self.title,
            "file": writing.files[self.file],
            "poster": writing.images[self.poster],
            "captions": writing.files[self.captions] if self.captions else None,
            "transcript": self.transcript,
        }


def _document(reading: Reading) -> Document:
    return Document(
        title=reading.attribute("title"),
        file=_file(reading, "file", Family.DOCUMENT),
        text=reading.rich_text(SENTENCE, optional=True),
    )


def _audio(reading: Reading) -> Sound:
    return Sound(
        title=reading.attribute("title"),
        file=_file(reading, "file", Family.AUDIO),
        transcript=_transcript(reading),
    )


def _video(reading: Reading) -> Film:
    return Film(
        title=reading.attribute("title"),
        file=_file(reading, "file", Family.VIDEO),
        poster=reading.picture("poster"),
        captions=_file(reading, "captions", Family.CAPTIONS),
        transcript=_transcript(reading),
    )


def _transcript(reading: Reading) -> str:
    html = reading.rich_text(TRANSCRIPT, optional=True)
    if not html:
        reading.wrong(_("The transcript is missing; write below what is said and shown."))
    return html


def _file(reading: Reading, name: str, family: Family) -> str:
    """The path of a file of the package that is of this family."""
    path = reading.attribute(name)
    if not path:
        return ""
    endings = endings_of(family)
    if path.rpartition(".")[2].lower() not in endings:
        reading.wrong(
            _("“%(name)s” can’t be %(file)s; use a file that ends with: %(known)s.")
            % {"name": name, "file": path[:120], "known": ", ".join(endings)}
        )
    elif path not in reading.part.files:
        reading.wrong(_("There is no file %(file)s in the package.") % {"file": path[:120]})
    return path


DOCUMENT = BlockKind("document", _document, needs=("title", "file"))
AUDIO = BlockKind("audio", _audio, needs=("title", "file"))
VIDEO = BlockKind("video", _video, needs=("title", "file", "poster"), may_have=("captions",))
