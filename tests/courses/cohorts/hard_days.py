"""Days and zones that chance comes to too seldom, as examples for tests that draw theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

from hypothesis import example

# No summer time; one of thirty minutes, whose changes are on 4 April and 3 October 2027; fourteen hours ahead of UTC.
HARD_ZONES = ("Asia/Tbilisi", "Australia/Lord_Howe", "Pacific/Kiritimati")
LEAP_DAY, LAST_OF_YEAR = date(2028, 2, 29), date(2027, 12, 31)


def on_hard_days(**more: Any) -> Callable[[Any], Any]:
    """Each of these zones with a start on each of these days, which the test must take as `zone` and `starts`."""

    def decorated(test: Any) -> Any:
        for zone, starts in product(HARD_ZONES, (LEAP_DAY, LAST_OF_YEAR)):
            test = example(zone=zone, starts=starts, **more)(test)
        return test

    return decorated
