"""What the platform can tell people: one slice a kind, in the room that it speaks of.

A slice is a subclass of `Kind`, named in `NOTICE_KINDS` of the wiring, and two templates in
its room: `notices/<key>.subject.txt`, one line, and `notices/<key>.txt`, paragraphs with an
empty line between them. Both are rendered as plain text in the reader's language with what
`words` returns; the HTML is made from the same paragraphs, so a template holds no markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.wiring import load
from cms.networks.enums import Role
from cms.notices.calendar import Entry
from cms.notices.enums import Urgency
from cms.notices.models import Notice

Facts = Mapping[str, object]


class UnknownKind(LookupError):
    """No kind of this key is wired."""


@dataclass(frozen=True)
class Quoted:
    """What a person wrote, in the language in which they did."""

    paragraphs: Sequence[str]
    language: str

    @classmethod
    def of(cls, text: str, *, language: str) -> Quoted:
        return cls(paragraphs(text), language)


def paragraphs(text: str) -> list[str]:
    """An empty line stands between two."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


class Kind:
    """One sort of notice. `facts` names what a notice of it must be written with.

    `called` names it to staff. `optional` is what the account page calls it, for people to switch it off, and then
    staff too; empty for what everybody is told.
    `says` names the words of its text that a network may write anew, each with what it stands for; empty where the
    text is not the network's to change. Those that are `needed` must stand in such a text.
    `told_to` are the roles of which one must be held, in some network, to be offered the choice; empty for everybody.
    """

    key: ClassVar[str]
    called: ClassVar[str | Promise] = ""
    optional: ClassVar[str | Promise] = ""
    says: ClassVar[Mapping[str, str | Promise]] = {}
    needed: ClassVar[frozenset[str]] = frozenset()
    told_to: ClassVar[frozenset[Role]] = frozenset()
    urgency: ClassVar[Urgency] = Urgency.MAY_WAIT
    facts: ClassVar[frozenset[str]]
    action: ClassVar[str | Promise] = _("Open the page")

    def entry(self, notice: Notice) -> str:
        """The path, on this site, of the page where the reader goes on; `action` is the link's text."""
        raise NotImplementedError

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        """What the templates may say, in the active language, times on the clock of `zone`."""
        return {name: str(facts[name]) for name in self.facts}

    def sentences(self, facts: Facts) -> dict[str, str | Promise]:
        """Further words, each a sentence that says what the facts decide, with the other words in it as `%(word)s`."""
        return {}

    def quoted(self, facts: Facts) -> Quoted | None:
        """What follows the template's paragraphs as somebody wrote it, in its own direction."""
        return None

    def entries(self, notice: Notice) -> list[Entry]:
        """What the e-mail brings for the reader's calendar, in the active language."""
        return []

    def reply_to(self, notice: Notice) -> list[str]:
        """Addresses that a reply to the e-mail goes to; none where nobody would read it."""
        return []

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        """Whether it is too late to tell: such a notice is cancelled instead of sent."""
        return False


@cache
def kinds() -> dict[str, Kind]:
    """Every kind that is wired, by key, in the order of the wiring."""
    return {kind.key: kind() for kind in load("NOTICE_KINDS")}


def kind_of(key: str) -> Kind:
    try:
        return kinds()[key]
    except KeyError:
        raise UnknownKind(f"NOTICE_KINDS has no kind {key!r}") from None


def name_of_kind(key: str) -> str:
    """What staff call it; the key of a kind that the site no longer has."""
    kind = kinds().get(key)
    return str(kind.called or kind.optional) if kind else key


def editable_kinds() -> dict[str, Kind]:
    return {key: kind for key, kind in kinds().items() if kind.says}


def optional_kinds() -> dict[str, Kind]:
    return {key: kind for key, kind in kinds().items() if kind.optional}


def stamp(instant: datetime) -> str:
    """An instant as facts and occasions keep it: UTC, to the second, always the same for the same instant."""
    return instant.astimezone(UTC).isoformat(timespec="seconds")


def instant(fact: object) -> datetime | None:
    """An instant read back from `stamp`; None for what is empty."""
    return datetime.fromisoformat(str(fact)) if fact else None
