from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone


class DatedQuerySet(models.QuerySet):
    def update(self, **values: Any) -> int:
        """TypeError for what calendars follow: only `save()` counts that it changed. Bulk updates pass here too."""
        if uncounted := {*self.model.DATES, *self.model.SHOWN} & values.keys():
            raise TypeError(f"{', '.join(sorted(uncounted))} change by save() only, which counts it")
        return super().update(**values)


class Dated(models.Model):
    """A row whose `DATES`, instants derived from other columns, stand in people's calendars; `SHOWN` is said with them.

    `sequence` rises with each change of these, by which calendar programs replace what they have; `moved_at` says when.
    """

    DATES: ClassVar[tuple[str, ...]]
    SHOWN: ClassVar[tuple[str, ...]] = ()

    sequence = models.PositiveIntegerField(default=0, editable=False)
    # Like `auto_now`, by the clock of the machine: it stamps the row and decides nothing.
    moved_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def derive_instants(self) -> None:
        raise NotImplementedError

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.derive_instants()
        written = None if update_fields is None else set(update_fields)
        if not self._state.adding and (written is None or written & {*self.DATES, *self.SHOWN}):
            self._count_move()
            written = written and written | {"sequence", "moved_at"}
        super().save(*args, update_fields=written, **kwargs)

    def _count_move(self) -> None:
        """From what is stored, since another instance may have counted in the meantime."""
        stored = type(self)._base_manager.filter(pk=self.pk).first()
        if stored is None:
            return
        self.sequence, self.moved_at = stored.sequence, stored.moved_at
        if any(getattr(stored, name) != getattr(self, name) for name in (*self.DATES, *self.SHOWN)):
            self.sequence, self.moved_at = stored.sequence + 1, timezone.now()
