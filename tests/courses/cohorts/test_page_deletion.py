"""A course's page stays while there are cohorts of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courses.catalogue.models import CoursePage
from courses.cohorts.enums import CohortState
from tests.cast import Cast, make_cohort, make_course, network_page

SAID = "there are cohorts of this course"


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(cast.wacap, "Course")


def several(*courses: CoursePage) -> str:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    return address + "?" + "&".join(f"id={course.pk}" for course in courses)


@pytest.mark.parametrize("state", CohortState)
def test_a_course_with_a_cohort_stays_and_the_admin_says_why(
    client: Client, cast: Cast, course: CoursePage, state: CohortState
) -> None:
    make_cohort(cast.wacap, course, "Spring", state=state)
    other = make_course(cast.wacap, "Other")
    for person, pages in (
        (cast.organiser, [course]),
        (cast.central, [course, network_page(cast.wacap)]),
    ):
        client.force_login(person)
        for page in pages:
            for act in (client.get, client.post):
                answer = act(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
                assert SAID in answer.text
        assert SAID in client.post(several(course, other), follow=True).text
    assert set(CoursePage.objects.source()) == {course, other}


def test_a_course_without_one_goes(client: Client, cast: Cast, course: CoursePage) -> None:
    make_cohort(cast.wacap, course, "Spring")
    other = make_course(cast.wacap, "Other")
    client.force_login(cast.organiser)
    client.post(reverse("wagtailadmin_pages:delete", args=[other.pk]))
    assert list(CoursePage.objects.source()) == [course]


def test_a_translation_goes_and_the_course_stays(client: Client, cast: Cast, course: CoursePage) -> None:
    make_cohort(cast.wacap, course, "Spring")
    alias = CoursePage.objects.exclude(pk=course.pk).first()
    assert alias is not None
    client.force_login(cast.organiser)
    client.post(reverse("wagtailadmin_pages:delete", args=[alias.pk]))
    assert not CoursePage.objects.filter(pk=alias.pk).exists()
