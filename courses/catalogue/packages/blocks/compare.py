"""A comparative note: `### civil_law` starts the note of a system and runs to the next such line."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.world.enums import LegalSystem
from courses.catalogue.packages.blocks.kind import BlockKind, Reading
from courses.catalogue.packages.parts import Writing


@dataclass(frozen=True)
class Note:
    """What one legal system does."""

    legal_system: str
    html: str


@dataclass(frozen=True)
class Comparison:
    title: str
    notes: tuple[Note, ...]

    @property
    def shape(self) -> tuple[str, ...]:
        return tuple(note.legal_system for note in self.notes)

    def as_stored(self, key: UUID, writing: Writing) -> Any:
        return {
            "title": self.title,
            "notes": [
                {
                    "type": "item",
                    "value": {"system": note.legal_system, "text": note.html},
                    "id": str(uuid5(key, note.legal_system)),
                }
                for note in self.notes
            ],
        }


def _compare(reading: Reading) -> Comparison:
    notes: list[Note] = []
    for section in reading.sections(_("A comparison starts with a legal system, such as: ### civil_law")):
        system = section.head
        if system not in LegalSystem.values:
            reading.wrong(
                _("“%(system)s” is no legal system; known are: %(known)s.")
                % {"system": system[:40], "known": ", ".join(LegalSystem.values)},
                line=section.line,
            )
        elif any(note.legal_system == system for note in notes):
            reading.wrong(_("“%(name)s” stands here twice; keep one.") % {"name": system}, line=section.line)
        html = reading.rich_text_of(section.lines, line=section.line + 1)
        if not html:
            reading.wrong(_("There is no text for this legal system; write it below."), line=section.line)
        notes.append(Note(system, html))
    if len(notes) < 2:
        reading.wrong(_("A comparison needs at least two legal systems."))
    return Comparison(reading.attribute("title"), tuple(notes))


COMPARE = BlockKind(
    "compare",
    _compare,
    needs=("title",),
    differs=gettext_lazy("“%(id)s” has other legal systems or another order than %(file)s, line %(line)s."),
)
