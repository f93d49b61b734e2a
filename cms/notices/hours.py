"""When people want to hear from us: not at night, and of what may wait not on their weekend."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from django.conf import settings

from cms.world.zones import instant

# Monday is 0, as in `date.weekday()`.
SATURDAY, SUNDAY = 5, 6


def quiet_hours() -> tuple[time, time] | None:
    """When the night begins and ends, by QUIET_HOURS; None where no hour is quiet."""
    return _read(settings.QUIET_HOURS)


@cache
def _read(hours: str) -> tuple[time, time] | None:
    if not hours:
        return None
    begins, _dash, ends = hours.partition("-")
    return time.fromisoformat(begins), time.fromisoformat(ends)


def local_day(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def is_night(now: datetime, zone: str) -> bool:
    """By the clock on the wall, so that an hour that comes twice is judged twice the same."""
    night = quiet_hours()
    if night is None:
        return False
    begins, ends = night
    local = now.astimezone(ZoneInfo(zone)).time()
    return local >= begins or local < ends if begins > ends else begins <= local < ends


def is_quiet(now: datetime, zone: str, country: str = "") -> bool:
    """Whether what may wait waits: at night, and on the weekend of `country` (ISO 3166-1)."""
    if quiet_hours() is None:
        return False
    return is_night(now, zone) or local_day(now, zone).weekday() in weekend(country)


def after_the_night(now: datetime, zone: str) -> datetime:
    """`now` by day; at night the instant at which that night ends there."""
    night = quiet_hours()
    if night is None or not is_night(now, zone):
        return now
    begins, ends = night
    local = now.astimezone(ZoneInfo(zone))
    morning = local.date() + timedelta(days=begins > ends and local.time() >= begins)
    return instant(morning, ends, zone)


@cache
def weekend(country: str) -> frozenset[int]:
    """The days of rest in `country`, by CLDR; Saturday and Sunday where it is not known."""
    try:
        locale = Locale.parse(f"und_{country}")
    except (UnknownLocaleError, ValueError):
        return frozenset({SATURDAY, SUNDAY})
    first, last = locale.weekend_start, locale.weekend_end
    return frozenset((first + day) % 7 for day in range((last - first) % 7 + 1))
