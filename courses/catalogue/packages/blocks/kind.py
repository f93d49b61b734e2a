"""What each kind of block agrees to, and how it reads its directive.

:::kind{#id name="…"} ─► Directive ─► KINDS[kind].read(Reading) ─► Content ─► as_stored() for the stream field
                                                                      └─► shape, the same in every language
"""

from collections.abc import Callable, Hashable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.catalogue.packages.directives import Directive
from courses.catalogue.packages.parts import StepPart, Writing
from courses.catalogue.packages.problems import Problems
from courses.catalogue.packages.rich_text import EVERYTHING, read_rich_text


class Content(Protocol):
    """What was read out of one block."""

    @property
    def shape(self) -> Hashable:
        """What a translation must share beside id and kind; () where it is free."""

    def as_stored(self, key: UUID, writing: Writing) -> Any:
        """The value as Wagtail's stream field keeps it: the items of a list in block form, each with an id."""


@dataclass(frozen=True)
class Section:
    """What stands below one `###` line inside a block; `head` is the rest of that line."""

    head: str
    line: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """One directive of one file, and where to say what is wrong with it."""

    part: StepPart
    file: str
    found: Directive
    problems: Problems

    def wrong(self, sentence: str, *, line: int | None = None) -> None:
        self.problems.add(self.file, self.found.line if line is None else line, sentence)

    def attribute(self, name: str, *, default: str = "") -> str:
        return self.found.attributes.get(name) or default

    def one_of(self, name: str, known: Sequence[str], *, default: str = "") -> str:
        value = self.attribute(name, default=default)
        if value and value not in known:
            self.wrong(
                _("“%(name)s” can’t be “%(value)s”; use one of: %(known)s.")
                % {"name": name, "value": value[:40], "known": ", ".join(known)}
            )
        return value

    def rich_text(self, features: AbstractSet[str] = EVERYTHING, *, optional: bool = False) -> str:
        """All that stands inside, as HTML."""
        html = self.rich_text_of(self.found.body, line=self.found.line + 1, features=features)
        if not html and not optional:
            self.wrong(_("The block is empty; write its text before “:::”."))
        return html

    def rich_text_of(
        self, lines: Sequence[str], *, line: int, features: AbstractSet[str] = EVERYTHING
    ) -> str:
        return read_rich_text(self.file, line, lines, self.problems, features)

    def sections(self, before_the_first: str) -> list[Section]:
        """The parts that `###` lines begin; text above the first is refused with `before_the_first`."""
        body = self.found.body
        starts = [number for number, text in enumerate(body) if text.startswith("###")]
        for number, text in enumerate(body[: starts[0] if starts else None]):
            if text.strip():
                self.wrong(before_the_first, line=self.found.line + 1 + number)
                break
        ends = [*starts[1:], len(body)]
        return [
            Section(body[start].lstrip("#").strip(), self.found.line + 1 + start, body[start + 1 : end])
            for start, end in zip(starts, ends, strict=False)
        ]

    def picture(self, name: str) -> str:
        """The path of a picture of the package."""
        path = self.attribute(name)
        if path and path not in self.part.images:
            self.wrong(_("There is no picture %(file)s in the package.") % {"file": path[:120]})
        return path


@dataclass(frozen=True)
class BlockKind:
    """`needs` and `may_have` name the attributes in the braces.

    `differs` is the sentence for a translation of another shape; it may name %(id)s, %(file)s, %(line)s.
    """

    name: str
    read: Callable[[Reading], Content]
    needs: tuple[str, ...] = ()
    may_have: tuple[str, ...] = ()
    differs: str | Promise = ""
