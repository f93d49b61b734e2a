"""Self-study: days counted from one's own first; and how own dates are worked out, in every zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms.core.errors import Refusal
from cms.world.zones import zone_names
from courses.cohorts.actions import grant_leave, release_due, release_own, start_cohorts
from courses.cohorts.actions.change import change_cohort
from courses.cohorts.actions.enrolment import enrol, withdraw
from courses.cohorts.enums import CohortState, Pacing
from courses.cohorts.models import Cohort, Extension, Leave, OwnDates, Release
from courses.cohorts.own_dates import releases_of
from courses.cohorts.planning.concerns import concerns
from courses.cohorts.planning.own_dates import dates_for, last_opening
from courses.cohorts.planning.plan import plan_of
from tests.cast import Cast, make_cohort, make_course, make_module, make_person
from tests.courses.cohorts.own_dates import LAST_MINUTE, due_days, told


@pytest.fixture
def self_study(cast: Cast) -> Cohort:
    """5 to 30 April 2027, enrolment until the last day; modules open on days 0 and 7, due on days 6 and 13."""
    course = make_course(cast.wacap, "Alone", make_module(cast.ejn, "One"), make_module(cast.ejn, "Two"))
    return make_cohort(
        cast.wacap,
        course,
        "At your own pace",
        state=CohortState.OPEN,
        pacing=Pacing.SELF,
        enrolment_closes_on=date(2027, 4, 30),
    )


BEGINS = datetime(2027, 4, 5, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_in_self_study_days_are_counted_from_ones_own_first(cast: Cast, self_study: Cohort) -> None:
    early = enrol(self_study, user=cast.trainee, now=BEGINS - timedelta(days=10))
    start_cohorts(BEGINS)
    release_due(BEGINS + timedelta(hours=9))
    ten_days_later = BEGINS + timedelta(days=10, hours=10)
    release_due(ten_days_later)
    late = enrol(self_study, user=make_person("late"), now=ten_days_later)
    for enrolment in (early, late):
        enrolment.refresh_from_db()
    assert (early.began_on, late.began_on) == (date(2027, 4, 5), date(2027, 4, 15))
    assert due_days(early) == [date(2027, 4, 11), date(2027, 4, 18)]
    assert due_days(late) == [date(2027, 4, 21), date(2027, 4, 28)]
    assert not OwnDates.objects.filter(enrolment=early).exists()
    # The first module opened at nine of that day: who comes in at ten finds it open. The second opens a week later.
    own = releases_of(late).values()
    assert [release.is_open_at(ten_days_later) for release in own] == [True, False]
    assert release_own(ten_days_later) == 0
    week_after = ten_days_later + timedelta(days=7)
    assert [release_own(week_after), release_own(week_after)] == [1, 0]
    assert (told(late, "module_released"), told(early, "module_released")) == (1, 2)


@pytest.mark.django_db
def test_in_self_study_the_cohorts_end_holds_and_who_comes_back_begins_anew(
    cast: Cast, self_study: Cohort
) -> None:
    start_cohorts(BEGINS)
    last_days = datetime(2027, 4, 27, 8, tzinfo=UTC)
    enrolment = enrol(self_study, user=cast.trainee, now=BEGINS + timedelta(days=1))
    withdraw(enrolment, now=BEGINS + timedelta(days=2))
    again = enrol(self_study, user=cast.trainee, now=last_days)
    assert (again.pk, again.began_on) == (enrolment.pk, date(2027, 4, 27))
    # The second module would open on 4 May, after the cohort: it opens with the first.
    assert due_days(again) == [date(2027, 4, 30)] * 2
    assert {each.opens_at for each in releases_of(again).values()} == {datetime(2027, 4, 27, 9, tzinfo=UTC)}


@pytest.mark.django_db
def test_what_would_open_after_the_end_opens_with_what_opens_in_time(cast: Cast, self_study: Cohort) -> None:
    """From 20 April on, the second module opens on the 27th; a third, on day 14, would open on 4 May."""
    third = Release.objects.create(
        cohort=self_study,
        module_key=make_module(cast.ejn, "Three").translation_key,
        day_offset=14,
        due_offset=20,
    )
    start_cohorts(BEGINS)
    enrolment = enrol(self_study, user=cast.trainee, now=datetime(2027, 4, 20, 8, tzinfo=UTC))
    own = releases_of(enrolment)[third.module_key]
    assert own.opens_at == datetime(2027, 4, 27, 9, tzinfo=UTC)
    assert due_days(enrolment) == [date(2027, 4, 26), date(2027, 4, 30), date(2027, 4, 30)]
    week_after = own.opens_at
    release_own(week_after)
    assert told(enrolment, "module_released") == 3
    # The cohort goes on to the end of May: what is open stays open, and has its days.
    change_cohort(
        self_study, values={"ends": date(2027, 5, 31)}, releases=None, by=cast.organiser, now=week_after
    )
    enrolment.refresh_from_db()
    own = releases_of(enrolment)[third.module_key]
    assert (own.opens_at, own.released_at) == (week_after, week_after)
    assert due_days(enrolment) == [date(2027, 4, 26), date(2027, 5, 3), date(2027, 5, 10)]


@pytest.mark.django_db
def test_where_nothing_opens_in_time_everything_opens_on_ones_first_day(
    cast: Cast, self_study: Cohort
) -> None:
    for release in self_study.releases.select_related("cohort"):
        release.day_offset, release.due_offset = release.day_offset + 3, release.due_offset + 3
        release.save()
    start_cohorts(BEGINS)
    now = datetime(2027, 4, 29, 8, tzinfo=UTC)
    enrolment = enrol(self_study, user=cast.trainee, now=now)
    assert all(each.is_open_at(now) and each.released_at for each in releases_of(enrolment).values())
    assert due_days(enrolment) == [date(2027, 4, 30)] * 2


@pytest.mark.django_db
def test_a_leave_from_before_they_began_costs_and_gives_nothing(cast: Cast, self_study: Cohort) -> None:
    self_study.ends = self_study.enrolment_closes_on = date(2027, 7, 31)
    self_study.save()
    start_cohorts(BEGINS)
    enrolment = enrol(self_study, user=cast.trainee, now=BEGINS)
    said = {"reason": "Recess", "by": cast.organiser}
    grant_leave(enrolment, starts=date(2027, 4, 10), ends=date(2027, 4, 19), **said, now=BEGINS)
    assert due_days(enrolment) == [date(2027, 4, 21), date(2027, 4, 28)]
    withdraw(enrolment, now=datetime(2027, 4, 25, tzinfo=UTC))
    june = datetime(2027, 6, 1, 8, tzinfo=UTC)
    again = enrol(self_study, user=cast.trainee, now=june)
    assert due_days(again) == [date(2027, 6, 7), date(2027, 6, 14)]
    with pytest.raises(Refusal) as refused:
        grant_leave(again, starts=date(2027, 5, 24), ends=date(2027, 5, 31), **said, now=june)
    assert refused.value.code == "before_they_began"
    # Of one that they are in when they begin, the days from then on count.
    grant_leave(again, starts=date(2027, 5, 24), ends=date(2027, 6, 2), **said, now=june)
    assert due_days(again) == [date(2027, 6, 9), date(2027, 6, 16)]


@pytest.mark.django_db
@pytest.mark.parametrize(("pacing", "closes", "said"), [("self", 17, 0), ("self", 18, 1), ("cohort", 18, 0)])
def test_who_could_come_in_too_late_for_the_plan_is_pointed_out(
    self_study: Cohort, pacing: str, closes: int, said: int
) -> None:
    """The last module is due on day 13, and the cohort ends on 30 April: who comes in by the 17th has all of it."""
    self_study.pacing = pacing
    self_study.enrolment_closes_on = date(2027, 4, closes)
    releases = list(self_study.releases.select_related("cohort"))
    titles = {release.module_key: "Module" for release in releases}
    plan = plan_of(self_study, releases=releases, titles=titles, language="en")
    assert len([each for each in concerns(plan) if each.about == "late_start"]) == said


@pytest.mark.django_db
def test_the_public_page_says_that_days_are_ones_own(self_study: Cohort, client: Client) -> None:
    address = reverse("cohorts:cohort", args=[self_study.pk])
    assert "your dates are counted from the day you begin" in client.get(address).content.decode()


@pytest.mark.django_db
def test_a_tutored_cohort_counts_from_its_own_first_day(cast: Cast, self_study: Cohort) -> None:
    Cohort.all_objects.filter(pk=self_study.pk).update(pacing=Pacing.COHORT)
    start_cohorts(BEGINS)
    late = enrol(self_study, user=cast.trainee, now=BEGINS + timedelta(days=5))
    assert late.began_on is None
    assert due_days(late) == [date(2027, 4, 11), date(2027, 4, 18)]


GRANTED_AT = st.sampled_from([BEGINS, BEGINS + timedelta(days=1)])


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Release], date, list[Leave], Extension | None]:
    starts = draw(st.dates(date(2023, 12, 1), date(2032, 3, 31)))
    length = draw(st.integers(0, 400))
    cohort = Cohort(
        starts=starts,
        ends=starts + timedelta(days=length),
        enrolment_opens_on=starts,
        enrolment_closes_on=starts + timedelta(days=1),
        time_zone=draw(st.sampled_from(zone_names())),
    )
    cohort.derive_instants()
    releases = []
    for _ in range(draw(st.integers(1, 3))):
        opens = draw(st.integers(0, length))
        release = Release(
            cohort=cohort,
            day_offset=opens,
            local_time=draw(st.times(max_value=time(23, 0))),
            due_offset=draw(st.none() | st.integers(opens + 1, length + 30)),
            due_local_time=time(23, 59),
            last_submission_offset=draw(st.none() | st.integers(opens + 1, length + 60)),
        )
        release.derive_instants()
        releases.append(release)
    leaves, day = [], starts
    for _ in range(draw(st.integers(0, 3))):
        first = day + timedelta(days=draw(st.integers(1, 60)))
        day = first + timedelta(days=draw(st.integers(0, 40)))
        leaves.append(Leave(starts=first, ends=day, granted_at=draw(GRANTED_AT)))
    due_on = draw(st.none() | st.dates(starts, starts + timedelta(days=500)))
    extension = Extension(due_on=due_on, granted_at=draw(GRANTED_AT)) if due_on else None
    return releases, starts + timedelta(days=draw(st.integers(0, length))), leaves, extension


@given(plans())
def test_own_dates_keep_their_order_and_their_local_time_in_every_zone(
    plan: tuple[list[Release], date, list[Leave], Extension | None],
) -> None:
    releases, began, leaves, extension = plan
    cohort = releases[0].cohort
    latest = last_opening(cohort, releases, began=began)
    assert latest < cohort.ends_at
    openings = []
    for release in sorted(releases, key=lambda each: each.opens_at):
        granted = dates_for(release, began=began, latest=latest, leaves=leaves, extension=extension)
        plain = dates_for(release, began=began, latest=latest)
        openings.append(granted.opens_at)
        assert granted.opens_at == plain.opens_at
        for at, before in (
            (granted.due_at, plain.due_at),
            (granted.last_submission_at, plain.last_submission_at),
        ):
            assert before is None or (at is not None and at >= before)
            assert at is None or granted.opens_at < at
        assert (granted.due_at is None) == (release.due_offset is None)
        if granted.due_at is not None:
            assert granted.due_at <= cohort.ends_at
            if granted.due_at < cohort.ends_at:
                local = (granted.due_at - LAST_MINUTE).astimezone(ZoneInfo(cohort.time_zone))
                assert local.minute in {59, 29}
            assert granted.last_submission_at is None or granted.last_submission_at >= granted.due_at
    assert openings == sorted(openings)
    assert openings[-1] < cohort.ends_at
