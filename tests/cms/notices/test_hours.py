"""Nobody is woken: the night by the clock on the wall in every zone, the weekend by the country."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.notices.hours import after_the_night, is_night, is_quiet, local_day, weekend
from cms.world.zones import zone_names

zones = st.sampled_from(zone_names())
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
instants = st.integers(0, 20 * 366 * 24 * 60).map(lambda minutes: EPOCH + timedelta(minutes=minutes))
MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 3, 4, 5, 6


@given(now=instants, zone=zones)
def test_what_waits_for_the_morning_leaves_at_its_first_minute(now: datetime, zone: str) -> None:
    morning = after_the_night(now, zone)
    assert not is_night(morning, zone)
    if not is_night(now, zone):
        assert morning == now
        return
    assert now < morning <= now + timedelta(hours=12)
    assert is_night(morning - timedelta(minutes=1), zone)


def test_every_zone_has_its_night_by_its_own_clock_on_each_day_of_a_year() -> None:
    for zone in zone_names():
        info = ZoneInfo(zone)
        for day in range(0, 366, 5):
            noon = datetime.combine(date(2028, 1, 1) + timedelta(days=day), time(12), tzinfo=info)
            late = noon.replace(hour=22)
            assert not is_night(noon, zone) and is_night(late, zone)
            assert after_the_night(late, zone).astimezone(info).time() == time(7)


@pytest.mark.parametrize(
    ("zone", "now"),
    [
        # 02:00 becomes 03:00, and 03:00 becomes 02:00 again.
        ("Europe/Paris", datetime(2027, 3, 28, 0, 30, tzinfo=UTC)),
        ("Europe/Paris", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        ("Europe/Paris", datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
        # Midnight becomes 01:00.
        ("Africa/Cairo", datetime(2027, 4, 29, 22, 30, tzinfo=UTC)),
        # Half an hour only.
        ("Australia/Lord_Howe", datetime(2027, 4, 3, 15, 15, tzinfo=UTC)),
    ],
)
def test_a_night_with_a_clock_change_ends_at_seven(zone: str, now: datetime) -> None:
    assert is_night(now, zone)
    assert after_the_night(now, zone).astimezone(ZoneInfo(zone)).time() == time(7)


@pytest.mark.parametrize(
    ("country", "days"),
    [
        ("SN", {SATURDAY, SUNDAY}),
        ("FR", {SATURDAY, SUNDAY}),
        ("EG", {FRIDAY, SATURDAY}),
        ("SA", {FRIDAY, SATURDAY}),
        ("IR", {FRIDAY}),
        ("AF", {THURSDAY, FRIDAY}),
        ("", {SATURDAY, SUNDAY}),
        ("XX", {SATURDAY, SUNDAY}),
    ],
)
def test_the_weekend_is_the_countrys(country: str, days: set[int]) -> None:
    assert weekend(country) == days


@given(now=instants, zone=zones, country=st.sampled_from(["SN", "EG", "IR", "IN", ""]))
def test_what_may_wait_waits_at_night_and_on_days_of_rest_only(
    now: datetime, zone: str, country: str
) -> None:
    rests = local_day(now, zone).weekday() in weekend(country)
    assert is_quiet(now, zone, country) == (is_night(now, zone) or rests)
