"""The dates that one person has, worked out from the plan of the cohort and from what they were granted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cms.world.zones import instant
from courses.cohorts.models import Leave, Release


@dataclass(frozen=True)
class Dates:
    """UTC instants, as in `Release`."""

    opens_at: datetime
    due_at: datetime | None
    last_submission_at: datetime | None


def dates_for(
    release: Release, *, began: date, leaves: Iterable[Leave] = (), extended_to: date | None = None
) -> Dates:
    """`began` is the local day from which the person's days are counted, in the place of the cohort's first.

    Modules open as they would without a leave: who is away may still read. Whatever was granted only makes a due
    date later, and nothing is due, or closes, after the cohort's end. What would be due before it opens, since
    the person began late, has no due date.
    """
    cohort = release.cohort
    away = sorted(leaves, key=lambda leave: leave.starts)
    opens_at = instant(began + timedelta(days=release.day_offset), release.local_time, cohort.time_zone)

    def ends(offset: int) -> date:
        return _after(began + timedelta(days=offset), away)

    due_at = closes_at = None
    if release.due_offset is not None:
        due = max(ends(release.due_offset), extended_to or date.min)
        due_at = min(instant(due, release.due_local_time, cohort.time_zone), cohort.ends_at)
    if release.last_submission_offset is not None:
        closes = ends(release.last_submission_offset)
        planned = instant(closes, release.last_submission_local_time, cohort.time_zone)
        closes_at = max(min(planned, cohort.ends_at), due_at or planned)
    return Dates(opens_at, _later(due_at, opens_at), _later(closes_at, opens_at))


def _after(day: date, leaves: Iterable[Leave]) -> date:
    """Each leave moves what lies in or after it, the earlier leave first."""
    for leave in leaves:
        if day >= leave.starts:
            day += timedelta(days=leave.days)
    return day


def _later(at: datetime | None, opens_at: datetime) -> datetime | None:
    return at if at is not None and at > opens_at else None
