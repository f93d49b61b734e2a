from __future__ import annotations

from typing import Self

from django.db import models
from wagtail.models import Revision

from courses.learning.enums import PassageKind

MOST_QUOTED = 240


class PassageQuerySet(models.QuerySet):
    def saying(self, words: tuple[str, ...]) -> Self:
        """Those in which each of the folded `words` occurs."""
        found = self
        for word in words:
            found = found.filter(folded__contains=word)
        return found


class Passage(models.Model):
    """A piece of a lesson's frozen text, as it is searched and quoted: one for each block.

    The lesson's title stands at position 0, its summary at 1; they have no `block_key`. `heading` is the one
    above. `folded` is the text as `cms.core.folding.fold` makes it.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    kind = models.PositiveSmallIntegerField(choices=PassageKind)
    block_key = models.UUIDField(null=True)
    heading = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    folded = models.TextField(blank=True)

    objects = PassageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "position"], name="learning_passage_once")]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.position}"
