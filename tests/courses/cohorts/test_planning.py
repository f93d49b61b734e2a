"""Patterns of releases, the calendar drawn as weeks, and what it says is likely to go wrong."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms.core.errors import NotAllowed
from cms.people.models import User
from cms.world.days_off import holidays_of, weekend_of
from cms.world.models import Country
from cms.world.zones import zone_names
from courses.catalogue.models import CourseAward, CoursePage
from courses.cohorts.actions.closed_days import close_days, open_days
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import ClosedDays, Cohort, Enrolment, LiveSession, Release
from courses.cohorts.planning.concerns import concerns
from courses.cohorts.planning.patterns import Pattern, Rule
from courses.cohorts.planning.plan import Plan, events_of, plan_of
from courses.cohorts.planning.weeks import weeks
from tests.cast import NOW, Cast, make_cohort, make_course, make_module
from tests.courses.cohorts.hard_days import on_hard_days
from tests.courses.cohorts.test_admin_planning import new_address
from tests.courses.cohorts.test_admin_planning import said as typed

STARTS = date(2027, 4, 5)
MONDAY, THURSDAY = 0, 3


@pytest.mark.parametrize(
    ("pattern", "days"),
    [
        (Pattern(Rule.AT_ONCE), [0, 0, 0, 0]),
        (Pattern(Rule.EVERY, every=10), [0, 10, 20, 30]),
        (Pattern(Rule.WEEKLY, weekdays=frozenset({MONDAY, THURSDAY})), [0, 3, 7, 10]),
        # The first day is a Monday: what opens on Thursdays waits for the first of them.
        (Pattern(Rule.WEEKLY, weekdays=frozenset({THURSDAY})), [3, 10, 17, 24]),
    ],
)
def test_a_pattern_says_the_day_of_each_module(pattern: Pattern, days: list[int]) -> None:
    assert pattern.opening_days(4, starts=STARTS) == days
    assert pattern.due_day(3) is None


@given(
    starts=st.dates(date(2000, 1, 1), date(2199, 1, 1)),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    modules=st.integers(0, 40),
)
def test_weekly_modules_open_in_order_each_on_a_chosen_day_and_none_is_skipped(
    starts: date, weekdays: frozenset[int], modules: int
) -> None:
    days = Pattern(Rule.WEEKLY, weekdays=weekdays).opening_days(modules, starts=starts)
    assert days == sorted(set(days)) and len(days) == modules
    assert all((starts + timedelta(days=day)).weekday() in weekdays for day in days)
    chosen = [
        n for n in range(max(days, default=-1) + 1) if (starts + timedelta(days=n)).weekday() in weekdays
    ]
    assert days == chosen


def test_weekends_and_holidays_are_those_of_the_country() -> None:
    assert weekend_of("SN") == {5, 6}
    assert weekend_of("SA") == {4, 5}
    assert weekend_of("XX") == {5, 6}
    found = holidays_of(["SN", "MA", "XX"], [2027], language="fr")
    assert set(found[date(2027, 5, 1)]) == {"SN", "MA"}
    assert found[date(2027, 5, 1)]["MA"] == "Fête du Travail"
    # Of a year that no calendar reaches there is nothing to say, and no complaint.
    assert isinstance(holidays_of(["IN", "SA"], [2199], language="en"), dict)


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(
        cast.wacap, "Course", make_module(cast.ejn, "Requests"), make_module(cast.ejn, "Evidence")
    )


@pytest.fixture
def cohort(cast: Cast, course: CoursePage) -> Cohort:
    return make_cohort(cast.wacap, course, "Spring", only_countries=["SN"])


def planned(cohort: Cohort, *, language: str = "en") -> Plan:
    titles = dict(zip(keys(cohort), ("Requests", "Evidence"), strict=False))
    return plan_of(
        cohort,
        releases=cohort.releases.select_related("cohort"),
        sessions=cohort.sessions.held(),
        titles=titles,
        language=language,
    )


def keys(cohort: Cohort) -> list:
    return [release.module_key for release in cohort.releases.all()]


def said(cohort: Cohort, about: str) -> list[str]:
    return [each.sentence for each in concerns(planned(cohort)) if each.about == about]


@pytest.mark.django_db
def test_a_plain_plan_raises_no_concern(cohort: Cohort) -> None:
    # Due on Sundays by the fixture: moved to Fridays.
    for release in cohort.releases.all():
        release.due_offset = release.day_offset + 4
        release.save()
    assert concerns(planned(cohort)) == []


@pytest.mark.django_db
def test_what_is_due_on_a_holiday_says_where(cohort: Cohort) -> None:
    # 1 May is a Saturday in 2027; Easter Monday is 29 March.
    cohort.starts, cohort.ends = date(2027, 3, 22), date(2027, 5, 7)
    cohort.save()
    first, second = cohort.releases.all()
    first.due_offset, second.due_offset = 7, 11
    first.save()
    second.save()
    assert said(cohort, "holiday") == ["“Requests” is due on 29 March 2027, a public holiday in Senegal."]


@pytest.mark.django_db
def test_weekends_are_the_regions(cohort: Cohort) -> None:
    """Sunday in Senegal; Friday and Saturday in Saudi Arabia; where both take part, the days that both rest."""
    assert said(cohort, "weekend") == [
        "“Requests” is due on 11 April 2027, at the weekend of the region.",
        "“Evidence” is due on 18 April 2027, at the weekend of the region.",
    ]
    cohort.only_countries = ["SA"]
    cohort.save()
    assert said(cohort, "weekend") == []
    release = cohort.releases.first()
    release.due_offset = 4
    release.save()
    assert len(said(cohort, "weekend")) == 1
    cohort.only_countries = ["SA", "SN"]
    cohort.save()
    assert said(cohort, "weekend") == []


@pytest.mark.django_db
def test_closed_days_of_the_host_count_and_those_of_others_do_not(cast: Cast, cohort: Cohort) -> None:
    with pytest.raises(NotAllowed):
        close_days(cast.wacap, name="Recess", starts=STARTS, ends=STARTS, by=cast.secretariat)
    close_days(cast.casc, name="Other", starts=STARTS, ends=date(2027, 5, 1), by=cast.casc_organiser)
    assert said(cohort, "closed") == []
    closed = close_days(
        cast.wacap, name="Recess", starts=date(2027, 4, 11), ends=date(2027, 4, 17), by=cast.organiser
    )
    assert said(cohort, "closed") == ["“Requests” is due on 11 April 2027, a closed day: Recess."]
    open_days(closed, by=cast.organiser)
    assert said(cohort, "closed") == []


@pytest.mark.django_db
def test_night_is_before_six_and_for_calls_after_ten(cohort: Cohort) -> None:
    release = cohort.releases.first()
    release.due_offset, release.due_local_time = 3, time(5, 30)
    release.save()
    LiveSession.objects.create(cohort=cohort, title="Call", day_offset=2, local_time=time(22))
    assert said(cohort, "night") == [
        "Live session “Call” on 7 April 2027 at night, at 22:00.",
        "“Requests” is due on 8 April 2027 at night, at 05:29.",
    ]
    # Until midnight is the usual end of a day, and no night.
    release.due_local_time = time(23, 59)
    release.save()
    assert len(said(cohort, "night")) == 1


@pytest.mark.django_db
def test_a_module_that_lacks_a_promised_language_is_named(cohort: Cohort) -> None:
    cohort.languages = ["en", "ar"]
    cohort.save()
    assert said(cohort, "language") == [
        "“Requests” can’t be read in full in Arabic, which the cohort promises.",
        "“Evidence” can’t be read in full in Arabic, which the cohort promises.",
    ]


@pytest.mark.django_db
def test_an_award_that_needs_more_sessions_than_are_planned_is_named(
    client: Client, cast: Cast, course: CoursePage, cohort: Cohort
) -> None:
    CourseAward.objects.create(course=course, titles={"en": "Distinction"}, least_sessions=2)
    sentence = "“Distinction” needs 2 live sessions; this cohort plans 1."
    client.force_login(cast.organiser)
    page = reverse("cohort:inspect", args=[cohort.pk])
    LiveSession.objects.create(cohort=cohort, title="Call", day_offset=2)
    assert [each[: len(sentence)] for each in said(cohort, "award")] == [sentence]
    assert sentence in client.get(page).text
    LiveSession.objects.create(cohort=cohort, title="Another", day_offset=3)
    assert said(cohort, "award") == [] and sentence not in client.get(page).text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "clashes"),
    [
        ({}, True),
        ({"only_countries": ["SN", "ML"]}, True),
        ({"only_countries": ["ML"]}, False),
        ({"starts": date(2027, 5, 1), "ends": date(2027, 5, 30)}, False),
        ({"state": CohortState.DRAFT}, False),
    ],
)
def test_cohorts_of_the_same_people_at_the_same_time(
    cast: Cast, course: CoursePage, cohort: Cohort, values: dict[str, object], clashes: bool
) -> None:
    make_cohort(cast.wacap, course, "Other", **({"state": CohortState.RUNNING} | values))
    make_cohort(cast.casc, course, "Of another host", state=CohortState.RUNNING)
    assert bool(said(cohort, "clash")) is clashes


@pytest.mark.django_db
def test_countries_are_those_of_the_people_once_there_are_some(
    cast: Cast, cohort: Cohort, trainee_of: User
) -> None:
    assert planned(cohort).countries == ("ML",)


@pytest.fixture
def trainee_of(cast: Cast, cohort: Cohort) -> User:
    User.objects.filter(pk=cast.trainee.pk).update(country=Country.objects.get(pk="ML"))
    Enrolment.all_objects.create(
        cohort=cohort, user=cast.trainee, state=EnrolmentState.ACTIVE, language="en", enrolled_at=NOW
    )
    return cast.trainee


@pytest.mark.django_db
def test_weeks_hold_each_event_once_on_its_local_day(cohort: Cohort) -> None:
    plan = planned(cohort)
    drawn = weeks(plan, language="en")
    assert [week.number for week in drawn] == [None, None, 1, 2, 3, 4]
    assert drawn[2].first == STARTS
    shown = [(day.day, entry.said) for week in drawn for day in week.days for entry in day.entries]
    assert len(shown) == len(plan.events)
    assert (date(2027, 4, 11), "“Requests” is due") in shown
    assert (date(2027, 4, 30), "Last day") in shown
    # Where weeks begin on Saturday, they do here.
    assert weeks(plan, language="ar")[2].first.weekday() == weeks(plan, language="ar")[0].first.weekday()


@pytest.mark.django_db
@given(zone=st.sampled_from(zone_names()), starts=st.dates(date(2026, 1, 1), date(2032, 12, 1)))
@on_hard_days()
def test_in_every_zone_each_event_stands_on_the_day_that_was_planned(zone: str, starts: date) -> None:
    """Over clock changes, leap days and the turn of the year; the order is kept."""
    cohort = Cohort(
        name="X",
        time_zone=zone,
        starts=starts,
        ends=starts + timedelta(days=70),
        enrolment_opens_on=starts - timedelta(days=30),
        enrolment_closes_on=starts - timedelta(days=1),
    )
    cohort.derive_instants()
    releases = []
    for number in range(10):
        release = Release(cohort=cohort, day_offset=7 * number, due_offset=7 * number + 6)
        release.derive_instants()
        releases.append(release)
    opened = [release.opens_at for release in releases]
    assert opened == sorted(opened) and all(r.opens_at < r.due_at for r in releases)
    events = list(events_of(cohort, releases, (), {}))
    days = [event.local(zone).date() for event in events if event.what == "opens"]
    # A day that a zone skipped as a whole becomes the next one.
    assert all(
        day - (starts + timedelta(days=7 * n)) in {timedelta(0), timedelta(days=1)}
        for n, day in enumerate(days)
    )
    assert all(event.at.tzinfo == UTC for event in events)


PATTERN = {
    "ends": "2027-06-30",
    "pattern-rule": "weekly",
    "pattern-weekdays": str(THURSDAY),
    "pattern-every": "7",
    "pattern-opens_at": "10:00",
    "pattern-due_after": "6",
}


def by_pattern(cast: Cast, **changes: str) -> dict[str, object]:
    return typed(cast, **PATTERN | changes)


@pytest.mark.django_db
def test_the_pattern_fills_in_the_days_and_saves_nothing(
    client: Client, cast: Cast, course: CoursePage
) -> None:
    client.force_login(cast.organiser)
    page = client.post(new_address(course), by_pattern(cast, fill="1"))
    lines = page.context["form"].lines
    assert [line["day_offset"].value() for line in lines] == ["3", "10"]
    assert [line["due_offset"].value() for line in lines] == ["9", "16"]
    assert [line["local_time"].value() for line in lines] == ["10:00", "10:00"]
    assert page.context["planned"]
    assert "“Requests” opens" in unescape(page.text)
    assert Cohort.all_objects.count() == 0


@pytest.mark.django_db
def test_filling_in_an_unfinished_form_complains_of_nothing_else(
    client: Client, cast: Cast, course: CoursePage
) -> None:
    client.force_login(cast.organiser)
    page = client.post(new_address(course), by_pattern(cast, fill="1", name="", ends=""))
    assert [line["day_offset"].value() for line in page.context["form"].lines] == ["3", "10"]
    assert "This field is required" not in page.text
    no_day = client.post(new_address(course), by_pattern(cast, fill="1", starts=""))
    assert "Say first on which day the cohort begins." in no_day.text
    no_weekday = client.post(new_address(course), by_pattern(cast, fill="1", **{"pattern-weekdays": ""}))
    assert "Choose at least one day of the week." in no_weekday.text


@pytest.mark.django_db
def test_the_calendar_is_drawn_before_saving(client: Client, cast: Cast, course: CoursePage) -> None:
    client.force_login(cast.organiser)
    page = client.post(new_address(course), by_pattern(cast, preview="1"))
    assert page.context["planned"] and page.context["concerns"]
    assert "None of this keeps you from going on." in unescape(page.text)
    assert Cohort.all_objects.count() == 0
    wrong = client.post(new_address(course), by_pattern(cast, preview="1", ends="2027-04-01"))
    assert not wrong.context["planned"]
    assert "The last day lies before the first." in wrong.text
    # Saving goes on as it did.
    assert client.post(new_address(course), by_pattern(cast)).status_code == 302
    cohort = Cohort.all_objects.get()
    drawn = client.get(reverse("cohort:calendar", args=[cohort.pk]))
    assert "Week 1" in drawn.text and "Requests" in drawn.text
    edit = reverse("cohort:edit", args=[cohort.pk])
    again = client.post(edit, by_pattern(cast, preview="1"))
    assert again.context["planned"]


@pytest.mark.django_db
def test_closed_days_are_kept_by_organisers_for_their_own_networks(client: Client, cast: Cast) -> None:
    page = reverse("closed_days")
    client.force_login(cast.organiser)
    said = {"network": cast.wacap.pk, "name": "Recess", "starts": "2027-08-01", "ends": "2027-09-15"}
    assert "lies before the first" in client.post(page, said | {"ends": "2027-07-01"}).text
    assert client.post(page, said | {"network": cast.casc.pk}).status_code == 200
    assert ClosedDays.all_objects.count() == 0
    client.post(page, said)
    closed = ClosedDays.all_objects.get()
    assert "Recess" in client.get(page).text
    client.force_login(cast.casc_organiser)
    assert "Recess" not in client.get(page).text
    assert client.post(page, {"remove": closed.pk}).status_code == 404
    assert client.post(page, {"remove": "x"}).status_code == 404
    client.force_login(cast.organiser)
    client.post(page, {"remove": closed.pk})
    assert ClosedDays.all_objects.count() == 0
    assert "between 1 January 2000" in client.post(page, said | {"ends": "2999-01-01"}).text
    ClosedDays.all_objects.bulk_create(
        ClosedDays(network=cast.wacap, name=f"Recess {n}", starts=STARTS, ends=STARTS) for n in range(31)
    )
    assert len(client.get(page).context["items"]) == 30
    client.force_login(cast.secretariat)
    assert client.get(page).status_code in {302, 403}


@pytest.mark.django_db
def test_the_calendar_costs_the_same_with_one_module_and_with_three(client: Client, cast: Cast) -> None:
    client.force_login(cast.organiser)

    def queries(*titles: str) -> int:
        course = make_course(cast.wacap, titles[0], *(make_module(cast.ejn, title) for title in titles))
        page = reverse("cohort:calendar", args=[make_cohort(cast.wacap, course, titles[0]).pk])
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    assert queries("One") == queries("Two", "Three", "Four")
