"""What a module package hands to the kind of a step, and what it asks back.

module.yaml ─ steps: [{id, kind, …}] ─┐
en/quiz.yaml ── id: quiz ─────────────┼─► StepPart ─► Step.of_kind(kind).read_part(part, problems)
ar/quiz.yaml ── id: quiz ─────────────┘                          │ content (whatever the kind likes)
                                                                 ▼
                                 page of each language ◄─ write_part(page, content, writing)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID, uuid5

from courses.catalogue.packages.attachments import Attachment
from courses.catalogue.packages.fields import Fields, Map
from courses.catalogue.packages.images import ImageFile
from courses.catalogue.packages.problems import Problems

MODULE_FIELDS_OF_A_STEP = ("id", "kind", "minutes", "required")


@dataclass(frozen=True)
class RawFile:
    """One text of one step: a `.md` has its front matter in `head`, a `.yaml` has everything there.

    `head` knows the line of each of its values; `body_line` is the line on which `body` starts.
    """

    path: str
    language: str
    head: Map
    body: str = ""
    body_line: int = 0


@dataclass(frozen=True)
class StepPart:
    """All that a package says about one step; `texts` holds the source language first."""

    id: str
    key: UUID
    kind: str
    minutes: int
    required: bool
    position: int
    source_language: str
    structure: Map
    texts: Mapping[str, RawFile]
    images: Mapping[str, ImageFile]
    files: Mapping[str, Attachment] = field(default_factory=dict)

    @property
    def source(self) -> RawFile:
        return self.texts[self.source_language]

    @property
    def translations(self) -> tuple[RawFile, ...]:
        return tuple(raw for language, raw in self.texts.items() if language != self.source_language)

    def rules(self, problems: Problems) -> Fields:
        """The step's own settings in `module.yaml`; call `finish()` when all have been asked for."""
        return Fields("module.yaml", self.structure, problems, known=MODULE_FIELDS_OF_A_STEP)

    def key_of(self, inner_id: str) -> UUID:
        """The key of a block or a question of this step."""
        return uuid5(self.key, inner_id)


@dataclass(frozen=True)
class Writing:
    """Where and for whom a part is written; `images` and `files` give the row's id for a path of the package."""

    network: Any
    by: Any
    now: datetime
    language: str
    images: Mapping[str, int]
    files: Mapping[str, int] = field(default_factory=dict)


class StepKind(Protocol):
    """The side of a `Step` class that packages see.

    `read_part` is pure: it adds what is wrong to `problems` (file, line, sentence), checks the
    translations against the source, and returns the content or None. It reads no row.
    `write_part` sets the page's fields and children (title, text, rules) from that content in
    `writing.language`. It is called inside the import's transaction, source language first, on a
    page that may not be saved yet; it may write rows of its own kind (versions of questions), but
    neither saves nor publishes the page. Writing the same content twice must leave the page equal:
    the importer compares `page.serializable_data()` with the latest revision to say *unchanged*.
    """

    kind: ClassVar[str]
    part_suffix: ClassVar[str]

    @classmethod
    def read_part(cls, part: StepPart, problems: Problems) -> object | None: ...

    @classmethod
    def write_part(cls, page: Any, content: Any, writing: Writing) -> None: ...
