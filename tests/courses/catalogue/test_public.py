"""Courses and modules as strangers see them."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.networks.models import Network
from courses.catalogue.models import CourseModule, CoursePage, LessonPage, ModulePage
from tests.cast import Cast, make_course, make_module, network_page


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    return make_module(cast.ejn, "Requests", lessons=2)


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def translate(module: ModulePage, network: Network, title: str, language: str = "ar") -> ModulePage:
    parent = network_page(network, language)
    text = ModulePage(
        title=title,
        slug=f"requests-{language}",
        locale=parent.locale,
        translation_key=module.translation_key,
        is_source=False,
    )
    parent.add_child(instance=text)
    text.save_revision().publish()
    return text


def test_a_course_names_its_modules_in_order_with_who_wrote_them(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    course = make_course(cast.wacap, "Working together", make_module(cast.casc, "Evidence"), module)
    answer = client.get(course.url)
    lines = answer.context["modules"]
    assert [(line.title, line.network, line.steps, line.minutes) for line in lines] == [
        ("Evidence", cast.casc, 1, 15),
        ("Requests", cast.ejn, 2, 30),
    ]
    assert answer.context["minutes"] == 45
    text = plain(answer.text)
    assert text.index("Evidence") < text.index("Requests")


def test_a_module_that_is_not_published_is_left_out(client: Client, cast: Cast, module: ModulePage) -> None:
    course = make_course(cast.wacap, "Working together", module, make_module(cast.casc, "Evidence"))
    module.unpublish()
    assert [line.title for line in client.get(course.url).context["modules"]] == ["Evidence"]
    assert client.get(module.url).status_code == 404


def test_steps_that_are_drafts_do_not_count(client: Client, cast: Cast, module: ModulePage) -> None:
    module.add_child(instance=LessonPage(title="Draft", locale=module.locale, live=False))
    course = make_course(cast.wacap, "Working together", module)
    (line,) = client.get(course.url).context["modules"]
    assert (line.steps, line.minutes) == (2, 30)
    assert "Draft" not in client.get(module.url).text


def test_a_module_is_named_in_the_language_of_the_page_where_it_has_a_text(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    translate(module, cast.ejn, "الطلبات")
    make_module(cast.ejn, "Evidence")
    arabic = client.get(network_page(cast.ejn, "ar").url).text
    assert "الطلبات" in arabic and "Requests" not in plain(arabic)
    assert "Evidence" in arabic
    english = client.get(network_page(cast.ejn).url).text
    assert "Requests" in english and "الطلبات" not in english


def test_an_alias_is_not_listed_beside_its_source(client: Client, cast: Cast, module: ModulePage) -> None:
    parent = network_page(cast.ejn, "fr")
    module.create_alias(parent=parent, update_locale=parent.locale, reset_translation_key=False)
    course = make_course(cast.wacap, "Working together", module)
    for page in (network_page(cast.ejn), parent, course):
        assert plain(client.get(page.url).text.split("</header>")[-1]).count("Requests") == 1


def test_a_module_says_as_at_when_the_law_is_stated_and_where_it_is_taught(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    module.law_stated_as_at = date(2026, 10, 1)
    module.save_revision().publish()
    course = make_course(cast.wacap, "Working together", module)
    hidden = make_course(cast.casc, "Not yet", module)
    hidden.unpublish()
    page = client.get(module.url)
    text = plain(page.text)
    assert "Law stated as at 1 October 2026" in text
    assert course.url in page.text
    assert "Not yet" not in text
    assert "Requests, lesson 1" in text


def test_a_module_page_costs_the_same_with_one_and_with_three(client: Client, cast: Cast) -> None:
    small, large = make_module(cast.ejn, "Small"), make_module(cast.ejn, "Large", lessons=3)
    make_course(cast.wacap, "One", small, large)
    for name in ("Two", "Three"):
        make_course(cast.wacap, name, large)
    counts = []
    for module in (small, large):
        client.get(module.url)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(module.url)
        counts.append(len(queries))
    assert "Three" in page.text and "Large, lesson 3" in page.text
    assert counts[0] == counts[1]


def test_a_course_without_module_or_cohort_is_a_page_all_the_same(client: Client, cast: Cast) -> None:
    course = make_course(cast.wacap, "Nothing in it")
    CourseModule.objects.create(course=course, module_key=course.translation_key, sort_order=1)
    assert client.get(course.url).status_code == 200


@pytest.mark.parametrize("language", ["fr", "es", "pt", "ar"])
def test_every_language_has_its_pages(client: Client, cast: Cast, language: str) -> None:
    page = network_page(cast.wacap, language)
    assert page.url.startswith(f"/{language}/")
    assert client.get(page.url).status_code == 200
    assert not CoursePage.objects.child_of(page).exists()
