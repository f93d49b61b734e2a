"""Times, zones, lengths and languages said in words, in the active language: for pages and e-mails alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError, get_global
from babel.dates import format_date, format_skeleton, format_timedelta, match_skeleton
from babel.lists import format_list
from babel.numbers import format_percent
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Style = Literal["full", "date", "weekday", "time"]

# A bare "en" would write the month before the day; a bare "pt" is Brazil's, where our texts follow the wider norm.
_WRITTEN_AS = {"en": "en_GB", "pt": "pt_PT"}


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(_WRITTEN_AS.get(language, language), sep="-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def active_language() -> str:
    """The language of the page: “en”, also where it was asked for as “en-gb”."""
    return (get_language() or "en").split("-")[0]


def _active() -> Locale:
    return _locale(get_language() or "en")


@cache
def _day_of_the_week(locale: Locale) -> str:
    """The pattern of “Monday 22 March”; in some languages CLDR has it for the short names of day and month only."""
    patterns = locale.datetime_skeletons
    pattern = patterns[match_skeleton("MMMMEEEEd", patterns) or "MMMMEd"].pattern
    return re.sub(r"\bM+\b", "MMMM", re.sub(r"\b[Ec]+\b", "EEEE", pattern))


def _zone(zone: str | tzinfo) -> tzinfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def say_zone(instant: datetime, zone: str | tzinfo) -> str:
    """“Dakar time (GMT)”, “Bangkok time (GMT+7)”, “UTC”: a city that people know, and what holds on that day."""
    name = str(zone)
    if name == "UTC" or isinstance(zone, timezone):
        return "UTC"
    return _("%(city)s time (%(offset)s)") % {
        "city": say_city(name),
        "offset": _offset(instant.astimezone(_zone(zone))),
    }


def say_city(zone: str) -> str:
    """“Dakar”, “Ho Chi Minh”: the place by which a zone is known."""
    known = _active().time_zones
    named = (known.get(name, {}).get("city") for name in _namesakes(zone))
    return next(filter(None, named), zone.rpartition("/")[2].replace("_", " "))


@cache
def _namesakes(zone: str) -> tuple[str, ...]:
    """CLDR names some zones by an older name than the one in use."""
    aliases = get_global("zone_aliases")
    own = aliases.get(zone, zone)
    return zone, own, *(old for old, new in aliases.items() if new == own)


def _offset(local: datetime) -> str:
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return "GMT" + (f"{sign}{hours}" if minutes else "") + (f":{rest:02}" if rest else "")


def say_when(instant: datetime, zone: str | tzinfo, *, style: Style = "full", last: bool = False) -> str:
    """The instant on the clock of `zone`; `last` for an exclusive end, which is said as the last minute before it."""
    local = (instant - timedelta(minutes=1) if last else instant).astimezone(_zone(zone))
    locale = _active()
    if style == "date":
        return format_date(local, "long", locale=locale)
    if style == "weekday":
        return format_date(local, _day_of_the_week(locale), locale=locale)
    clock = _("%(time)s, %(zone)s") % {
        "time": f"{local:%H:%M}",
        "zone": say_zone(local, zone),
    }
    if style == "time":
        return clock
    return _("%(date)s, %(time)s") % {
        "date": format_date(local, "full", locale=locale),
        "time": clock,
    }


def say_date(day: date | str) -> str:
    """“3 May 2027”, of a date or of one in ISO form."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return format_date(day, "long", locale=_active())


def say_weekday(number: int) -> str:
    """“Monday” for 0."""
    return format_date(date(2024, 1, 1) + timedelta(days=number), "EEEE", locale=_active())


def first_weekday() -> int:
    """With which day the reader's week begins; Monday is 0."""
    return _active().first_week_day


def say_short_day(day: date) -> str:
    """“Mon 3 May”, for cells of a calendar."""
    return format_skeleton("MMMEd", day, locale=_active())


def say_share(share: Decimal) -> str:
    """A share of 1 in whole per cent, rounded down: what is just below a pass mark must not look like it."""
    return format_percent(int(share * 100) / 100, locale=_active())


def say_left(instant: datetime, now: datetime) -> str:
    """“in 4 days”, “3 days ago”."""
    return format_timedelta(instant - now, add_direction=True, threshold=2, locale=_active())


def say_minutes(minutes: int) -> str:
    """“25 min”, “2 h”, “2 h 10 min”."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": number_format(rest)}
    if not rest:
        return _("%(hours)s h") % {"hours": number_format(hours)}
    return _("%(hours)s h %(minutes)s min") % {
        "hours": number_format(hours),
        "minutes": number_format(rest),
    }


def say_language(code: str, *, own: bool = False, inside: bool = False) -> str:
    """The name of a language in the reader's language, or (`own`) as it calls itself; as written `inside` a sentence."""
    named = _locale(code.split("-", maxsplit=1)[0])
    name = Locale(named.language).get_display_name(Locale(named.language) if own else _active()) or code
    return name if inside else name[:1].upper() + name[1:]


def say_territory(code: str) -> str:
    """The name of a country (ISO 3166-1) or a region (UN M49)."""
    return str(_active().territories.get(code, code))


def say_list(words: Iterable[str]) -> str:
    """“English, French and Arabic”."""
    return format_list(list(words), locale=_active())
