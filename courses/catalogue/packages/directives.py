"""The lines of a lesson → headings and directives, each with its id and its line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from courses.catalogue.packages.fields import IDENTIFIER, LONGEST_IDENTIFIER
from courses.catalogue.packages.parts import RawFile
from courses.catalogue.packages.problems import Problems

HEADING = "heading"
# Lines come stripped at their end. Where one run of spaces could be split in many ways, `*+` keeps it whole.
HEADING_LINE = re.compile(r"##[ \t]++(?P<text>[^{]*+)(?:\{(?P<braces>[^{}]*+)\})?\Z")
OPENING_LINE = re.compile(r":::[ \t]*+(?P<kind>[A-Za-z_-]+)[ \t]*+(?:\{(?P<braces>.*)\})?\Z")
CLOSING_LINE = ":::"
ATTRIBUTE = re.compile(
    r"\s*+(?:\#(?P<id>[^\s{}\"=]+)|(?P<name>[A-Za-z_-]+)=\"(?P<value>(?:[^\"\\]|\\.)*)\")(?=\s|\Z)"
)


@dataclass(frozen=True)
class Directive:
    """One heading or `:::` block as written; `line` is its first line, `body` what stands inside."""

    kind: str
    id: str
    line: int
    attributes: Mapping[str, str]
    body: tuple[str, ...]


class Attributes(Protocol):
    """What the braces of one kind must and may name."""

    @property
    def needs(self) -> tuple[str, ...]: ...

    @property
    def may_have(self) -> tuple[str, ...]: ...


def read_directives(
    raw: RawFile, known: Mapping[str, Attributes], problems: Problems
) -> tuple[Directive, ...]:
    """`known` names each kind and its attributes."""
    return _Reader(raw, known, problems).read()


class _Reader:
    def __init__(self, raw: RawFile, known: Mapping[str, Attributes], problems: Problems) -> None:
        self.raw = raw
        self.known = known
        self.problems = problems
        self.found: list[Directive] = []
        self.first_lines: dict[str, int] = {}
        self.strayed = False

    def read(self) -> tuple[Directive, ...]:
        lines = self.raw.body.split("\n")
        at = 0
        while at < len(lines):
            text, number = lines[at].rstrip(), self.raw.body_line + at
            if opening := OPENING_LINE.match(text):
                at = self._block(opening, lines, at)
                self.strayed = False
                continue
            if heading := HEADING_LINE.match(text):
                self._add(HEADING, number, heading["braces"], (heading["text"].strip(),))
                self.strayed = False
            elif text:
                self._stray(text, number)
            at += 1
        return tuple(self.found)

    def _block(self, opening: re.Match[str], lines: list[str], at: int) -> int:
        """Take the block in; the index of the line after it."""
        first = self.raw.body_line + at
        end = at + 1
        while end < len(lines) and lines[end].rstrip() != CLOSING_LINE:
            if OPENING_LINE.match(lines[end].rstrip()):
                self._wrong(first, _("This block has no end; write a line “:::” below it."))
                return end
            end += 1
        if end == len(lines):
            self._wrong(first, _("This block has no end; write a line “:::” below it."))
        self._add(opening["kind"], first, opening["braces"], tuple(lines[at + 1 : end]))
        return end + 1

    def _stray(self, text: str, number: int) -> None:
        if text == CLOSING_LINE:
            self._wrong(
                number,
                _("This “:::” closes no block; delete it, or open a block above."),
            )
        elif text.startswith(":::"):
            self._wrong(number, _("This can’t be read; a block starts like :::text{#its-id}."))
        elif text.startswith("#"):
            self._wrong(
                number,
                _("A heading starts with “## ” and ends with its id: ## Title {#its-id}."),
            )
        elif not self.strayed:
            # One sentence for a run of lines that have lost their block.
            self.strayed = True
            self._wrong(
                number,
                _("This text is in no block; write :::text{#its-id} above and ::: below."),
            )

    def _add(self, kind: str, line: int, braces: str | None, body: tuple[str, ...]) -> None:
        if kind not in self.known:
            self._wrong(
                line,
                _("“%(kind)s” is no kind of block; known are: %(known)s.")
                % {
                    "kind": kind,
                    "known": ", ".join(k for k in self.known if k != HEADING),
                },
            )
            return
        block_id, attributes = self._braces(line, braces or "")
        if not block_id:
            return
        if not IDENTIFIER.match(block_id) or len(block_id) > LONGEST_IDENTIFIER:
            self._wrong(
                line,
                _("“%(value)s” can’t be an id; use small letters a–z, digits and single hyphens.")
                % {"value": block_id[:LONGEST_IDENTIFIER]},
            )
            return
        if block_id in self.first_lines:
            self._wrong(
                line,
                _("The id “%(id)s” stands in line %(line)s already; each block needs its own.")
                % {"id": block_id, "line": self.first_lines[block_id]},
            )
            return
        self.first_lines[block_id] = line
        self._check_names(kind, line, attributes)
        self.found.append(Directive(kind, block_id, line, attributes, body))

    def _braces(self, line: int, braces: str) -> tuple[str, dict[str, str]]:
        block_id, attributes, at = "", {}, 0
        while braces[at:].strip():
            match = ATTRIBUTE.match(braces, at)
            if not match:
                self._wrong(
                    line,
                    _('“%(text)s” can’t be read; write {#id name="value"} with straight quotation marks.')
                    % {"text": braces[at:].strip()[:60]},
                )
                return "", {}
            at = match.end()
            if match["id"]:
                block_id = match["id"]
            elif match["name"] in attributes:
                self._wrong(
                    line,
                    _("“%(name)s” stands here twice; keep one.") % {"name": match["name"]},
                )
            else:
                attributes[match["name"]] = re.sub(r"\\(.)", r"\1", match["value"]).strip()
        if not block_id:
            self._wrong(line, _("This needs an id; write it as {#its-id}."))
        return block_id, attributes

    def _check_names(self, kind: str, line: int, attributes: Mapping[str, str]) -> None:
        needs, may_have = self.known[kind].needs, self.known[kind].may_have
        for name in attributes:
            if name not in (*needs, *may_have):
                self._wrong(
                    line,
                    _("“%(name)s” is not known here; known are: %(known)s.")
                    % {"name": name, "known": ", ".join(("#id", *needs, *may_have))},
                )
        for name in needs:
            if not attributes.get(name):
                self._wrong(
                    line,
                    _('“%(name)s” is missing; write %(name)s="…".') % {"name": name},
                )

    def _wrong(self, line: int, sentence: str) -> None:
        self.problems.add(self.raw.path, line, sentence)
