"""Moving one release, everything from a day on, or the whole: shown first, told once; and a zone whose rules change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cms.core.errors import NotAllowed, Refusal
from cms.notices.models import Notice
from cms.world.zones import zone_names
from courses.catalogue.models import CoursePage
from courses.cohorts.actions import release_due, start_cohorts
from courses.cohorts.actions.move import move, moving, recompute_dates
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, LiveSession, Release
from courses.cohorts.planning.moving import Moving, Scope, work_out
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, make_person
from tests.courses.cohorts.hard_days import on_hard_days

DAY = timedelta(days=1)
WEEK = 7
BEFORE = datetime(2027, 3, 10, 9, tzinfo=UTC)
# Monday 12 April: the first module is open and was due on the 11th, the second opens at nine.
SECOND_WEEK = datetime(2027, 4, 12, 8, tzinfo=UTC)


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(
        cast.wacap, "Course", *(make_module(cast.ejn, title) for title in ("One", "Two", "Three"))
    )


@pytest.fixture
def cohort(cast: Cast, course: CoursePage) -> Cohort:
    """Announced, with two people, and a session in each week; 5 to 30 April."""
    cohort = make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN)
    for number in range(3):
        LiveSession.objects.create(cohort=cohort, title=f"Call {number}", day_offset=WEEK * number + 2)
    for person in (cast.trainee, make_person("second")):
        Enrolment.all_objects.create(
            cohort=cohort, user=person, state=EnrolmentState.ACTIVE, language="en", enrolled_at=NOW
        )
    return cohort


@pytest.fixture
def running(cohort: Cohort) -> Cohort:
    start_cohorts(cohort.starts_at)
    release_due(cohort.starts_at + timedelta(hours=9))
    cohort.refresh_from_db()
    return cohort


def moved(cohort: Cohort, scope: Scope, cast: Cast, *, now: datetime) -> Moving:
    return move(
        cohort, scope=scope, seen=moving(cohort, scope=scope, now=now).seen, by=cast.organiser, now=now
    )


def days(cohort: Cohort) -> list[tuple[int, int | None]]:
    return [(release.day_offset, release.due_offset) for release in cohort.releases.order_by("pk")]


@pytest.mark.django_db
def test_before_it_begins_the_whole_moves_by_its_first_day(cast: Cast, cohort: Cohort) -> None:
    before = days(cohort)
    result = moved(cohort, Scope(WEEK), cast, now=BEFORE)
    assert result.staying == []
    cohort.refresh_from_db()
    assert (cohort.starts, cohort.ends) == (date(2027, 4, 12), date(2027, 5, 7))
    # Enrolment has opened already; it closes a week later.
    assert (cohort.enrolment_opens_on, cohort.enrolment_closes_on) == (date(2027, 3, 1), date(2027, 4, 7))
    assert days(cohort) == before
    opened = [release.opens_at for release in cohort.releases.order_by("pk")]
    assert opened[0] == datetime(2027, 4, 12, 9, tzinfo=UTC)
    assert cohort.sessions.earliest("starts_at").starts_at == datetime(2027, 4, 14, 10, tzinfo=UTC)


@pytest.mark.django_db
def test_what_has_happened_stays_and_says_so(cast: Cast, running: Cohort) -> None:
    result = moved(running, Scope(WEEK), cast, now=SECOND_WEEK)
    assert [(s.moved, s.why) for s in result.staying] == [
        ("opens", "over"),
        ("session", "over"),
        ("due", "over"),
    ]
    running.refresh_from_db()
    assert (running.starts, running.ends) == (date(2027, 4, 5), date(2027, 5, 7))
    assert days(running) == [(0, 6), (14, 20), (21, 27)]
    assert [s.day_offset for s in running.sessions.order_by("pk")] == [2, 16, 23]


@pytest.mark.django_db
def test_everything_from_a_day_on(cast: Cast, running: Cohort) -> None:
    moved(running, Scope(3, since=date(2027, 4, 19)), cast, now=SECOND_WEEK)
    running.refresh_from_db()
    # The second module opens on the 12th and is due on the 18th, before that day.
    assert days(running) == [(0, 6), (7, 13), (17, 23)]
    assert running.ends == date(2027, 5, 3)


@pytest.mark.django_db
def test_one_release_alone(cast: Cast, running: Cohort) -> None:
    last = running.releases.latest("opens_at")
    result = moved(running, Scope(2, release=last.pk), cast, now=SECOND_WEEK)
    assert {shift.moved for shift in result.moving} == {"opens", "due"}
    running.refresh_from_db()
    assert days(running) == [(0, 6), (7, 13), (16, 22)]
    assert running.ends == date(2027, 4, 30)


@pytest.mark.django_db
def test_an_open_module_keeps_its_opening_and_moves_its_due_time(cast: Cast, running: Cohort) -> None:
    first = running.releases.earliest("opens_at")
    result = moved(running, Scope(4, release=first.pk), cast, now=datetime(2027, 4, 8, 9, tzinfo=UTC))
    assert [(shift.moved, shift.why) for shift in result.shifts] == [("opens", "over"), ("due", None)]
    assert days(running)[0] == (0, 10)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scope_days", "reasons"),
    [
        # Its due time would pass the last day; its opening would pass its due time then, or the last day too.
        (6, {"opens": None, "due": "after_end"}),
        (12, {"opens": "after_end", "due": "after_end"}),
        (-12, {"opens": "past", "due": "out_of_order"}),
        (-40, {"opens": "past", "due": "past"}),
    ],
)
def test_what_can_not_move_says_why(running: Cohort, scope_days: int, reasons: dict[str, str | None]) -> None:
    last = running.releases.latest("opens_at")
    result = moving(running, scope=Scope(scope_days, release=last.pk), now=SECOND_WEEK)
    assert {shift.moved: shift.why for shift in result.shifts} == reasons


@pytest.mark.django_db
def test_a_last_day_that_was_promised_does_not_come_earlier(running: Cohort) -> None:
    result = moving(running, scope=Scope(-1, since=date(2027, 4, 14)), now=SECOND_WEEK)
    assert [shift.why for shift in result.shifts if shift.moved == "ends"] == ["promised"]


@pytest.mark.django_db
def test_everybody_with_a_seat_is_told_once_of_all_of_it(cast: Cast, running: Cohort) -> None:
    left = Enrolment.all_objects.get(user__email="second@example.org")
    left.state = EnrolmentState.WITHDRAWN
    left.save()
    moved(running, Scope(WEEK), cast, now=SECOND_WEEK)
    [notice] = Notice.objects.filter(kind="dates_moved")
    assert notice.recipient == cast.trainee
    said = {(move["moved"], move["title"]) for move in notice.facts["moves"]}
    assert {("due", "Two"), ("opens", "Three"), ("session", "Call 2"), ("ends", "")} <= said
    assert not Notice.objects.filter(kind__in=["session_moved", "last_day_moved"]).exists()


@pytest.mark.django_db
def test_in_a_draft_nobody_is_told(cast: Cast, course: CoursePage) -> None:
    draft = make_cohort(cast.wacap, course, "Draft")
    moved(draft, Scope(WEEK), cast, now=BEFORE)
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_what_was_shown_is_what_happens_or_nothing(cast: Cast, running: Cohort) -> None:
    """The sweep has released a module between looking and confirming."""
    shown = moving(running, scope=Scope(WEEK), now=SECOND_WEEK)
    later = SECOND_WEEK + timedelta(hours=2)
    release_due(later)
    with pytest.raises(Refusal) as refused:
        move(running, scope=Scope(WEEK), seen=shown.seen, by=cast.organiser, now=later)
    assert refused.value.code == "changed"
    assert days(running) == [(0, 6), (7, 13), (14, 20)]
    with pytest.raises(Refusal) as nothing:
        moved(running, Scope(-40, since=date(2027, 4, 30)), cast, now=later)
    assert nothing.value.code == "nothing"
    with pytest.raises(NotAllowed):
        move(running, scope=Scope(1), seen="", by=cast.secretariat, now=later)
    Cohort.all_objects.filter(pk=running.pk).update(state=CohortState.CLOSED)
    with pytest.raises(Refusal) as ended:
        move(running, scope=Scope(1), seen="", by=cast.organiser, now=later)
    assert ended.value.code == "ended"


def planned(zone: str, starts: date) -> tuple[Cohort, list[Release]]:
    cohort = Cohort(
        pk=1,
        state=CohortState.RUNNING,
        time_zone=zone,
        starts=starts,
        ends=starts + 60 * DAY,
        enrolment_opens_on=starts - 30 * DAY,
        enrolment_closes_on=starts - DAY,
    )
    cohort.derive_instants()
    releases = []
    for number in range(6):
        release = Release(
            pk=number + 1,
            cohort=cohort,
            day_offset=WEEK * number,
            due_offset=WEEK * number + 6,
            last_submission_offset=WEEK * number + 8 if number % 2 else None,
        )
        release.derive_instants()
        releases.append(release)
    return cohort, releases


@settings(max_examples=300)
@given(
    zone=st.sampled_from(zone_names()),
    starts=st.dates(date(2026, 1, 1), date(2032, 12, 1)),
    by=st.integers(-60, 60).filter(bool),
    at=st.integers(0, 59),
    since=st.one_of(st.none(), st.integers(0, 59)),
)
@on_hard_days(by=WEEK, at=1, since=None)
@on_hard_days(by=-1, at=0, since=3)
# Over the two changes of thirty minutes.
@example(zone="Australia/Lord_Howe", starts=date(2027, 3, 31), by=5, at=1, since=None)
@example(zone="Australia/Lord_Howe", starts=date(2027, 9, 30), by=5, at=1, since=None)
def test_in_every_zone_a_move_keeps_local_times_order_and_what_has_happened(
    zone: str, starts: date, by: int, at: int, since: int | None
) -> None:
    cohort, releases = planned(zone, starts)
    now = cohort.starts_at + at * DAY + timedelta(hours=12)
    scope = Scope(by, since=starts + since * DAY if since is not None else None)
    result = work_out(cohort, releases=releases, sessions=(), scope=scope, now=now)
    for stored, after in zip(releases, result.releases, strict=True):
        dates = [after.opens_at, after.due_at, after.last_submission_at]
        there = [each for each in dates if each is not None]
        assert there == sorted(there) and after.opens_at < after.due_at
        assert all(each <= result.cohort.ends_at for each in there if each > now)
        assert (after.local_time, after.due_local_time) == (stored.local_time, stored.due_local_time)
        for name in ("opens_at", "due_at", "last_submission_at"):
            before = getattr(stored, name)
            if before is not None and before <= now:
                assert getattr(after, name) == before
        assert after.day_offset - stored.day_offset in {0, by}
        assert (after.due_offset or 0) - (stored.due_offset or 0) in {0, by}
    # Nothing that was passed in has changed.
    again, as_before = planned(zone, starts)
    assert again.ends == cohort.ends
    assert [r.day_offset for r in as_before] == [r.day_offset for r in releases]


@pytest.mark.django_db
def test_dates_are_derived_anew_when_a_zone_changes_its_rules(cast: Cast, running: Cohort) -> None:
    """What the database holds was derived by the old rules: an hour too early."""
    later = running.releases.latest("opens_at")
    hour_early = later.opens_at - timedelta(hours=1)
    models.QuerySet(Release).filter(pk=later.pk).update(opens_at=hour_early)
    said = StringIO()
    with time_machine.travel(SECOND_WEEK, tick=False):
        call_command("recompute_dates", "--dry-run", stdout=said)
        assert "Spring" in said.getvalue() and "1 cohorts would move." in said.getvalue()
    assert not Notice.objects.filter(kind="dates_moved").exists()
    [(cohort, shifts)] = recompute_dates(SECOND_WEEK)
    assert cohort == running and [shift.moved for shift in shifts] == ["opens"]
    later.refresh_from_db()
    assert later.opens_at == datetime(2027, 4, 19, 9, tzinfo=UTC)
    assert Notice.objects.filter(kind="dates_moved").count() == 2
    assert recompute_dates(SECOND_WEEK) == []


@pytest.mark.django_db
def test_moving_by_hand_shows_first_and_then_does_it(client: Client, cast: Cast, running: Cohort) -> None:
    page = reverse("cohort:move", args=[running.pk])
    with time_machine.travel(SECOND_WEEK, tick=False):
        client.force_login(cast.organiser)
        assert "All that lies ahead" in client.get(page).text
        assert "Say from which day on." in client.post(page, {"what": "since", "days": "7"}).text
        assert "Nothing moves by no days." in client.post(page, {"what": "whole", "days": "0"}).text
        shown = client.post(page, {"what": "whole", "days": "7"})
        text = unescape(shown.text)
        assert "2 people are told, in one message each." in text
        assert "it has happened already" in text
        assert days(running) == [(0, 6), (7, 13), (14, 20)]
        seen = shown.context["worked_out"].seen
        stale = client.post(page, {"what": "whole", "days": "7", "confirm": "x"})
        assert "Something has changed since you looked." in stale.text
        done = client.post(page, {"what": "whole", "days": "7", "confirm": seen})
        assert done.status_code == 302
        client.force_login(cast.secretariat)
        assert client.get(page).status_code in {302, 403}
    assert days(running) == [(0, 6), (14, 20), (21, 27)]


@pytest.mark.django_db
def test_a_double_click_moves_once(client: Client, cast: Cast, running: Cohort) -> None:
    page = reverse("cohort:move", args=[running.pk])
    with time_machine.travel(SECOND_WEEK, tick=False):
        client.force_login(cast.organiser)
        seen = client.post(page, {"what": "whole", "days": "7"}).context["worked_out"].seen
        for _click in range(2):
            client.post(page, {"what": "whole", "days": "7", "confirm": seen})
    assert days(running) == [(0, 6), (14, 20), (21, 27)]
    assert Notice.objects.filter(kind="dates_moved").count() == 2


def test_local_times_are_the_same_over_a_clock_change() -> None:
    """Tbilisi has none; Paris changes on 28 March 2027."""
    cohort, releases = planned("Europe/Paris", date(2027, 3, 15))
    result = work_out(
        cohort, releases=releases, sessions=(), scope=Scope(WEEK), now=cohort.starts_at + timedelta(hours=1)
    )
    assert [r.opens_at.hour for r in releases[:3]] == [8, 8, 7]
    assert [r.opens_at.hour for r in result.releases[:3]] == [8, 7, 7]
    assert all(r.local_time == time(9) for r in result.releases)
