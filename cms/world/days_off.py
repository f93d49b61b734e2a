"""On which days a country does not work: its weekend and its public holidays, as the library `holidays` knows them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

SATURDAY_AND_SUNDAY = frozenset({5, 6})


def weekend_of(country: str) -> frozenset[int]:
    """Days of the week, Monday is 0, by the country's ISO 3166-1 code; those of most countries for one it lacks."""
    known = _calendar(country, None, "en")
    return SATURDAY_AND_SUNDAY if known is None else frozenset(known.weekend)


def holidays_of(
    countries: Iterable[str], years: Iterable[int], *, language: str
) -> dict[date, dict[str, str]]:
    """Day → country → what the day is called, in `language` where the library has it.

    Of years that a calendar does not reach, it says nothing.
    """
    wanted = sorted(set(years))
    found: dict[date, dict[str, str]] = {}
    for country in sorted(set(countries)):
        for year in wanted:
            known = _calendar(country, year, language)
            for day, name in sorted(known.items()) if known is not None else ():
                found.setdefault(day, {})[country] = name
    return found


@lru_cache(maxsize=1024)
def _calendar(country: str, year: int | None, language: str) -> Any | None:
    from holidays import country_holidays  # noqa: PLC0415 -- half a second, which only who plans should wait for

    try:
        spoken = country_holidays(country).supported_languages
    except NotImplementedError:
        return None
    said = next(iter([name for name in spoken if name.split("_")[0] == language] or _english(spoken)), None)
    with warnings.catch_warnings():
        # It warns of years for which some of its days are not known.
        warnings.simplefilter("ignore", UserWarning)
        return country_holidays(country, years=year, language=said)


def _english(spoken: Iterable[str]) -> list[str]:
    return [name for name in spoken if name.startswith("en")]
