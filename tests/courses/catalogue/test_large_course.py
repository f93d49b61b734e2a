"""A course of 500 modules: it is saved, its cohort is planned, and its editor asks no more than with three."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.catalogue.composition import composition
from courses.catalogue.models import CourseModule, CoursePage
from courses.cohorts.models import Cohort
from tests.cast import Cast, make_course
from tests.courses.catalogue.many import make_many_modules
from tests.courses.catalogue.test_sharing import form_of
from tests.courses.cohorts.test_admin_planning import new_address, said

pytestmark = pytest.mark.django_db
MANY = 500


def with_modules(cast: Cast, title: str, number: int) -> CoursePage:
    course = make_course(cast.wacap, title)
    modules = make_many_modules([cast.ejn, cast.casc], number)
    CourseModule.objects.bulk_create(
        CourseModule(course=course, module_key=module.translation_key, sort_order=n)
        for n, module in enumerate(modules)
    )
    course.save_revision()
    return course


def test_it_is_saved_and_its_cohort_is_planned(client: Client, cast: Cast) -> None:
    course = make_course(cast.wacap, "Everything")
    modules = make_many_modules([cast.ejn, cast.casc], MANY, steps=1)
    client.force_login(cast.organiser)
    typed = form_of(course, *(module.translation_key for module in modules))
    address = reverse("wagtailadmin_pages:edit", args=[course.pk])
    assert client.post(address, typed).status_code == 302
    assert len(CoursePage.objects.get(pk=course.pk).module_keys()) == MANY
    dates = {name: value for name, value in said(cast).items() if name.startswith("release-0-")}
    for place in range(MANY):
        dates |= {name.replace("-0-", f"-{place}-"): value for name, value in dates.items() if "-0-" in name}
    assert client.post(new_address(course), said(cast) | dates).status_code == 302
    assert Cohort.all_objects.get().releases.count() == MANY


def test_its_editor_asks_no_more_than_with_three(client: Client, cast: Cast) -> None:
    client.force_login(cast.organiser)

    def queries(course: CoursePage) -> int:
        address = reverse("wagtailadmin_pages:edit", args=[course.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address).text
        assert "in all" in page and "Module 1" in page
        return len(captured)

    assert queries(with_modules(cast, "Few", 3)) == queries(with_modules(cast, "Many", MANY))


def test_what_it_comes_to_reads_only_its_own_steps(cast: Cast) -> None:
    make_many_modules([cast.casc], 40)
    modules = make_many_modules([cast.ejn, cast.wacap], 30, steps=3)
    with CaptureQueriesContext(connection) as captured:
        course = composition([module.translation_key for module in modules], language="en")
    assert (course.steps, course.minutes, course.languages) == (90, 90 * 15, ["en"])
    assert [module.title for module in course.modules] == [module.title for module in modules]
    assert len(captured) <= 2 + 2 * 2
