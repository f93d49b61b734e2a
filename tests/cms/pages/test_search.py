"""Search over what is public, and what a room above adds for who is signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from wagtail.models import PageViewRestriction

from cms.core.excerpts import excerpt
from cms.core.wiring import load
from cms.pages.models import NetworkPage
from cms.pages.search import Group, Query, Result
from courses.catalogue.models import CoursePage, LessonPage, ModulePage
from tests.cast import Cast, make_cohort, make_course, make_module, network_page

pytestmark = pytest.mark.django_db


def answer(client: Client, typed: str, language: str = "en", **more: str) -> Any:
    got = client.get(f"/{language}/search/", {"q": typed} | more)
    assert got.status_code == 200
    return got


def found(client: Client, typed: str, language: str = "en") -> dict[str, list[str]]:
    """Key of the group → titles."""
    groups = answer(client, typed, language).context.get("groups", [])
    return {group.key: ["".join(p.text for p in one.title) for one in group.shown] for group in groups}


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def publish(page: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def translate(page: Any, network: Any, title: str, language: str, **values: Any) -> Any:
    parent = network_page(network, language)
    text = type(page)(
        title=title,
        slug=f"{page.slug}-{language}",
        locale=parent.locale,
        translation_key=page.translation_key,
        is_source=False,
        **values,
    )
    parent.add_child(instance=text)
    text.save_revision().publish()
    return text


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    made = make_module(cast.ejn, "Requests for evidence")
    publish(made, summary="How a letter rogatory travels.")
    return made


@pytest.fixture
def course(cast: Cast, module: ModulePage) -> CoursePage:
    made = make_course(cast.wacap, "Working together", module)
    publish(
        made,
        summary="For authorities.",
        description="<p>Evidence that <b>travels</b>.</p>",
        audience="Judges",
    )
    return made


def test_results_are_grouped(client: Client, course: CoursePage) -> None:
    assert found(client, "travels") == {
        "courses": ["Working together"],
        "modules": ["Requests for evidence"],
    }
    assert found(client, "EJN") == {"networks": ["EJN"]}


def test_every_word_must_occur_wherever_it_stands(client: Client, course: CoursePage) -> None:
    assert found(client, "judges TOGETHER") == {"courses": ["Working together"]}
    assert found(client, "judges letter") == {}


def test_titles_come_first(client: Client, cast: Cast, module: ModulePage) -> None:
    other = make_module(cast.ejn, "A letter")
    publish(other, summary="")
    assert found(client, "letter") == {"modules": ["A letter", "Requests for evidence"]}
    publish(other, title="Zeal, by letter")
    assert found(client, "letter") == {"modules": ["Zeal, by letter", "Requests for evidence"]}


def test_the_word_is_marked_and_markup_is_none(client: Client, course: CoursePage) -> None:
    html = answer(client, "travel").text
    assert "Evidence that <mark>travel</mark>s" in html
    publish(course, summary="<script>alert(1)</script>", description="")
    assert "&lt;<mark>script</mark>&gt;" in answer(client, "script").text


@pytest.mark.parametrize(
    ("language", "title", "typed"),
    [
        ("fr", "Équipes d’enquête", "equipes d'ENQUETE"),
        ("es", "La cooperación", "COOPERACION"),
        ("pt", "Solicitação", "solicitacao"),
        ("ar", "أدلّة إلكترونية ١٨", "ادله الكترونيه 18"),
    ],
)
def test_one_result_in_the_readers_language(
    client: Client, cast: Cast, module: ModulePage, language: str, title: str, typed: str
) -> None:
    text = translate(module, cast.ejn, title, language)
    assert found(client, typed, language) == {"modules": [title]}
    result = answer(client, typed, language).context["groups"][0].shown[0]
    assert (result.language, result.url) == (language, text.url)


def test_else_in_the_language_of_its_source_which_is_named(client: Client, module: ModulePage) -> None:
    html = answer(client, "evidence", "fr").text
    assert '<h3 lang="en" dir="ltr">' in html
    assert "anglais" in plain(html).lower()


def test_a_thing_is_found_by_its_name_in_another_language(
    client: Client, cast: Cast, module: ModulePage
) -> None:
    translate(module, cast.ejn, "Commissions rogatoires", "fr")
    assert found(client, "evidence", "fr") == {"modules": ["Commissions rogatoires"]}
    html = answer(client, "evidence", "fr").text
    assert '<bdi lang="en">Requests for <mark>evidence</mark></bdi>' in html
    assert found(client, "letter rogatory", "fr") == {}


def test_an_alias_is_shown_with_its_sources_language(client: Client, course: CoursePage) -> None:
    alias = CoursePage.objects.get(translation_key=course.translation_key, locale__language_code="ar")
    result = answer(client, "together", "ar").context["groups"][0].shown[0]
    assert (result.url, result.language) == (alias.url, "en")


def test_what_is_not_public_is_not_found(
    client: Client, cast: Cast, course: CoursePage, module: ModulePage
) -> None:
    publish(LessonPage.objects.get(), title="Secretlesson", summary="Hiddenwords")
    make_cohort(cast.casc, course, "Springcohort")
    draft = ModulePage(title="Draftmodule", locale=module.locale, live=False)
    network_page(cast.ejn).add_child(instance=draft)
    module.title = "Latertitle"
    module.save_revision()
    client.force_login(cast.casc_organiser)
    for word in ("secretlesson", "hiddenwords", "springcohort", "draftmodule", "latertitle"):
        assert found(client, word) == {}, word


def test_what_is_taken_back_or_locked_is_not_found(client: Client, cast: Cast, module: ModulePage) -> None:
    locked = make_module(cast.ejn, "Locked evidence")
    assert found(client, "evidence") == {"modules": ["Locked evidence", "Requests for evidence"]}
    PageViewRestriction.objects.create(page=locked, restriction_type=PageViewRestriction.LOGIN)
    module.unpublish()
    assert found(client, "evidence") == {}


@pytest.fixture
def kept(settings: Settings) -> Iterator[None]:
    settings.PUBLIC_PAGE_SECONDS = 30
    cache.clear()
    yield
    cache.clear()


@pytest.mark.usefixtures("kept")
def test_what_is_kept_is_made_anew_by_a_publication(client: Client, module: ModulePage) -> None:
    assert found(client, "evidence") == {"modules": ["Requests for evidence"]}
    with CaptureQueriesContext(
        connection,
    ) as warm:
        answer(client, "evidence")
    assert len(warm) == 0
    publish(module, title="Requests for proof")
    assert found(client, "evidence") == {}
    assert found(client, "proof") == {"modules": ["Requests for proof"]}


@pytest.mark.usefixtures("kept")
def test_what_was_read_before_the_commit_is_not_kept_after_it(
    client: Client, module: ModulePage, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        publish(module, title="Requests for proof")
        ModulePage.objects.filter(pk=module.pk).update(title="As others still see it")
        assert found(client, "others") == {"modules": ["As others still see it"]}
        ModulePage.objects.filter(pk=module.pk).update(title="Requests for proof")
    assert found(client, "proof") == {"modules": ["Requests for proof"]}


def test_the_number_of_queries_does_not_grow(client: Client, cast: Cast, course: CoursePage) -> None:
    answer(client, "evidence")
    with CaptureQueriesContext(connection) as one:
        answer(client, "evidence")
    for number in range(3):
        added = make_module(cast.casc, f"Evidence {number}")
        translate(added, cast.casc, f"Preuves {number}", "fr")
        make_course(cast.casc, f"Evidence course {number}", added)
    with CaptureQueriesContext(connection) as more:
        assert found(client, "evidence")["modules"] == [
            *("Evidence 0", "Evidence 1", "Evidence 2"),
            "Requests for evidence",
        ]
    assert len(more) == len(one)


def test_a_group_shows_five_and_leads_to_all_in_pages(client: Client, cast: Cast, module: ModulePage) -> None:
    parent = network_page(cast.ejn)
    for number in range(21):
        parent.add_child(instance=ModulePage(title=f"Proof {number:02}", locale=parent.locale))
    make_course(cast.wacap, "Proof and more", module)
    first = answer(client, "proof")
    assert [(group.key, len(group.shown), group.total) for group in first.context["groups"]] == [
        ("courses", 1, 1),
        ("modules", 5, 21),
    ]
    assert 'href="?q=proof&amp;in=modules"' in first.text
    second = answer(client, "proof", **{"in": "modules", "page": "2"})
    assert [group.key for group in second.context["groups"]] == ["modules"]
    assert ["".join(p.text for p in one.title) for one in second.context["page_obj"]] == ["Proof 20"]
    assert answer(client, "proof", **{"in": "nothing", "page": "x"}).context["only"] is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Parts of a word are found too."),
        ("   ", "Parts of a word are found too."),
        ("x", "There is no word to search for here."),
        ("%_'\"\\", "There is no word to search for here."),
        ("zzzz", "Nothing found for “zzzz”"),
        ("ca\0fé\x1b \ud7ff\U0010ffff", "Nothing found for"),
        ("word " * 30, "This is 149 characters long, and a search takes 100."),
    ],
)
def test_each_way_of_finding_nothing_is_a_sentence(client: Client, cast: Cast, typed: str, said: str) -> None:
    html = answer(client, typed).text
    assert said in plain(html)
    assert html.count("<h1>") == 1


def test_what_was_typed_is_kept(client: Client, cast: Cast) -> None:
    long = "word " * 30
    for typed in ("zzzz", "x", '"><b>', long.strip()):
        got = answer(client, typed).text
        value = unescape(re.search(r'name="q" value="([^"]*)"', got)[1])
        assert value == typed


def test_it_is_not_indexed_and_only_asked(client: Client, cast: Cast) -> None:
    assert '<meta name="robots" content="noindex">' in answer(client, "ejn").text
    assert client.post("/en/search/", {"q": "ejn"}).status_code == 405


def own_lessons(request: HttpRequest, query: Query) -> Group | None:
    """As a room above gives it: only for who is signed in, with a page of its own for the rest."""
    if not request.user.is_authenticated:
        return None
    mine = Result(excerpt("My lesson", query.words), excerpt("on evidence", query.words), "en", "/learn/1/")
    return Group("lessons", "Your lessons", [mine], 7, more_url="/learn/search/?q=evidence")


@pytest.fixture
def with_own_lessons(settings: Settings) -> Iterator[None]:
    settings.SEARCH_SOURCES = [*settings.SEARCH_SOURCES[:3], f"{__name__}.own_lessons"]
    load.cache_clear()
    yield
    load.cache_clear()


@pytest.mark.usefixtures("with_own_lessons", "module")
def test_who_is_signed_in_finds_their_own_lessons_too(client: Client, cast: Cast) -> None:
    assert found(client, "evidence") == {"modules": ["Requests for evidence"]}
    client.force_login(cast.trainee)
    assert found(client, "evidence") == {"modules": ["Requests for evidence"], "lessons": ["My lesson"]}
    got = answer(client, "evidence")
    assert got.context["total"] == 8
    assert 'href="/learn/search/?q=evidence"' in got.text
    assert answer(client, "evidence", **{"in": "lessons"}).context["only"] is None


def test_a_network_is_found_by_any_of_its_names(client: Client, cast: Cast) -> None:
    cast.ejn.names = {"en": "EJN", "fr": "RJE"}
    cast.ejn.full_names = {"en": "European Judicial Network", "fr": "Réseau judiciaire européen"}
    cast.ejn.save()
    assert found(client, "reseau", "fr") == {"networks": ["Réseau judiciaire européen (RJE)"]}
    assert found(client, "european judicial", "fr") == {"networks": ["Réseau judiciaire européen (RJE)"]}
    assert found(client, "rje") == {"networks": ["European Judicial Network (EJN)"]}
    NetworkPage.objects.get(network=cast.ejn, locale__language_code="en").unpublish()
    result = answer(client, "judicial").context["groups"][0].shown[0]
    assert result.url.endswith("/networks/ejn/")
    assert not result.url.startswith("/en/")
