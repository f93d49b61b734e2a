"""Local times turned into instants, in every zone that there is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cms.world.zones import instant, validate_zone, zone_names

zones = st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"}))
days = st.dates(date(1995, 1, 1), date(2037, 12, 31))
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
SECOND = timedelta(seconds=1)


def on_the_clock(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def said(day: date, at: time) -> datetime:
    """What was written down, 23:59 being the end of the day."""
    local = datetime.combine(day, at)
    return local + timedelta(minutes=1) if (at.hour, at.minute) == (23, 59) else local


@settings(max_examples=2000, deadline=None)
@given(days, minutes, zones)
@example(date(2027, 3, 28), time(2, 30), "Europe/Paris")
@example(date(2027, 10, 31), time(2, 30), "Europe/Paris")
@example(date(2011, 12, 30), time(9), "Pacific/Apia")
@example(date(2018, 11, 4), time(0), "America/Sao_Paulo")
@example(date(2027, 4, 4), time(1, 45), "Australia/Lord_Howe")
def test_the_first_instant_at_which_the_clock_shows_the_time_or_has_passed_it(
    day: date, at: time, zone: str
) -> None:
    """One sentence for all three: a time that exists, one that is left out, one that comes twice."""
    found, local = instant(day, at, zone), said(day, at)
    assert found.tzinfo == UTC
    assert on_the_clock(found, zone) >= local
    if exists(local, zone):
        assert on_the_clock(found, zone) == local
    # Clocks are set back by an hour or two, once: before the change they showed less.
    for before in (SECOND, timedelta(minutes=30), timedelta(hours=1), timedelta(hours=3)):
        assert on_the_clock(found - before, zone) < local


def exists(local: datetime, zone: str) -> bool:
    info = ZoneInfo(zone)
    return any(
        on_the_clock(local.replace(tzinfo=info, fold=fold).astimezone(UTC), zone) == local for fold in (0, 1)
    )


@settings(max_examples=1000, deadline=None)
@given(days, minutes, minutes, zones)
@example(date(2027, 3, 28), time(2, 30), time(2, 31), "Europe/Paris")
@example(date(2027, 10, 31), time(2, 59), time(3), "Europe/Paris")
def test_what_is_later_on_the_clock_is_never_earlier(day: date, one: time, other: time, zone: str) -> None:
    earlier, later = sorted((one, other))
    assert instant(day, earlier, zone) <= instant(day, later, zone)
    assert instant(day, later, zone) <= instant(day + timedelta(days=1), earlier, zone)


@settings(max_examples=200, deadline=None)
@given(days, zones)
def test_the_last_minute_of_a_day_means_its_whole(day: date, zone: str) -> None:
    tomorrow = day + timedelta(days=1)
    assert instant(day, time(23, 59), zone) == instant(tomorrow, time(0), zone)


@pytest.mark.parametrize(
    ("day", "at", "zone", "there"),
    [
        (date(2027, 3, 28), time(2, 30), "Europe/Paris", "2027-03-28T01:00"),  # left out: 03:00 is the first
        (date(2027, 10, 31), time(2, 30), "Europe/Paris", "2027-10-31T00:30"),  # twice: the first
        (date(2027, 4, 5), time(23, 59), "Africa/Dakar", "2027-04-06T00:00"),  # up to 24:00
        (date(2027, 4, 5), time(9), "Asia/Bangkok", "2027-04-05T02:00"),
        (date(2018, 11, 4), time(0), "America/Sao_Paulo", "2018-11-04T03:00"),  # the day began at 01:00
        (date(2018, 11, 3), time(23, 59), "America/Sao_Paulo", "2018-11-04T03:00"),
        (date(2011, 12, 30), time(9), "Pacific/Apia", "2011-12-30T10:00"),  # a day that never was
        (date(2027, 4, 30), time(0), "Africa/Cairo", "2027-04-29T22:00"),  # the change is at midnight
    ],
)
def test_known_changes(day: date, at: time, zone: str, there: str) -> None:
    assert instant(day, at, zone) == datetime.fromisoformat(f"{there}+00:00")


@pytest.mark.parametrize("name", ["Africa/Atlantis", "", "../etc/passwd", "/etc/localtime", "Africa", "a\0b"])
def test_a_zone_that_does_not_exist_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(ValidationError, match=r"is not a time zone\. Choose one from the list") as problem:
        validate_zone(name)
    assert problem.value.code == "unknown_zone"


def test_every_zone_that_is_offered_is_valid() -> None:
    assert {"UTC", "Africa/Dakar", "Asia/Bangkok"} <= set(zone_names())
    for name in zone_names():
        validate_zone(name)
