"""Where a move stops: the first day that can't move, the last day, the enrolment window, and what stays for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.world.zones import zone_names
from courses.catalogue.models import CoursePage
from courses.cohorts.actions.move import move, moving
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, LiveSession, Release
from courses.cohorts.planning.moving import Moving, Scope, work_out
from tests.cast import Cast, make_cohort, make_course, make_module

DAY = timedelta(days=1)
WEEK = 7
STARTS = date(2027, 4, 5)
# The first day is less than a week away: by −7 it would lie in the past.
LAST_OF_MARCH = datetime(2027, 3, 31, 9, tzinfo=UTC)
FIRST_OF_APRIL = datetime(2027, 4, 1, 9, tzinfo=UTC)


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(
        cast.wacap, "Course", *(make_module(cast.ejn, title) for title in ("One", "Two", "Three"))
    )


@pytest.fixture
def cohort(cast: Cast, course: CoursePage) -> Cohort:
    cohort = make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN)
    LiveSession.objects.create(cohort=cohort, title="Call", day_offset=2)
    return cohort


def moved(cohort: Cohort, scope: Scope, cast: Cast, *, now: datetime) -> Moving:
    seen = moving(cohort, scope=scope, now=now).seen
    result = move(cohort, scope=scope, seen=seen, by=cast.organiser, now=now)
    cohort.refresh_from_db()
    return result


def whys(result: Moving) -> dict[str, str | None]:
    """By what moves; of modules and sessions the first that is asked to move."""
    found: dict[str, str | None] = {}
    for shift in result.shifts:
        found.setdefault(shift.moved, shift.why)
    return found


@pytest.mark.django_db
def test_where_the_first_day_can_not_move_the_last_one_stays_promised(cast: Cast, cohort: Cohort) -> None:
    result = moved(cohort, Scope(-WEEK), cast, now=LAST_OF_MARCH)
    assert (cohort.starts, cohort.ends) == (STARTS, date(2027, 4, 30))
    assert cohort.enrolment_closes_on == date(2027, 3, 31)
    whys_of_cohort = {shift.moved: shift.why for shift in result.shifts if shift.thing == cohort}
    assert whys_of_cohort == {"enrolment_closes": "edited", "starts": "past", "ends": "promised"}
    # The first module and the session stay with the first day, the others move.
    assert [shift.why for shift in result.shifts if shift.moved == "opens"] == ["past", None, None]
    assert [shift.why for shift in result.shifts if shift.moved == "session"] == ["before_start"]
    assert len(result.moving) + len(result.staying) == len(result.shifts)


@pytest.mark.django_db
def test_nothing_comes_to_lie_before_a_first_day_that_stays(cast: Cast, cohort: Cohort) -> None:
    moved(cohort, Scope(-10), cast, now=FIRST_OF_APRIL)
    assert all(release.opens_at >= cohort.starts_at for release in cohort.releases.all())


@pytest.mark.django_db
def test_a_module_alone_does_not_come_to_open_before_the_first_day(cohort: Cohort) -> None:
    first = cohort.releases.earliest("opens_at")
    result = moving(cohort, scope=Scope(-10, release=first.pk), now=datetime(2027, 3, 10, tzinfo=UTC))
    assert whys(result)["opens"] == "before_start"


@pytest.mark.django_db
@pytest.mark.parametrize("state", [CohortState.OPEN, CohortState.DRAFT])
def test_a_last_day_does_not_come_before_what_stays(cast: Cast, course: CoursePage, state: str) -> None:
    """One week, due in its midst: what is due can't come before its opening, which can't come before the first day."""
    short = make_cohort(cast.wacap, course, "Short", state=state, ends=date(2027, 4, 11))
    for release in short.releases.all():
        release.day_offset, release.due_offset = 0, 3
        release.save()
    result = moving(short, scope=Scope(-5), now=FIRST_OF_APRIL)
    assert whys(result)["ends"] == ("promised" if state == CohortState.OPEN else "before_others")
    assert all(release.due_at <= result.cohort.ends_at for release in result.releases)


@pytest.mark.django_db
def test_enrolment_does_not_come_to_close_before_it_opens(cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(
        cast.wacap,
        course,
        "Spring",
        state=CohortState.ANNOUNCED,
        enrolment_opens_on=date(2027, 3, 20),
        enrolment_closes_on=date(2027, 3, 24),
    )
    result = moved(cohort, Scope(-WEEK), cast, now=datetime(2027, 3, 15, 9, tzinfo=UTC))
    assert (whys(result)["enrolment_opens"], whys(result)["enrolment_closes"]) == ("past", "window")
    assert (cohort.enrolment_opens_on, cohort.enrolment_closes_on) == (date(2027, 3, 20), date(2027, 3, 24))
    assert (cohort.starts, cohort.ends) == (date(2027, 3, 29), date(2027, 4, 23))


@pytest.mark.django_db
def test_a_draft_keeps_a_last_day_that_would_come_before_its_first(
    client: Client, cast: Cast, course: CoursePage
) -> None:
    draft = make_cohort(cast.wacap, course, "Draft")
    page = reverse("cohort:move", args=[draft.pk])
    said = {"what": "since", "since": "2027-04-15", "days": "-30"}
    with time_machine.travel(datetime(2027, 2, 1, tzinfo=UTC), tick=False):
        client.force_login(cast.organiser)
        shown = client.post(page, said)
        assert "it would lie before the first day" in shown.text
        nothing = client.post(page, said | {"confirm": shown.context["worked_out"].seen})
    assert "Nothing of this can move." in nothing.text
    draft.refresh_from_db()
    assert draft.ends == date(2027, 4, 30)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [CohortState.OPEN, CohortState.DRAFT])
def test_a_cohort_of_a_few_days_keeps_its_order(cast: Cast, course: CoursePage, state: str) -> None:
    few = make_cohort(cast.wacap, course, "Few days", state=state, ends=date(2027, 4, 8))
    few.releases.filter(day_offset__gt=0).delete()
    few.releases.update(due_offset=None)
    few.releases.get().save()
    result = moving(few, scope=Scope(-5), now=FIRST_OF_APRIL)
    assert whys(result)["ends"] == ("promised" if state == CohortState.OPEN else "before_start")
    assert result.cohort.starts <= result.cohort.ends


@pytest.mark.django_db
def test_what_only_moves_with_the_whole_is_named(cohort: Cohort) -> None:
    since = moving(cohort, scope=Scope(WEEK, since=STARTS), now=datetime(2027, 3, 10, tzinfo=UTC))
    staying = {shift.moved: str(shift.reason) for shift in since.staying}
    assert set(staying) == {"starts", "enrolment_closes"}
    assert "choose “All that lies ahead”" in staying["starts"]
    assert "where you edit the cohort" in staying["enrolment_closes"]


@pytest.mark.django_db
def test_an_open_enrolment_window_of_a_running_cohort_is_named(cast: Cast, course: CoursePage) -> None:
    running = make_cohort(
        cast.wacap, course, "Late", state=CohortState.RUNNING, enrolment_closes_on=date(2027, 4, 20)
    )
    result = moving(running, scope=Scope(WEEK), now=datetime(2027, 4, 12, 8, tzinfo=UTC))
    assert whys(result)["enrolment_closes"] == "edited"
    # The one that is over by then need not be.
    later = moving(running, scope=Scope(WEEK), now=datetime(2027, 4, 22, 8, tzinfo=UTC))
    assert "enrolment_closes" not in whys(later)


@st.composite
def planned(draw: st.DrawFn) -> tuple[Cohort, list[Release], list[LiveSession], datetime]:
    """A cohort in any state, before or after its first day, as the form lets it be planned."""
    starts = draw(st.dates(date(2026, 1, 1), date(2032, 12, 1)))
    length = draw(st.integers(0, 60))
    opens = draw(st.integers(-40, length))
    cohort = Cohort(
        pk=1,
        time_zone=draw(st.sampled_from(zone_names())),
        starts=starts,
        ends=starts + length * DAY,
        enrolment_opens_on=starts + opens * DAY,
        enrolment_closes_on=starts + draw(st.integers(opens, length)) * DAY,
    )
    cohort.derive_instants()
    now = cohort.starts_at + draw(st.integers(-45, length)) * DAY + timedelta(hours=12)
    begun = now >= cohort.starts_at
    states = [CohortState.RUNNING] if begun else [CohortState.ANNOUNCED, CohortState.OPEN]
    cohort.state = draw(st.sampled_from([CohortState.DRAFT, *states]))
    releases = [draw(releases_of(cohort, number + 1)) for number in range(draw(st.integers(0, 4)))]
    sessions = []
    for number in range(draw(st.integers(0, 3))):
        day = draw(st.integers(0, length))
        session = LiveSession(pk=number + 1, cohort=cohort, day_offset=day, local_time=time(10), minutes=90)
        session.derive_instants()
        sessions.append(session)
    return cohort, releases, sessions, now


@st.composite
def releases_of(draw: st.DrawFn, cohort: Cohort, pk: int) -> Release:
    length = (cohort.ends - cohort.starts).days
    day = draw(st.integers(0, length))
    due = draw(st.none() | st.integers(day, length))
    closes = draw(st.none() | st.integers(day if due is None else due, length))
    release = Release(pk=pk, cohort=cohort, day_offset=day, due_offset=due, last_submission_offset=closes)
    release.derive_instants()
    return release


def dates_within(cohort: Cohort, things: list) -> Iterator[tuple[datetime, datetime]]:
    """(first, last) instant of each thing that stands within the cohort."""
    for thing in things:
        if isinstance(thing, LiveSession):
            yield thing.starts_at, thing.ends_at
        else:
            yield thing.opens_at, thing.last_submission_at or thing.due_at or thing.opens_at


@settings(max_examples=400)
@given(
    plan=planned(),
    by=st.integers(-60, 60).filter(bool),
    since=st.none() | st.integers(-40, 60),
    only=st.booleans(),
)
def test_whatever_moves_the_database_takes_it_and_nothing_leaves_the_cohort(
    plan: tuple[Cohort, list[Release], list[LiveSession], datetime], by: int, since: int | None, only: bool
) -> None:
    cohort, releases, sessions, now = plan
    scope = Scope(by, since=None if since is None else cohort.starts + since * DAY)
    if only and releases:
        scope = Scope(by, release=1)
    result = work_out(cohort, releases=releases, sessions=sessions, scope=scope, now=now)
    after = result.cohort
    assert after.starts <= after.ends and after.enrolment_opens_at < after.enrolment_closes_at
    if cohort.state != CohortState.DRAFT and after.starts == cohort.starts:
        assert after.ends >= cohort.ends
    for release in result.releases:
        assert release.due_at is None or release.opens_at < release.due_at
        if release.last_submission_at is not None:
            assert release.opens_at < release.last_submission_at
            assert release.due_at is None or release.due_at <= release.last_submission_at
    stored = dates_within(cohort, [*releases, *sessions])
    for (was_first, was_last), (first, last) in zip(
        stored, dates_within(after, [*result.releases, *result.sessions]), strict=True
    ):
        assert was_first < cohort.starts_at or first >= after.starts_at
        assert was_last > cohort.ends_at or last <= after.ends_at
        assert was_first > now or first == was_first
    assert len(result.moving) + len(result.staying) == len(result.shifts)
    assert all(shift.after > now for shift in result.moving)
