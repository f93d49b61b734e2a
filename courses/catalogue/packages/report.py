from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    CREATED = "created", _("created")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    UNPUBLISHED = "unpublished", _("unpublished")


@dataclass(frozen=True)
class ReportLine:
    """What became of one step in one language; an empty `step` is the module itself."""

    step: str
    language: str
    outcome: Outcome


@dataclass(frozen=True)
class ImportReport:
    """`published` is False where the texts were kept as drafts, since the importer may not publish."""

    module_key: UUID
    title: str
    lines: tuple[ReportLine, ...]
    reordered: bool
    published: bool
    dry_run: bool

    @property
    def changed_anything(self) -> bool:
        return self.reordered or any(line.outcome != Outcome.UNCHANGED for line in self.lines)

    def count(self, outcome: Outcome) -> int:
        return Counter(line.outcome for line in self.lines)[outcome]
