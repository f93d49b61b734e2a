"""How many were done, on track and behind, day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, OwnDates
from courses.learning.behind import how_it_goes
from courses.learning.chart import chart_of
from courses.learning.models import Progress
from courses.learning.people_by_day import Point, people_by_day
from tests.courses.taught import LONG_AGO, a_running_cohort, enrolled, first_release, required_keys

pytestmark = pytest.mark.django_db

# The first module is due at the end of the 22nd, the second at the end of the 29th.
DAY = timedelta(days=1)
THURSDAY = datetime(2027, 3, 25, 9, tzinfo=UTC)


@pytest.fixture
def cohort() -> Cohort:
    cohort = a_running_cohort()
    cohort.releases.update(released_at=LONG_AGO)
    return cohort


def did(enrolment: Enrolment, *keys: object, at: datetime) -> None:
    for key in keys:
        Progress.all_objects.create(enrolment=enrolment, step_key=key, opened_at=at, completed_at=at)


def on(points: list[Point], day: date) -> tuple[int, int, int]:
    [point] = [point for point in points if point.day == day]
    return point.done, point.on_track, point.behind


def test_each_day_says_who_was_done_on_track_and_behind(cohort: Cohort) -> None:
    first = required_keys(cohort, first_release(cohort))
    [last] = required_keys(cohort, cohort.releases.order_by("opens_at")[1])
    in_time, late, never, complete = (enrolled(cohort, f"{name}@example.org") for name in "abcd")
    did(in_time, *first, at=datetime(2027, 3, 20, 9, tzinfo=UTC))
    did(late, *first, at=datetime(2027, 3, 24, 9, tzinfo=UTC))
    did(never, first[0], at=datetime(2027, 3, 20, 9, tzinfo=UTC))
    did(complete, *first, last, at=datetime(2027, 3, 10, 9, tzinfo=UTC))
    Enrolment.all_objects.filter(pk=complete.pk).update(
        state=EnrolmentState.COMPLETED, ended_at=datetime(2027, 3, 10, 9, tzinfo=UTC)
    )
    enrolled(cohort, "e@example.org", state=EnrolmentState.WITHDRAWN)
    points = people_by_day(cohort, now=THURSDAY)
    assert [point.day for point in points] == [date(2027, 3, day) for day in range(1, 26)]
    assert on(points, date(2027, 3, 9)) == (0, 4, 0)
    assert on(points, date(2027, 3, 10)) == (1, 3, 0)
    assert on(points, date(2027, 3, 21)) == (1, 3, 0)
    # Due at the end of the day, so behind from then on.
    assert on(points, date(2027, 3, 22)) == (1, 1, 2)
    assert on(points, date(2027, 3, 24)) == (1, 2, 1)
    counts = how_it_goes(cohort, now=THURSDAY)
    assert on(points, date(2027, 3, 25)) == (counts["done"], 2, counts["behind"]) == (1, 2, 1)


def test_what_is_due_today_is_not_due_yet(cohort: Cohort) -> None:
    enrolled(cohort, "a@example.org")
    morning, midnight = datetime(2027, 3, 22, 8, tzinfo=UTC), datetime(2027, 3, 23, tzinfo=UTC)
    for now in (morning, midnight):
        assert people_by_day(cohort, now=now)[-1].behind == how_it_goes(cohort, now=now)["behind"]
    assert people_by_day(cohort, now=morning)[-1].behind == 0
    assert people_by_day(cohort, now=midnight)[-1].behind == 1


def test_those_with_dates_of_their_own_go_by_these(cohort: Cohort) -> None:
    away, other = enrolled(cohort, "a@example.org"), enrolled(cohort, "b@example.org")
    Enrolment.all_objects.filter(pk=away.pk).update(has_own_dates=True)
    release = first_release(cohort)
    own = {"opens_at": release.opens_at, "due_at": release.due_at + 6 * DAY, "released_at": LONG_AGO}
    OwnDates.objects.create(enrolment=away, release=release, **own)
    assert people_by_day(cohort, now=THURSDAY)[-1].behind == 1
    assert people_by_day(cohort, now=THURSDAY + 5 * DAY)[-1].behind == 2
    assert other.pk != away.pk


def test_nobody_is_counted_before_they_came_and_what_is_found_at_the_close_was_done_by_the_end(
    cohort: Cohort,
) -> None:
    newcomer = enrolled(cohort, "a@example.org")
    Enrolment.all_objects.filter(pk=newcomer.pk).update(
        enrolled_at=datetime(2027, 3, 24, 9, tzinfo=UTC),
        state=EnrolmentState.COMPLETED,
        ended_at=cohort.ends_at + timedelta(minutes=1),
    )
    assert on(people_by_day(cohort, now=THURSDAY), date(2027, 3, 23)) == (0, 0, 0)
    cohort.state = CohortState.CLOSED
    cohort.save()
    points = people_by_day(cohort, now=cohort.ends_at + 30 * DAY)
    assert points[-1] == Point(cohort.ends, done=1, on_track=0, behind=0)
    # Of a long course, a point for each week and its last day.
    assert points[1].day - points[0].day == 7 * DAY


def test_there_is_none_before_it_begins_and_none_without_required_steps() -> None:
    assert people_by_day(Cohort(state=CohortState.OPEN), now=THURSDAY) == []


def test_the_chart_stacks_the_areas() -> None:
    days = [date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 3)]
    points = [Point(days[0], 0, 4, 0), Point(days[1], 1, 2, 1), Point(days[2], 2, 1, 1)]
    chart = chart_of(points)
    assert chart is not None
    assert chart.done == "0,150 300,112 600,75 600,150 300,150 0,150"
    assert chart.on_track == "0,0 300,38 600,38 600,75 300,112 0,150"
    assert chart.behind == "0,0 300,0 600,0 600,38 300,38 0,0"
    assert chart_of(points[:1]) is None
    assert chart_of([Point(day, 0, 0, 0) for day in days]) is None


def test_it_costs_the_same_queries_for_one_and_for_three(
    cohort: Cohort, django_assert_num_queries: partial
) -> None:
    keys = required_keys(cohort, first_release(cohort))
    for name in "abc":
        did(enrolled(cohort, f"{name}@example.org"), *keys, at=THURSDAY - 3 * DAY)
        people_by_day(cohort, now=THURSDAY)
        with django_assert_num_queries(4):
            people_by_day(cohort, now=THURSDAY)
