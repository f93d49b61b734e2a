"""When people want to hear from us: not at night, and of what may wait not on their weekend."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from cms.world.zones import instant

NIGHT_BEGINS = time(21)
NIGHT_ENDS = time(7)
# Monday is 0, as in `date.weekday()`.
SATURDAY, SUNDAY = 5, 6


def local_day(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def is_night(now: datetime, zone: str) -> bool:
    """By the clock on the wall, so that an hour that comes twice is judged twice the same."""
    local = now.astimezone(ZoneInfo(zone)).time()
    return local >= NIGHT_BEGINS or local < NIGHT_ENDS


def is_quiet(now: datetime, zone: str, country: str = "") -> bool:
    """Whether what may wait waits: at night, and on the weekend of `country` (ISO 3166-1)."""
    return is_night(now, zone) or local_day(now, zone).weekday() in weekend(country)


def after_the_night(now: datetime, zone: str) -> datetime:
    """`now` by day; at night the instant at which that night ends there."""
    if not is_night(now, zone):
        return now
    local = now.astimezone(ZoneInfo(zone))
    morning = local.date() + timedelta(days=local.time() >= NIGHT_BEGINS)
    return instant(morning, NIGHT_ENDS, zone)


@cache
def weekend(country: str) -> frozenset[int]:
    """The days of rest in `country`, by CLDR; Saturday and Sunday where it is not known."""
    try:
        locale = Locale.parse(f"und_{country}")
    except (UnknownLocaleError, ValueError):
        return frozenset({SATURDAY, SUNDAY})
    first, last = locale.weekend_start, locale.weekend_end
    return frozenset((first + day) % 7 for day in range((last - first) % 7 + 1))
