"""What central staff need to know of the machinery: what it did last, what waits, what was given up, what room is left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.core.jobs import job_models
from cms.core.models import Heartbeat, JobRow
from cms.core.queues import queue_lengths
from cms.core.sweep import BEAT, HEARTBEAT
from cms.operations.backup import BACKUP
from cms.operations.health import OLDEST_SWEEP
from cms.operations.maintenance import is_maintained

LONG_WAITED = timedelta(minutes=10)
LEAST_ROOM = 2 * 1024**3
MOST_REASONS = 3


@dataclass(frozen=True)
class Failed:
    """Jobs of one kind that were given up for one reason."""

    label: str
    called: str | Promise
    reason: str
    count: int
    last: datetime


@dataclass(frozen=True)
class Watch:
    now: datetime
    swept: datetime | None
    beaten: datetime | None
    backed_up: datetime | None
    # Messages by queue; None when the broker does not answer.
    queues: dict[str, int] | None
    # Jobs that are due for long and that nobody does, by what they are called.
    overdue: dict[str | Promise, int]
    failed: list[Failed]
    free: int
    size: int
    closed: bool

    @property
    def troubles(self) -> list[str]:
        """What is wrong and what to do, a sentence or two each; failed jobs are told apart from these."""
        return list(self._troubles())

    @property
    def is_calm(self) -> bool:
        return not self.failed and not self.troubles

    def _troubles(self) -> Iterator[str]:
        if self.closed:
            yield _(
                "The site is closed to everybody but central staff. `manage.py maintenance off` opens it."
            )
        if self.queues is None:
            yield _(
                "The broker does not answer. Start Redis again; workers and beat come back by themselves."
            )
        if self._is_old(self.swept):
            yield self._why_nothing_happens()
        for called, count in self.overdue.items():
            yield ngettext(
                "%(called)s: %(count)s has been due for more than ten minutes. See that a worker serves every queue.",
                "%(called)s: %(count)s have been due for more than ten minutes. See that a worker serves every queue.",
                count,
            ) % {"called": called, "count": count}
        if self.free < LEAST_ROOM:
            yield _(
                "The disk has only %(free)s left. Make room, or move the data folder to a larger disk."
            ) % {"free": filesizeformat(self.free)}

    def _is_old(self, instant: datetime | None) -> bool:
        return instant is None or self.now - instant > OLDEST_SWEEP

    def _why_nothing_happens(self) -> str:
        if self._is_old(self.beaten):
            return _("Nothing happens by itself, for beat is silent. Start it again and look at its log.")
        return _(
            "Nothing happens by itself, for no worker takes what beat asks for. Start a worker again and look at its log."
        )


def watch(now: datetime) -> Watch:
    """Three queries, and two more for each kind of job; waits for the broker no longer than a moment."""
    signs = dict(Heartbeat.objects.values_list("name", "at"))
    disk = shutil.disk_usage(settings.DATA)
    return Watch(
        now=now,
        swept=signs.get(HEARTBEAT),
        beaten=signs.get(BEAT),
        backed_up=signs.get(BACKUP),
        queues=queue_lengths(),
        overdue={model.called: count for model in job_models() if (count := _overdue(model, now=now))},
        failed=[one for model in job_models() for one in _failed(model)],
        free=disk.free,
        size=disk.total,
        closed=is_maintained(),
    )


def _overdue(model: type[JobRow], *, now: datetime) -> int:
    return model._base_manager.claimable_at(now).filter(due_at__lte=now - LONG_WAITED).count()


def _failed(model: type[JobRow]) -> list[Failed]:
    reasons = (
        model._base_manager.failed()
        .values_list("error")
        .annotate(count=Count("pk"), last=Max("due_at"))
        .order_by("-count", "error")[:MOST_REASONS]
    )
    return [
        Failed(model._meta.label_lower, model.called, _(reason) if reason else "", count, last)
        for reason, count, last in reasons
    ]
