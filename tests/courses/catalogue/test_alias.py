"""A course has a page in every language: a text of its own, or its source's with a notice."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Locale

from courses.catalogue.actions import keep_aliases
from courses.catalogue.models import CoursePage
from tests.cast import Cast, make_course, make_module, network_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))


def pages_of(course: CoursePage) -> dict[str, CoursePage]:
    pages = CoursePage.objects.filter(translation_key=course.translation_key).select_related("locale")
    return {page.locale.language_code: page for page in pages}


def test_publishing_keeps_a_page_in_every_language(course: CoursePage) -> None:
    pages = pages_of(course)
    assert set(pages) == {code for code, _name in settings.LANGUAGES}
    assert {code: page.alias_of_id for code, page in pages.items()} == {
        code: None if code == "en" else course.pk for code in pages
    }
    assert all(page.live for page in pages.values())


def test_the_alias_shows_the_sources_text_in_its_language_and_says_so(
    client: Client, course: CoursePage
) -> None:
    page = client.get(pages_of(course)["ar"].get_url()).content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert '<h1 lang="en" dir="ltr">Working together</h1>' in page
    assert list(CoursePage.objects.in_language("ar")) == [course]
    assert [each.locale.language_code for each in CoursePage.objects.at_addresses_in("ar")] == ["ar"]


def test_it_follows_its_source_and_publishing_again_makes_no_other(course: CoursePage) -> None:
    course.title = "Working together, again"
    course.save_revision().publish()
    pages = pages_of(course)
    assert len(pages) == 5
    assert {page.title for page in pages.values()} == {"Working together, again"}
    assert keep_aliases(course) == 0
    course.unpublish()
    assert not any(page.live for page in pages_of(course).values())


def test_a_text_of_its_own_is_left_alone(cast: Cast, course: CoursePage) -> None:
    section = network_page(cast.wacap, "fr")
    other = CoursePage(title="Deuxième", locale=network_page(cast.wacap).locale, live=False)
    network_page(cast.wacap).add_child(instance=other)
    french = CoursePage(
        title="En français",
        locale=Locale.objects.get(language_code="fr"),
        translation_key=other.translation_key,
        is_source=False,
        live=False,
    )
    section.add_child(instance=french)
    other.save_revision().publish()
    pages = pages_of(other)
    assert (pages["fr"].title, pages["fr"].alias_of_id, pages["fr"].live) == ("En français", None, False)
    assert len(pages) == 5


def test_the_networks_page_leads_to_the_address_in_its_language(
    client: Client, cast: Cast, course: CoursePage
) -> None:
    page = client.get(network_page(cast.wacap, "ar").get_url()).content.decode()
    assert pages_of(course)["ar"].get_url() in page
