from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from cms.core.enums import SETTLED_STATES
from cms.core.models import JobQuerySet, JobRow


class AskedForQuerySet(JobQuerySet):
    def untold(self) -> Self:
        """Settled, and who asked was not told yet."""
        return self.filter(state__in=SETTLED_STATES, told_at__isnull=True)


class AskedFor(JobRow):
    """Long work that somebody asked for: done in batches, and they are told when it has ended.

    `handled` of `total` are done; `total` is null until they were counted.
    """

    # The column of the person who asked.
    asker: ClassVar[str]

    handled = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(null=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)

    objects = AskedForQuerySet.as_manager()

    class Meta(JobRow.Meta):
        abstract = True
        indexes = [
            *JobRow.Meta.indexes,
            models.Index(
                fields=["due_at"],
                condition=Q(told_at__isnull=True) & ~Q(state="waiting"),
                name="%(app_label)s_%(class)s_untold",
            ),
        ]

    @property
    def page(self) -> str:
        """The path on this site where who asked sees what came of it."""
        raise NotImplementedError

    @property
    def progress(self) -> tuple[int, int] | None:
        return None if self.total is None else (self.handled, max(self.handled, self.total))

    def revived(self) -> dict[str, object]:
        return super().revived() | {"told_at": None}
