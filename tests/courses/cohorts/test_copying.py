"""A cohort planned from an earlier one: all that can be copied is, shifted by the same days; the original stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cms.core.errors import NotAllowed
from cms.networks.actions import grant_role, withdraw_role
from cms.networks.enums import Role
from cms.world.zones import zone_names
from courses.catalogue.models import CoursePage
from courses.cohorts.actions.copy import COPIED, COPIED_OF_RELEASE, COPIED_OF_SESSION, SHIFTED, copy_cohort
from courses.cohorts.enums import CohortState, EnrolmentState, Entry
from courses.cohorts.models import Cohort, Enrolment, LiveSession, Release
from tests.cast import NOW, Cast, make_cohort, make_course, make_module
from tests.courses.cohorts.hard_days import on_hard_days

pytestmark = pytest.mark.django_db

LATER = date(2028, 2, 28)  # a year and a leap day away
# What is derived, counted or kept of the life of one cohort.
OWN = {"id", "name", "starts", "state", "syllabus", "facilitators", "sequence", "moved_at"} | {
    *("enrolment_opens_at", "enrolment_closes_at", "starts_at", "ends_at"),
}
OWN_OF_RELEASE = {
    "id",
    "cohort",
    "opens_at",
    "due_at",
    "last_submission_at",
    "released_at",
    "sequence",
    "moved_at",
}
OWN_OF_SESSION = {"id", "cohort", "code", "cancelled_at", "starts_at", "ends_at", "sequence", "moved_at"} | {
    *("told_day_for", "told_hour_for"),
}


@pytest.fixture
def original(cast: Cast) -> Cohort:
    modules = (make_module(cast.ejn, "Requests"), make_module(cast.ejn, "Answers"))
    course: CoursePage = make_course(cast.wacap, "Working together", *modules)
    cohort = make_cohort(
        cast.wacap,
        course,
        "Spring",
        state=CohortState.RUNNING,
        entry=Entry.APPROVAL,
        only_countries=["SN"],
        questions=["Why?"],
        hours_to_accept=24,
    )
    LiveSession.objects.create(cohort=cohort, title="Call", day_offset=3, place="Room 3")
    LiveSession.objects.create(cohort=cohort, title="Not held", day_offset=4, cancelled_at=NOW)
    Enrolment.all_objects.create(
        cohort=cohort, user=cast.trainee, state=EnrolmentState.ACTIVE, language="en", enrolled_at=NOW
    )
    return cohort


def test_every_column_is_copied_or_named_as_not() -> None:
    def columns(model: type) -> set[str]:
        return {field.name for field in model._meta.fields}

    assert columns(Cohort) | {"facilitators"} == {*COPIED, *SHIFTED} | OWN
    assert columns(Release) == set(COPIED_OF_RELEASE) | OWN_OF_RELEASE
    assert columns(LiveSession) == set(COPIED_OF_SESSION) | OWN_OF_SESSION


def test_it_is_copied_while_in_use_and_stays_as_it_was(cast: Cast, original: Cohort) -> None:
    before = [
        model_to_dict(row)
        for row in (
            Cohort.all_objects.get(pk=original.pk),
            *original.releases.all(),
            *original.sessions.all(),
        )
    ]
    made = copy_cohort(original, name="Winter", starts=LATER, by=cast.organiser)
    after = [
        model_to_dict(row)
        for row in (
            Cohort.all_objects.get(pk=original.pk),
            *original.releases.all(),
            *original.sessions.all(),
        )
    ]
    assert after == before
    assert original.enrolments.count() == 1
    by_days = LATER - original.starts
    assert (made.name, made.state, made.syllabus, made.enrolments.count()) == ("Winter", "draft", None, 0)
    assert {name: getattr(made, name) for name in COPIED} == {
        name: getattr(original, name) for name in COPIED
    }
    for name in SHIFTED:
        assert getattr(made, name) - getattr(original, name) == by_days
    opened = [release.opens_at - by_days for release in made.releases.all()]
    assert opened == [release.opens_at for release in original.releases.all()]
    assert {release.released_at for release in made.releases.all()} == {None}
    [session] = made.sessions.all()
    assert (session.title, session.starts_at - by_days) == (
        "Call",
        original.sessions.get(title="Call").starts_at,
    )
    assert session.code != original.sessions.get(title="Call").code


def test_who_no_longer_facilitates_is_left_out(cast: Cast, original: Cohort) -> None:
    for person in (cast.trainee, cast.stranger):
        grant_role(cast.wacap, user=person, role=Role.FACILITATOR, by=cast.central, now=NOW)
        original.facilitators.add(person)
    withdraw_role(cast.wacap, user=cast.stranger, role=Role.FACILITATOR, by=cast.central, now=NOW)
    made = copy_cohort(original, name="Winter", starts=LATER, by=cast.organiser)
    assert list(made.facilitators.all()) == [cast.trainee]


@pytest.mark.parametrize("person", ["casc_organiser", "secretariat", "trainee"])
def test_only_the_hosts_organisers_copy(cast: Cast, original: Cohort, person: str) -> None:
    with pytest.raises(NotAllowed):
        copy_cohort(original, name="Winter", starts=LATER, by=getattr(cast, person))


def test_from_the_cohorts_page_to_the_form_of_the_copy(client: Client, cast: Cast, original: Cohort) -> None:
    client.force_login(cast.organiser)
    page = client.get(reverse("cohort:inspect", args=[original.pk])).content.decode()
    address = reverse("cohort:copy", args=[original.pk])
    assert address in page
    assert (
        "Choose a day between" in client.post(address, {"name": "X", "starts": "0001-01-01"}).content.decode()
    )
    answer = client.post(address, {"name": "Winter", "starts": LATER.isoformat()})
    made = Cohort.all_objects.get(name="Winter")
    assert answer["Location"] == reverse("cohort:edit", args=[made.pk])
    assert made.starts == LATER


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=st.sampled_from(sorted(zone_names())),
    starts=st.dates(date(2026, 1, 1), date(2060, 12, 31)),
    offset=st.integers(0, 60),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
)
@on_hard_days(offset=0, at=time(9))
@on_hard_days(offset=59, at=time(0))
# A quarter of an hour that clocks leave out, and one that comes twice.
@example(zone="Australia/Lord_Howe", starts=date(2027, 10, 2), offset=1, at=time(2, 15))
@example(zone="Australia/Lord_Howe", starts=date(2027, 4, 3), offset=1, at=time(1, 45))
def test_in_every_zone_a_module_opens_at_its_local_time_or_the_first_after_it_and_in_order(
    zone: str, starts: date, offset: int, at: time
) -> None:
    """Clocks that jump forward have no such time on that day: the first that there is takes its place."""
    cohort = Cohort(starts=starts, time_zone=zone)
    releases = [
        Release(cohort=cohort, day_offset=day, local_time=at) for day in (offset, offset + 1, offset + 2)
    ]
    for release in releases:
        release.derive_instants()
    opened = [release.opens_at for release in releases]
    assert opened == sorted(opened)
    for release in releases:
        local = release.opens_at.astimezone(ZoneInfo(zone))
        wanted = starts + timedelta(days=release.day_offset)
        assert (local.date(), local.time().replace(fold=0)) >= (wanted, at)
        assert (local.date(), local.time().replace(fold=0)) == (wanted, at) or _is_missing(zone, wanted, at)


def _is_missing(zone: str, day: date, at: time) -> bool:
    there = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    return there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != there.replace(tzinfo=None)
