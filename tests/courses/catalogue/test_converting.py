"""An alias that becomes a page of its own is a translation of its course, never a second source."""

from __future__ import annotations

import importlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from courses.catalogue.models import CourseModule, CoursePage, ModulePage
from courses.cohorts.actions import announce, start_cohorts
from courses.cohorts.enums import CohortState
from courses.editions.reading import taught_syllabus
from tests.cast import NOW, Cast, make_cohort, make_course, make_module

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    return make_module(cast.ejn, "Requests")


@pytest.fixture
def course(cast: Cast, module: ModulePage) -> CoursePage:
    return make_course(cast.wacap, "Working together", module)


def text_in(course: CoursePage, language: str) -> CoursePage:
    return CoursePage.objects.get(translation_key=course.translation_key, locale__language_code=language)


def converted(client: Client, cast: Cast, course: CoursePage) -> CoursePage:
    """The French alias, made a page of its own by an organiser's click."""
    client.force_login(cast.organiser)
    alias = text_in(course, "fr")
    assert alias.alias_of_id == course.pk
    answer = client.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
    assert answer.status_code == 302
    client.logout()
    return text_in(course, "fr")


def test_it_becomes_a_translation(client: Client, cast: Cast, course: CoursePage) -> None:
    french = converted(client, cast, course)
    assert (french.is_source, french.alias_of_id) == (False, None)
    assert list(CoursePage.objects.source()) == [course]
    client.force_login(cast.organiser)
    address = reverse("wagtailadmin_pages:edit", args=[french.pk])
    editor = client.get(address)
    assert "are those of the page in English" in editor.text and "Modules, in order" not in editor.text
    said = {
        "title": "Travailler ensemble",
        "slug": french.slug,
        "description": rich_text(""),
        "comments": inline_formset([]),
        "action-publish": "1",
    }
    assert client.post(address, nested_form_data(said)).status_code == 302
    client.logout()
    course = CoursePage.objects.get(pk=course.pk)
    course.title = "Working together, again"
    course.save_revision().publish()
    assert {language: text_in(course, language).title for language in ("en", "fr", "es")} == {
        "en": "Working together, again",
        "fr": "Travailler ensemble",
        "es": "Working together, again",
    }
    assert list(CoursePage.objects.source()) == [course]
    for language in ("en", "fr", "es", "pt", "ar"):
        assert client.get(text_in(course, language).get_url()).status_code == 200


def test_its_cohort_is_announced_and_starts(client: Client, cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring")
    converted(client, cast, course)
    announce(cohort, by=cast.organiser, now=NOW)
    assert start_cohorts(NOW + timedelta(days=40)) == 1
    cohort.refresh_from_db()
    assert cohort.state == CohortState.RUNNING
    assert len(taught_syllabus(cohort.syllabus_id, "fr").modules) == 1


def test_a_revision_does_not_make_it_the_source(client: Client, cast: Cast, course: CoursePage) -> None:
    """One that was converted by an earlier release says in its revisions that it is one."""
    french = converted(client, cast, course)
    french.latest_revision.content["is_source"] = True
    french.latest_revision.save()
    CoursePage.objects.get(pk=french.pk).latest_revision.publish()
    assert list(CoursePage.objects.source()) == [course]


def test_what_an_earlier_release_left_has_one_source(client: Client, cast: Cast, course: CoursePage) -> None:
    converted(client, cast, course)
    CoursePage.objects.update(is_source=True)
    migration = importlib.import_module("courses.catalogue.migrations.0012_one_source")
    migration.name_one_source(apps, None)
    assert list(CoursePage.objects.filter(is_source=True)) == [course]
    assert ModulePage.objects.filter(is_source=True).count() == 1


def test_structure_is_edited_and_read_on_the_source_only(
    client: Client, cast: Cast, course: CoursePage, module: ModulePage
) -> None:
    french = converted(client, cast, course)
    other = make_module(cast.ejn, "Seizure")
    CourseModule.objects.filter(course=french).update(module_key=other.translation_key)
    assert CoursePage.objects.get(pk=french.pk).module_keys() == [module.translation_key]
    assert "Working together" not in client.get(other.get_url()).text
    assert "Working together" in client.get(module.get_url()).text


def test_it_goes_with_its_source(client: Client, cast: Cast, course: CoursePage) -> None:
    converted(client, cast, course)
    client.force_login(cast.organiser)
    client.post(reverse("wagtailadmin_pages:delete", args=[course.pk]))
    assert not CoursePage.objects.filter(translation_key=course.translation_key).exists()
