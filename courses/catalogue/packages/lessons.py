"""A lesson's part of a package: front matter, blocks, and the same blocks in each language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from courses.catalogue.packages.blocks import KINDS, Content, Reading
from courses.catalogue.packages.directives import Directive, read_directives
from courses.catalogue.packages.fields import Fields
from courses.catalogue.packages.parts import RawFile, StepPart, Writing
from courses.catalogue.packages.problems import Problems

LONGEST_ATTRIBUTE = 500


@dataclass(frozen=True)
class Block:
    """One block of a lesson; `source` is what was written inside."""

    kind: str
    id: str
    key: UUID
    line: int
    attributes: Mapping[str, str]
    content: Content
    source: str


@dataclass(frozen=True)
class LessonText:
    language: str
    title: str
    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Lesson:
    """A lesson in all its languages; the structure of each is that of the source."""

    texts: Mapping[str, LessonText]


def read_lesson(part: StepPart, problems: Problems) -> Lesson | None:
    before = len(problems)
    part.rules(problems).finish()
    texts = {language: _text(part, raw, problems) for language, raw in part.texts.items()}
    for raw in part.translations:
        _compare(part.source, texts[part.source_language], raw, texts[raw.language], problems)
    return Lesson(texts) if len(problems) == before else None


def write_lesson(page: Any, lesson: Lesson, writing: Writing) -> None:
    text = lesson.texts[writing.language]
    page.title, page.summary = text.title, text.summary
    page.body = json.dumps([_as_stored(block, writing) for block in text.blocks], ensure_ascii=False)


def _as_stored(block: Block, writing: Writing) -> dict[str, Any]:
    value = block.content.as_stored(block.key, writing)
    return {"type": block.kind, "value": value, "id": str(block.key)}


def _text(part: StepPart, raw: RawFile, problems: Problems) -> LessonText:
    head = Fields(raw.path, raw.head, problems, known=("id",))
    title, summary = (
        head.text("title"),
        head.text("summary", required=False, longest=500),
    )
    head.finish()
    directives = read_directives(raw, KINDS, problems)
    if not directives and not any(problem.file == raw.path for problem in problems):
        problems.add(
            raw.path,
            raw.body_line,
            _("The lesson has no block; write :::text{#intro} and its text."),
        )
    blocks = tuple(_block(part, raw.path, directive, problems) for directive in directives)
    return LessonText(raw.language, title, summary, blocks)


def _block(part: StepPart, file: str, found: Directive, problems: Problems) -> Block:
    reading = Reading(part, file, found, problems)
    for name, value in found.attributes.items():
        if len(value) > LONGEST_ATTRIBUTE:
            reading.wrong(
                _("“%(name)s” has %(count)s characters; shorten it to at most %(most)s.")
                % {"name": name, "count": len(value), "most": LONGEST_ATTRIBUTE}
            )
    return Block(
        kind=found.kind,
        id=found.id,
        key=part.key_of(found.id),
        line=found.line,
        attributes=dict(found.attributes),
        content=KINDS[found.kind].read(reading),
        source="\n".join(found.body).strip("\n"),
    )


def _compare(
    source_raw: RawFile,
    source: LessonText,
    raw: RawFile,
    text: LessonText,
    problems: Problems,
) -> None:
    """Say where the translation first leaves the source: later differences follow from that one."""
    for wanted, found in zip(source.blocks, text.blocks, strict=False):
        if difference := _difference(wanted, found, source_raw.path):
            problems.add(raw.path, found.line, difference)
            return
    if len(text.blocks) < len(source.blocks):
        missing = source.blocks[len(text.blocks)]
        last = text.blocks[-1].line if text.blocks else raw.body_line
        problems.add(
            raw.path,
            last,
            _("After this, “%(id)s” of %(file)s, line %(line)s, is missing; translate it.")
            % {"file": source_raw.path, "line": missing.line, "id": missing.id},
        )
    elif len(text.blocks) > len(source.blocks):
        extra = text.blocks[len(source.blocks)]
        problems.add(
            raw.path,
            extra.line,
            _("“%(id)s” is not in %(file)s; a translation has the same blocks.")
            % {"file": source_raw.path, "id": extra.id},
        )


def _difference(wanted: Block, found: Block, file: str) -> str:
    """What tells a translated block from its source, as a sentence; empty where nothing does."""
    names = {"file": file, "line": wanted.line, "id": wanted.id, "kind": wanted.kind, "found": found.id}
    if wanted.id != found.id:
        return (
            _(
                "Here “%(found)s” stands, but in %(file)s, line %(line)s, “%(id)s” stands; a translation"
                " has the same blocks in the same order."
            )
            % names
        )
    if wanted.kind != found.kind:
        return _("“%(id)s” is of the kind “%(kind)s” in %(file)s, line %(line)s; use the same kind.") % names
    if wanted.content.shape != found.content.shape:
        return str(KINDS[wanted.kind].differs) % names
    return ""
