"""What is shown before dates move: those of single people, extensions that are overtaken, and the weeks as they would be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.people.enums import AccessKind
from cms.people.models import DataAccess
from courses.cohorts import affected
from courses.cohorts.actions import extend, grant_leave, release_due, start_cohorts
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.own_dates import releases_of
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, make_person
from tests.courses.cohorts.own_dates import due_days

pytestmark = pytest.mark.django_db

BEGUN = datetime(2027, 4, 6, 9, tzinfo=UTC)


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    course = make_course(
        cast.wacap, "Course", *(make_module(cast.ejn, title) for title in ("One", "Two", "Three"))
    )
    cohort = make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN)
    start_cohorts(cohort.starts_at)
    release_due(cohort.starts_at + timedelta(hours=9))
    cohort.refresh_from_db()
    return cohort


def enrolled(cohort: Cohort, name: str) -> Enrolment:
    return Enrolment.all_objects.create(
        cohort=cohort, user=make_person(name), state=EnrolmentState.ACTIVE, language="en", enrolled_at=NOW
    )


def away(enrolment: Enrolment, cast: Cast) -> None:
    """What is due from the 14th on is due two days later."""
    first, last = date(2027, 4, 14), date(2027, 4, 15)
    grant_leave(enrolment, starts=first, ends=last, reason="Recess", by=cast.organiser, now=BEGUN)


def shown(client: Client, cohort: Cohort, cast: Cast, days: int = 2) -> HttpResponse:
    with time_machine.travel(BEGUN, tick=False):
        client.force_login(cast.organiser)
        return client.post(reverse("cohort:move", args=[cohort.pk]), {"what": "whole", "days": str(days)})


def text_of(page: HttpResponse) -> str:
    return " ".join(unescape(page.text).split())


def test_dates_of_single_people_are_shown_as_they_will_be(client: Client, cast: Cast, cohort: Cohort) -> None:
    awa = enrolled(cohort, "awa")
    enrolled(cohort, "musa")
    away(awa, cast)
    page = shown(client, cohort, cast)
    [(who, lines)] = page.context["own"]
    assert who == awa
    told = [(line["shift"].moved, line["shift"].after) for line in lines]
    with time_machine.travel(BEGUN, tick=False):
        done = {"what": "whole", "days": "2", "confirm": page.context["worked_out"].seen}
        assert client.post(reverse("cohort:move", args=[cohort.pk]), done).status_code == 302
    theirs = releases_of(Enrolment.all_objects.select_related("cohort").get(pk=awa.pk)).values()
    assert {at for moved, at in told if moved == "due"} == {release.due_at for release in theirs}
    assert due_days(awa) == [date(2027, 4, 13), date(2027, 4, 22), date(2027, 4, 29)]
    seen = DataAccess.objects.filter(actor=cast.organiser, about=f"cohort:{cohort.pk}", kind=AccessKind.VIEW)
    assert seen.exists()


def test_an_extension_that_gives_no_more_time_is_named(client: Client, cast: Cast, cohort: Cohort) -> None:
    awa = enrolled(cohort, "awa")
    second = cohort.releases.order_by("opens_at")[1]
    extend(awa, release=second, due_on=date(2027, 4, 20), reason="Ill", by=cast.organiser, now=BEGUN)
    # Due on the 18th for everybody: a day later, hers still is later, and does not move.
    assert "Extensions that would" not in text_of(shown(client, cohort, cast, days=1))
    page = text_of(shown(client, cohort, cast, days=2))
    assert "“Two” was extended to 20 April 2027; everybody would have until" in page


def test_the_weeks_are_drawn_as_they_would_be_with_what_to_look_at(
    client: Client, cast: Cast, cohort: Cohort
) -> None:
    page = shown(client, cohort, cast, days=7)
    days = [day.day for week in page.context["weeks"] for day in week.days for _entry in day.entries]
    assert max(days) == date(2027, 5, 7)
    assert "“Three” is due on 2 May 2027, at the weekend" in text_of(page)
    cohort.refresh_from_db()
    assert cohort.ends == date(2027, 4, 30)


def test_it_costs_the_same_for_one_person_and_for_three_and_not_all_are_named(
    client: Client, cast: Cast, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(affected, "MOST_NAMED", 2)
    taken = []
    for names in (["a"], ["b", "c"]):
        for name in names:
            away(enrolled(cohort, name), cast)
        shown(client, cohort, cast)
        with CaptureQueriesContext(connection) as queries:
            page = shown(client, cohort, cast)
        taken.append(len(queries))
    assert taken[0] == taken[1]
    assert [who.user.get_full_name() for who, _lines in page.context["own"]] == ["A", "B"]
    assert "Dates of 1 more person move." in text_of(page)
