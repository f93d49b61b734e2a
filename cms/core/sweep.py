"""The engine of everything that happens by itself.

`SWEEP_STEPS` names the steps in order. Each takes `now` and returns how many things it
changed; each finds what is due from stored facts and claims it, so that a sweep run twice,
late, or by two workers at once does the same as one run once on time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import models, transaction

from cms.core.locking import locked
from cms.core.models import Heartbeat
from cms.core.wiring import load

logger = logging.getLogger(__name__)

M = TypeVar("M", bound=models.Model)

# What a worker signs when it has swept, and beat when it has asked for a sweep.
HEARTBEAT = "sweep"
BEAT = "beat"


class SweepBroken(RuntimeError):
    """Some steps raised; the others ran. `done` maps each step that ran to its count."""

    def __init__(self, broken: list[str], done: dict[str, int]) -> None:
        super().__init__(f"Sweep steps failed: {', '.join(broken)}")
        self.broken = broken
        self.done = done


def sweep(now: datetime) -> dict[str, int]:
    """Runs every step once for the moment `now`; step name → number of things changed.

    A step that raises is logged and the next ones still run, since one broken cohort must
    not keep the others closed; SweepBroken is raised at the end.
    """
    done: dict[str, int] = {}
    broken: list[str] = []
    for step in load("SWEEP_STEPS"):
        try:
            done[step.__name__] = step(now)
        except Exception:  # each step is a compartment: logged with its traceback, raised at the end
            logger.exception(
                "Sweep step failed",
                extra={"event": "sweep.step_failed", "step": step.__name__},
            )
            broken.append(step.__name__)
    if broken:
        raise SweepBroken(broken, done)
    return done


def each_due(due: models.QuerySet[M], act: Callable[[M], bool], *, batch: int = 50) -> int:
    """Applies `act` to each row of `due`, in its order, in a transaction of its own, locked and read again.

    Counts those for which `act` says that it changed something. One that fails keeps no other
    waiting; it is raised at the end.
    """
    changed, problem = 0, None
    for pk in list(due.values_list("pk", flat=True)[:batch]):
        try:
            with transaction.atomic():
                row = locked(due.filter(pk=pk), skip_locked=True).first()
                changed += bool(row and act(row))
        except Exception as raised:  # each row is a compartment, see above
            logger.exception(
                "Sweep row failed",
                extra={"event": "sweep.row_failed", "row": due.model._meta.label, "id": pk},
            )
            problem = raised
    if problem is not None:
        raise problem
    return changed


def claim_once_in(period: timedelta, *, name: str, now: datetime) -> bool:
    """Whether it is this caller's turn: True for one of them in each `period`, counted from the last turn.

    The turn is taken before the work; work that breaks off is for the next period.
    """
    if Heartbeat.objects.filter(name=name, at__gt=now - period).exists():
        return False
    with transaction.atomic():
        if Heartbeat.objects.filter(name=name, at__lte=now - period).update(at=now):
            return True
        return Heartbeat.objects.get_or_create(name=name, defaults={"at": now})[1]


def beat(name: str, *, at: datetime) -> None:
    """Records that `name` is alive; an older time than the stored one changes nothing."""
    with transaction.atomic():
        if not Heartbeat.objects.filter(name=name).exclude(at__gt=at).update(at=at):
            Heartbeat.objects.get_or_create(name=name, defaults={"at": at})
