"""Blocks of nothing but words: heading, text, key point, case example, term, quotation of law."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from courses.catalogue.packages.blocks.kind import BlockKind, Reading
from courses.catalogue.packages.directives import HEADING as HEADING_NAME
from courses.catalogue.packages.parts import Writing
from courses.catalogue.packages.rich_text import EVERYTHING, SENTENCE, is_address

LONGEST_HEADING = 200
WORDINGS = ("official", "substance")


@dataclass(frozen=True)
class Words:
    """Plain in a heading, HTML elsewhere."""

    html: str
    shape: tuple[()] = ()

    def as_stored(self, key: UUID, writing: Writing) -> Any:
        return self.html


@dataclass(frozen=True)
class Titled:
    title: str
    html: str
    shape: tuple[()] = ()

    def as_stored(self, key: UUID, writing: Writing) -> Any:
        return {"title": self.title, "text": self.html}


@dataclass(frozen=True)
class Explained:
    term: str
    html: str
    shape: tuple[()] = ()

    def as_stored(self, key: UUID, writing: Writing) -> Any:
        return {"term": self.term, "text": self.html}


@dataclass(frozen=True)
class Quotation:
    instrument: str
    article: str
    html: str
    wording: str
    source: str
    shape: tuple[()] = ()

    def as_stored(self, key: UUID, writing: Writing) -> Any:
        return {
            "instrument": self.instrument,
            "article": self.article,
            "text": self.html,
            "wording": self.wording,
            "source": self.source,
        }


def _heading(reading: Reading) -> Words:
    words = reading.found.body[0]
    if not words:
        reading.wrong(_("The heading is empty; write its words before the id."))
    if len(words) > LONGEST_HEADING:
        reading.wrong(_("The heading is too long; make it shorter."))
    return Words(words)


def _text(reading: Reading) -> Words:
    return Words(reading.rich_text())


def _key(reading: Reading) -> Words:
    return Words(reading.rich_text(SENTENCE))


def _case(reading: Reading) -> Titled:
    return Titled(reading.attribute("title"), reading.rich_text(EVERYTHING - {"h3"}))


def _term(reading: Reading) -> Explained:
    return Explained(reading.attribute("term"), reading.rich_text(SENTENCE))


def _law(reading: Reading) -> Quotation:
    source = reading.attribute("source")
    if source and (not is_address(source) or source.lower().startswith("mailto")):
        reading.wrong(_("“source” must be an address that starts with https://."))
    return Quotation(
        instrument=reading.attribute("instrument"),
        article=reading.attribute("article"),
        html=reading.rich_text(frozenset({"bold", "ol", "ul"})),
        wording=reading.one_of("wording", WORDINGS),
        source=source,
    )


HEADING = BlockKind(HEADING_NAME, _heading)
TEXT = BlockKind("text", _text)
KEY = BlockKind("key", _key)
CASE = BlockKind("case", _case, needs=("title",))
TERM = BlockKind("term", _term, needs=("term",))
LAW = BlockKind("law", _law, needs=("instrument", "article", "source", "wording"))
