"""A lesson's part of a package: front matter, blocks, and the same blocks in each language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from cms.world.enums import LegalSystem
from courses.catalogue.packages.directives import HEADING, Directive, read_directives
from courses.catalogue.packages.fields import Fields
from courses.catalogue.packages.parts import RawFile, StepPart, Writing
from courses.catalogue.packages.problems import Problems
from courses.catalogue.packages.rich_text import (
    EVERYTHING,
    SENTENCE,
    is_address,
    read_rich_text,
)

KINDS: Mapping[str, tuple[str, ...]] = {
    HEADING: (),
    "text": (),
    "law": ("instrument", "article", "source", "wording"),
    "key": (),
    "case": ("title",),
    "compare": ("title",),
    "image": ("file", "alt"),
}
FEATURES: Mapping[str, frozenset[str]] = {
    "text": EVERYTHING,
    "law": frozenset({"bold", "ol", "ul"}),
    "key": SENTENCE,
    "case": EVERYTHING - {"h3"},
    "image": SENTENCE,
}
WORDINGS = ("official", "substance")
LONGEST_ATTRIBUTE = 500
LONGEST_HEADING = 200


@dataclass(frozen=True)
class Note:
    """What one legal system does, in a comparison."""

    legal_system: str
    html: str


@dataclass(frozen=True)
class Block:
    """One block of a lesson; `html` is its text (plain for a heading), `notes` those of a comparison."""

    kind: str
    id: str
    key: UUID
    line: int
    attributes: Mapping[str, str]
    html: str
    source: str
    notes: tuple[Note, ...] = ()


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
    page.body = json.dumps([_as_stored(block, writing.images) for block in text.blocks], ensure_ascii=False)


def _as_stored(block: Block, images: Mapping[str, int]) -> dict[str, Any]:
    """The block as Wagtail's stream field keeps it: the items of a list in block form, each with an id."""
    value: Any = block.html
    attributes = block.attributes
    if block.kind == "law":
        value = {
            "instrument": attributes["instrument"],
            "article": attributes["article"],
            "text": block.html,
            "wording": attributes["wording"],
            "source": attributes["source"],
        }
    elif block.kind == "compare":
        value = {
            "title": attributes["title"],
            "notes": [_note_as_stored(block, note) for note in block.notes],
        }
    elif block.kind == "case":
        value = {"title": attributes["title"], "text": block.html}
    elif block.kind == "image":
        value = {
            "image": images[attributes["file"]],
            "alt": attributes["alt"],
            "caption": block.html,
        }
    return {"type": block.kind, "value": value, "id": str(block.key)}


def _note_as_stored(block: Block, note: Note) -> dict[str, Any]:
    return {
        "type": "item",
        "value": {"system": note.legal_system, "text": note.html},
        "id": str(uuid5(block.key, note.legal_system)),
    }


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
    notes: tuple[Note, ...] = ()
    if found.kind == HEADING:
        html = found.body[0]
        if not html:
            problems.add(
                file,
                found.line,
                _("The heading is empty; write its words before the id."),
            )
        if len(html) > LONGEST_HEADING:
            problems.add(file, found.line, _("The heading is too long; make it shorter."))
    elif found.kind == "compare":
        html, notes = "", _notes(file, found, problems)
    else:
        html = read_rich_text(file, found.line + 1, found.body, problems, FEATURES[found.kind])
        if not html and found.kind != "image":
            problems.add(file, found.line, _("The block is empty; write its text before “:::”."))
    _check_attributes(part, file, found, problems)
    return Block(
        found.kind,
        found.id,
        part.key_of(found.id),
        found.line,
        dict(found.attributes),
        html,
        "\n".join(found.body).strip("\n"),
        notes,
    )


def _notes(file: str, found: Directive, problems: Problems) -> tuple[Note, ...]:
    """`### civil_law` starts the note of a system and runs to the next such line."""
    starts = [n for n, line in enumerate(found.body) if line.startswith("###")]
    for number, text in enumerate(found.body[: starts[0] if starts else None]):
        if text.strip():
            problems.add(
                file,
                found.line + 1 + number,
                _("A comparison starts with a legal system, such as: ### civil_law"),
            )
            break
    notes: list[Note] = []
    for start, end in zip(starts, [*starts[1:], len(found.body)], strict=True):
        line, system = found.line + 1 + start, found.body[start].lstrip("#").strip()
        if system not in LegalSystem.values:
            problems.add(
                file,
                line,
                _("“%(system)s” is no legal system; known are: %(known)s.")
                % {"system": system[:40], "known": ", ".join(LegalSystem.values)},
            )
        elif any(note.legal_system == system for note in notes):
            problems.add(
                file,
                line,
                _("“%(name)s” stands here twice; keep one.") % {"name": system},
            )
        html = read_rich_text(file, line + 1, found.body[start + 1 : end], problems)
        if not html:
            problems.add(file, line, _("There is no text for this legal system; write it below."))
        notes.append(Note(system, html))
    if len(notes) < 2:
        problems.add(file, found.line, _("A comparison needs at least two legal systems."))
    return tuple(notes)


def _check_attributes(part: StepPart, file: str, found: Directive, problems: Problems) -> None:
    for name, value in found.attributes.items():
        if len(value) > LONGEST_ATTRIBUTE:
            problems.add(
                file,
                found.line,
                _("“%(name)s” has %(count)s characters; shorten it to at most %(most)s.")
                % {"name": name, "count": len(value), "most": LONGEST_ATTRIBUTE},
            )
    wording = found.attributes.get("wording")
    if wording and wording not in WORDINGS:
        problems.add(
            file,
            found.line,
            _("“%(name)s” can’t be “%(value)s”; use one of: %(known)s.")
            % {"name": "wording", "value": wording[:40], "known": ", ".join(WORDINGS)},
        )
    source = found.attributes.get("source")
    if source and (not is_address(source) or source.lower().startswith("mailto")):
        problems.add(
            file,
            found.line,
            _("“source” must be an address that starts with https://."),
        )
    picture = found.attributes.get("file")
    if found.kind == "image" and picture and picture not in part.images:
        problems.add(
            file,
            found.line,
            _("There is no picture %(file)s in the package.") % {"file": picture[:120]},
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
    if [note.legal_system for note in wanted.notes] != [note.legal_system for note in found.notes]:
        return _("“%(id)s” has other legal systems or another order than %(file)s, line %(line)s.") % names
    return ""
