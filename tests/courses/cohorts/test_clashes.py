"""Other cohorts at the same time: by the people who have a seat, across networks; by rule while nobody has one."""

from __future__ import annotations

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.people.models import User
from courses.catalogue.models import CoursePage
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.planning.concerns import concerns
from courses.cohorts.planning.plan import plan_of
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(cast.wacap, "Course", make_module(cast.ejn, "Requests"))


@pytest.fixture
def cohort(cast: Cast, course: CoursePage) -> Cohort:
    return make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN)


def seat(cohort: Cohort, *people: User, state: str = EnrolmentState.ACTIVE) -> None:
    for person in people:
        Enrolment.all_objects.create(
            cohort=cohort, user=person, state=state, language="en", enrolled_at=NOW, ended_at=None
        )


def clashes(cohort: Cohort, reader: User | None) -> list[str]:
    plan = plan_of(
        cohort, releases=cohort.releases.select_related("cohort"), titles={}, language="en", reader=reader
    )
    return [each.sentence for each in concerns(plan) if each.about == "clash"]


def test_a_cohort_with_nobody_in_common_is_not_named(cast: Cast, cohort: Cohort, course: CoursePage) -> None:
    other = make_cohort(cast.wacap, course, "Other", state=CohortState.RUNNING)
    assert len(clashes(cohort, cast.organiser)) == 1
    seat(cohort, cast.trainee)
    seat(other, cast.stranger)
    assert clashes(cohort, cast.organiser) == []
    seat(other, cast.trainee)
    assert clashes(cohort, cast.organiser) == [
        "1 person has a seat in “Other” too, which runs at the same time (5 April 2027 to 30 April 2027)."
    ]


def test_who_sits_in_two_networks_is_seen_and_a_cohort_named_to_who_may_see_it(
    client: Client, cast: Cast, cohort: Cohort, course: CoursePage
) -> None:
    people = [cast.trainee, make_person("second")]
    elsewhere = make_cohort(cast.casc, course, "Of another host", state=CohortState.RUNNING)
    seat(cohort, *people)
    seat(elsewhere, *people)
    told = "2 people have seats in other networks’ cohorts at the same time."
    assert clashes(cohort, cast.organiser) == [told]
    [named] = clashes(cohort, cast.two_roles)
    assert named.startswith("2 people have a seat in “Of another host” too")
    # A draft there, or a seat that was given back, is nobody's matter.
    Enrolment.all_objects.filter(cohort=elsewhere, user=cast.trainee).update(state=EnrolmentState.WITHDRAWN)
    assert clashes(cohort, cast.organiser)[0].startswith("1 person has a seat in another")
    client.force_login(cast.organiser)
    page = unescape(client.get(reverse("cohort:calendar", args=[cohort.pk])).text)
    assert "1 person has a seat in another network’s cohort" in page and "Of another host" not in page
    Cohort.all_objects.filter(pk=elsewhere.pk).update(state=CohortState.DRAFT)
    assert clashes(cohort, cast.organiser) == []


def test_looking_costs_the_same_for_one_cohort_and_for_three(
    cast: Cast, cohort: Cohort, course: CoursePage
) -> None:
    seat(cohort, cast.trainee)
    taken = []
    for more in (1, 2):
        for number in range(more):
            other = make_cohort(cast.casc, course, f"Other {more} {number}", state=CohortState.RUNNING)
            seat(other, cast.trainee)
        with CaptureQueriesContext(connection) as queries:
            assert len(clashes(cohort, cast.two_roles)) == len(taken) * 2 + 1
        taken.append(len(queries))
    assert taken[0] == taken[1]
