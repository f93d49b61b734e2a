"""The dates that one person has, worked out from the plan of the cohort and from what they were granted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cms.world.zones import instant
from courses.cohorts.models import Cohort, Extension, Leave, Release


@dataclass(frozen=True)
class Dates:
    """UTC instants, as in `Release`."""

    opens_at: datetime
    due_at: datetime | None
    last_submission_at: datetime | None


def last_opening(cohort: Cohort, releases: Iterable[Release], *, began: date) -> datetime:
    """When the last of the modules opens that open before the cohort's end for who began then.

    The start of their first day where none does.
    """
    in_time = (at for each in releases if (at := _planned(each, began)) < cohort.ends_at)
    return max(in_time, default=instant(began, time(0), cohort.time_zone))


def dates_for(
    release: Release,
    *,
    began: date,
    latest: datetime,
    leaves: Iterable[Leave] = (),
    extension: Extension | None = None,
) -> Dates:
    """`began` is the local day from which the person's days are counted, in the place of the cohort's first.

    Modules open as they would without a leave: who is away may still read; but what would open after the cohort's
    end opens at `latest`, their `last_opening`. Whatever was granted only makes a due date later, and nothing is
    due, or closes, after the cohort's end.
    """
    cohort = release.cohort
    away = [leave for leave in sorted(leaves, key=lambda leave: leave.starts) if leave.ends >= began]
    planned = _planned(release, began)
    opens_at = planned if planned < cohort.ends_at else latest

    def ends(offset: int) -> date:
        return _after(began + timedelta(days=offset), away, began=began)

    due_at = closes_at = None
    if release.due_offset is not None:
        due = max(ends(release.due_offset), _extended_to(extension, away, began=began))
        due_at = min(instant(due, release.due_local_time, cohort.time_zone), cohort.ends_at)
    if release.last_submission_offset is not None:
        closes = ends(release.last_submission_offset)
        at = instant(closes, release.last_submission_local_time, cohort.time_zone)
        closes_at = max(min(at, cohort.ends_at), due_at or at)
    return Dates(opens_at, _later(due_at, opens_at), _later(closes_at, opens_at))


def _planned(release: Release, began: date) -> datetime:
    return instant(began + timedelta(days=release.day_offset), release.local_time, release.cohort.time_zone)


def _extended_to(extension: Extension | None, leaves: Sequence[Leave], *, began: date) -> date:
    """A leave that was granted afterwards moves the day that was named; one from before was known when it was."""
    if extension is None:
        return date.min
    later = [leave for leave in leaves if leave.granted_at > extension.granted_at]
    return _after(extension.due_on, later, began=began)


def _after(day: date, leaves: Iterable[Leave], *, began: date) -> date:
    """Each leave moves what lies in or after it, the earlier leave first; its days before they began cost them nothing."""
    for leave in leaves:
        first = max(leave.starts, began)
        if day >= first:
            day += leave.ends - first + timedelta(days=1)
    return day


def _later(at: datetime | None, opens_at: datetime) -> datetime | None:
    return at if at is not None and at > opens_at else None
