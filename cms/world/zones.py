"""IANA time zones, and local times turned into instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@cache
def zone_names() -> tuple[str, ...]:
    """Region/City names and UTC, in order; the older aliases without a region are left out."""
    return (
        "UTC",
        *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")),
    )


def validate_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ValidationError(
            _("“%(zone)s” is not a time zone. Choose one from the list, such as Africa/Dakar."),
            code="unknown_zone",
            params={"zone": name},
        ) from problem


def instant(day: date, at: time, zone: str) -> datetime:
    """The UTC instant of a local date and time.

    A time that the clock change leaves out becomes the first that exists after it; one
    that comes twice is the first of the two. 23:59 means up to 24:00, since instants are
    exclusive ends.
    """
    info = ZoneInfo(zone)
    if (at.hour, at.minute) == (23, 59):
        day, at = day + timedelta(days=1), time(0)
    local = datetime.combine(day, at.replace(fold=0), tzinfo=info)
    there = local.astimezone(UTC)
    if there.astimezone(info).replace(tzinfo=None) == local.replace(tzinfo=None):
        return there
    return _end_of_gap(there, info)


def _end_of_gap(near: datetime, info: ZoneInfo) -> datetime:
    """The first instant after the clock change around `near`."""
    low, high = near - timedelta(hours=26), near + timedelta(hours=36)
    before = low.astimezone(info).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(info).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
