"""A whole package: the files read, checked against each other, and nothing written.

read_files ─► module.yaml ─► ModuleHead, steps ─┐
          ├─► images/*, files/* ─► judged ──────┼─► StepPart ─► the kind's read_part ─► Package
          └─► <language>/* ─► RawFile ──────────┘        (any problem: PackageRefused, with all of them)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.world.languages import LANGUAGES
from courses.catalogue.packages.attachments import Attachment, read_attachment
from courses.catalogue.packages.fields import Fields, Map
from courses.catalogue.packages.files import OFFERED, read_files
from courses.catalogue.packages.images import ImageFile, read_image
from courses.catalogue.packages.parts import RawFile, StepPart
from courses.catalogue.packages.problems import Problem, Problems
from courses.catalogue.packages.texts import decode, read_text
from courses.catalogue.packages.yaml_text import read_yaml

FORMAT = 1
MODULE = "module.yaml"
IMAGES = "images"
TEXT_SUFFIXES = (".md", ".yaml")
PASSED_OVER = frozenset({"README.md", "README.txt", "LICENSE", "LICENSE.md", "LICENSE.txt"})
MOST_STEPS = 60
MOST_BYTES_OF_TEXTS = 4 * 1024 * 1024


class PackageRefused(Refusal):
    """The package is wrong in the ways that `problems` names, by file and line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        sentence = _("The package was not imported: %(first)s") % {"first": problems[0]}
        if len(problems) > 1:
            sentence += " " + _("(and %(count)s more)") % {"count": len(problems) - 1}
        super().__init__(sentence, code="package_refused")
        self.problems = problems


@dataclass(frozen=True)
class ModuleHead:
    key: UUID
    source_language: str
    languages: tuple[str, ...]
    law_stated_as_at: date | None
    titles: Mapping[str, str]
    summaries: Mapping[str, str]


@dataclass(frozen=True)
class PackageStep:
    part: StepPart
    content: Any


@dataclass(frozen=True)
class Package:
    """`languages` of the head has the source language first; `steps` stand in their order."""

    head: ModuleHead
    steps: tuple[PackageStep, ...]
    images: Mapping[str, ImageFile]
    files: Mapping[str, Attachment]


@dataclass(frozen=True)
class _Line:
    """A step as `module.yaml` lists it."""

    id: str
    kind: str
    minutes: int
    required: bool
    structure: Map


def read_package(source: Path, *, kinds: Mapping[str, Any]) -> Package:
    """Read a folder or zip; `kinds` maps each kind of step to its class. Raises PackageRefused."""
    problems = Problems()
    files = read_files(source, problems)
    package = _Reader(files, kinds, problems).read() if files or not problems else None
    if problems or package is None:
        raise PackageRefused(problems.in_order())
    return package


class _Reader:
    def __init__(self, files: Mapping[str, bytes], kinds: Mapping[str, Any], problems: Problems) -> None:
        self.files = files
        self.kinds = kinds
        self.problems = problems

    def read(self) -> Package | None:
        self._check_places()
        languages = self._languages()
        images, attachments = self._images(), self._attachments()
        head = self._module_fields()
        if head is None:
            return None
        module, lines = self._module(head, languages)
        texts = self._texts(lines, languages)
        self._check_complete(head, lines, texts, languages)
        parts = self._parts(module, lines, texts, images, attachments)
        steps = tuple(
            PackageStep(part, self.kinds[part.kind].read_part(part, self.problems)) for part in parts
        )
        return Package(module, steps, images, attachments)

    def _wrong(self, file: str, line: int, sentence: str) -> None:
        self.problems.add(file, line, sentence)

    def _check_places(self) -> None:
        for path in self.files:
            folder, slash, name = path.partition("/")
            if not slash:
                if path != MODULE and path not in PASSED_OVER:
                    self._wrong(
                        path,
                        0,
                        _("This file has no place beside module.yaml; move or delete it."),
                    )
            elif folder not in (IMAGES, OFFERED, *LANGUAGES):
                self._wrong(
                    path,
                    0,
                    _("“%(folder)s” is no language of this site; known are: %(known)s.")
                    % {"folder": folder[:40], "known": ", ".join(LANGUAGES)},
                )
            elif "/" in name or (folder in LANGUAGES and not name.endswith(TEXT_SUFFIXES)):
                self._wrong(
                    path,
                    0,
                    _("Here only lessons (.md) and quizzes (.yaml) lie; move or delete this file."),
                )

    def _languages(self) -> list[str]:
        folders = {path.split("/", 1)[0] for path in self.files if "/" in path}
        return [code for code in LANGUAGES if code in folders]

    def _images(self) -> dict[str, ImageFile]:
        images: dict[str, ImageFile] = {}
        for path, data in sorted(self.files.items()):
            if path.startswith(f"{IMAGES}/") and (image := read_image(path, data, self.problems)):
                images[path] = image
        return images

    def _attachments(self) -> dict[str, Attachment]:
        found: dict[str, Attachment] = {}
        for path, data in sorted(self.files.items()):
            if path.startswith(f"{OFFERED}/") and (file := read_attachment(path, data, self.problems)):
                found[path] = file
        return found

    def _module_fields(self) -> Fields | None:
        if MODULE not in self.files:
            self._wrong(
                MODULE,
                0,
                _("The package has no module.yaml; write one as the README shows."),
            )
            return None
        text = decode(MODULE, self.files[MODULE], self.problems)
        values = None if text is None else read_yaml(MODULE, text, self.problems)
        return None if values is None else Fields(MODULE, values, self.problems)

    def _module(self, head: Fields, languages: list[str]) -> tuple[ModuleHead, list[_Line]]:
        if head.integer("format") != FORMAT:
            head.wrong("format", _("This format is not known; write format: 1."))
        key = head.uuid("id")
        source = head.one_of("source_language", LANGUAGES)
        if source in languages:
            languages.remove(source)
            languages.insert(0, source)
        elif source:
            head.wrong(
                "source_language",
                _("There is no folder “%(code)s” with the lessons.") % {"code": source},
            )
        day = head.day("law_stated_as_at", required=False)
        titles = self._by_language(head, "title", languages, required=True)
        summaries = self._by_language(head, "summary", languages, required=False)
        lines = self._lines(head)
        head.finish()
        return ModuleHead(key or UUID(int=0), source, tuple(languages), day, titles, summaries), lines

    def _by_language(
        self, head: Fields, name: str, languages: list[str], *, required: bool
    ) -> dict[str, str]:
        if not required and not head.has(name):
            return dict.fromkeys(languages, "")
        fields = head.mapping(name)
        texts = {code: fields.text(code, longest=255 if required else 1000) for code in languages}
        fields.known = list(languages)
        fields.finish()
        return texts

    def _lines(self, head: Fields) -> list[_Line]:
        lines: list[_Line] = []
        for item in head.mappings("steps", most=MOST_STEPS):
            step_id = item.identifier()
            kind = item.one_of("kind", self.kinds)
            minutes = item.integer("minutes", least=1, most=1000)
            required = item.boolean("required", default=True)
            if any(step_id == line.id for line in lines):
                item.wrong(
                    "id",
                    _("The id “%(id)s” stands twice; each step needs its own.") % {"id": step_id},
                )
            elif step_id:
                lines.append(_Line(step_id, kind, minutes, required, item.values))
        return lines

    def _texts(self, lines: list[_Line], languages: list[str]) -> dict[tuple[str, str], RawFile]:
        """(step, language) → file; the name of the file plays no part."""
        texts: dict[tuple[str, str], RawFile] = {}
        known = {line.id: line for line in lines}
        paths = [p for p in sorted(self.files) if p.split("/")[0] in languages and p.endswith(TEXT_SUFFIXES)]
        if sum(len(self.files[path]) for path in paths) > MOST_BYTES_OF_TEXTS:
            self._wrong(
                "",
                0,
                _("The texts together are larger than 4 MB; cut the module into several."),
            )
            return {}
        for path in paths:
            language = path.split("/", 1)[0]
            raw = read_text(path, language, self.files[path], self.problems)
            if raw is None:
                continue
            fields = Fields(path, raw.head, self.problems)
            step_id = fields.identifier()
            if step_id and step_id not in known:
                fields.wrong(
                    "id",
                    _("module.yaml has no step “%(id)s”; its steps are: %(known)s.")
                    % {"id": step_id, "known": ", ".join(known)},
                )
            elif step_id:
                self._check_text(fields, path, known[step_id], texts.get((step_id, language)))
                texts.setdefault((step_id, language), raw)
        return texts

    def _check_text(self, fields: Fields, path: str, line: _Line, other: RawFile | None) -> None:
        if other is not None:
            fields.wrong(
                "id",
                _("%(file)s has the id “%(id)s” too; each step has one file in a language.")
                % {"file": other.path, "id": line.id},
            )
        suffix = getattr(self.kinds.get(line.kind), "part_suffix", "")
        if suffix and not path.endswith(suffix):
            fields.wrong(
                "id",
                _("A step of the kind “%(kind)s” is a %(suffix)s file.")
                % {"kind": line.kind, "suffix": suffix},
            )

    def _check_complete(
        self,
        head: Fields,
        lines: list[_Line],
        texts: Mapping[tuple[str, str], RawFile],
        languages: list[str],
    ) -> None:
        unread = {p.file for p in self.problems}
        for line in lines:
            for language in languages:
                # A file that could not be read has said so already and may be the missing one.
                if (line.id, language) in texts or any(f.startswith(f"{language}/") for f in unread):
                    continue
                self._wrong(
                    MODULE,
                    line.structure.line,
                    _("The step “%(id)s” has no file in %(language)s/; write it there with this id.")
                    % {"id": line.id, "language": language},
                )

    def _parts(
        self,
        module: ModuleHead,
        lines: list[_Line],
        texts: Mapping[tuple[str, str], RawFile],
        images: Mapping[str, ImageFile],
        attachments: Mapping[str, Attachment],
    ) -> list[StepPart]:
        parts: list[StepPart] = []
        for position, line in enumerate(lines):
            own = {code: texts[line.id, code] for code in module.languages if (line.id, code) in texts}
            if line.kind and module.source_language in own:
                parts.append(
                    StepPart(
                        id=line.id,
                        key=uuid5(module.key, line.id),
                        kind=line.kind,
                        minutes=line.minutes,
                        required=line.required,
                        position=position,
                        source_language=module.source_language,
                        structure=line.structure,
                        texts=own,
                        images=images,
                        files=attachments,
                    )
                )
        return parts
