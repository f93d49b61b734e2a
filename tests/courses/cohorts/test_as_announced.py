"""What was announced is taught: a course that changes between the announcement and the start changes nothing."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from courses.catalogue.models import CourseModule, CoursePage, ModulePage
from courses.cohorts.actions import announce, release_due, start_cohorts
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Release
from courses.cohorts.panels import release_lines
from courses.editions.reading import taught_syllabus
from tests.cast import NOW, Cast, make_cohort, make_course, make_module
from tests.courses.catalogue.test_sharing import form_of

pytestmark = pytest.mark.django_db

STARTED = NOW + timedelta(days=35)


@pytest.fixture
def modules(cast: Cast) -> list[ModulePage]:
    return [make_module(cast.ejn, title) for title in ("Requests", "Evidence", "Seizure")]


@pytest.fixture
def course(cast: Cast, modules: list[ModulePage]) -> CoursePage:
    return make_course(cast.wacap, "Working together", modules[0], modules[1])


def compose(course: CoursePage, *lines: tuple[ModulePage, str]) -> None:
    CourseModule.objects.filter(course=course).delete()
    CourseModule.objects.bulk_create(
        CourseModule(
            course=course,
            module_key=module.translation_key,
            section={"en": section} if section else {},
            sort_order=n,
        )
        for n, (module, section) in enumerate(lines)
    )


def started(cohort: Cohort) -> Cohort:
    assert start_cohorts(STARTED) == 1
    cohort.refresh_from_db()
    assert cohort.state == CohortState.RUNNING
    return cohort


def taught(cohort: Cohort) -> list[tuple[str, str]]:
    return [(m.title, m.section) for m in taught_syllabus(cohort.syllabus_id, "en").modules]


def test_what_comes_into_the_course_afterwards_is_not_taught(
    cast: Cast, course: CoursePage, modules: list[ModulePage]
) -> None:
    cohort = announce(make_cohort(cast.wacap, course, "Spring"), by=cast.organiser, now=NOW)
    empty = make_module(cast.ejn, "Nothing in it", lessons=0)
    compose(course, (modules[1], ""), (empty, ""), (modules[2], "The end"), (modules[0], ""))
    assert [line.title for line in release_lines(cohort, "en")] == ["Evidence", "Requests"]
    assert taught(started(cohort)) == [("Evidence", ""), ("Requests", "The end")]


def test_what_leaves_the_course_afterwards_is_taught(
    cast: Cast, course: CoursePage, modules: list[ModulePage]
) -> None:
    cohort = announce(make_cohort(cast.wacap, course, "Spring"), by=cast.organiser, now=NOW)
    compose(course, (modules[1], ""))
    assert taught(started(cohort)) == [("Evidence", ""), ("Requests", "")]
    assert release_due(STARTED + timedelta(days=20)) == 2


def test_what_left_it_while_the_cohort_was_a_draft_is_not(
    cast: Cast, course: CoursePage, modules: list[ModulePage]
) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring")
    compose(course, (modules[1], ""))
    assert [line.title for line in release_lines(cohort, "en")] == ["Evidence", "Requests"]
    announce(cohort, by=cast.organiser, now=NOW)
    assert list(Release.objects.values_list("module_key", flat=True)) == [modules[1].translation_key]
    assert taught(started(cohort)) == [("Evidence", "")]


def test_who_publishes_the_course_reads_which_cohorts_keep_their_modules(
    client: Client, cast: Cast, course: CoursePage, modules: list[ModulePage]
) -> None:
    announce(make_cohort(cast.wacap, course, "Spring"), by=cast.organiser, now=NOW)
    make_cohort(cast.wacap, course, "A draft")
    client.force_login(cast.organiser)
    address = reverse("wagtailadmin_pages:edit", args=[course.pk])
    stand = {"modules-INITIAL_FORMS": "2"} | {
        f"modules-{n}-id": str(line.pk) for n, line in enumerate(course.modules.all())
    }

    def publish(*chosen: ModulePage) -> str:
        keys = [module.translation_key for module in chosen]
        return unescape(client.post(address, form_of(course, *keys) | stand, follow=True).text)

    assert "Announced cohorts keep" not in publish(*modules[:2])
    page = publish(*modules)
    assert "keep the modules with which they were announced: “Spring”." in page and "A draft" not in page
