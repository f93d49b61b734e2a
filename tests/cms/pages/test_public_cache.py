"""Whole pages kept for strangers: the same for all of them, never anybody else's, anew after a publication."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from cms.pages.actions import lay_out_site
from cms.pages.models import HomePage
from cms.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_pages(settings: Settings) -> None:
    settings.PUBLIC_PAGE_SECONDS = 30
    cache.clear()
    lay_out_site()


def change_in_silence(text: str) -> None:
    HomePage.objects.filter(locale__language_code="en").update(introduction=text)


def test_a_stranger_is_shown_the_kept_page(client: Client) -> None:
    first = client.get("/en/")
    change_in_silence("Changed in silence")

    again = Client().get("/en/")

    assert again.content == first.content
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_publishing_makes_it_anew(client: Client) -> None:
    client.get("/en/")
    page = HomePage.objects.get(locale__language_code="en")
    page.introduction = "Told to everybody at once"
    page.save_revision().publish()

    assert b"Told to everybody at once" in client.get("/en/").content


def test_who_is_signed_in_is_never_shown_or_kept_it() -> None:
    person = User.objects.create_user("somebody@example.org", "x", display_name="Somebody")
    signed_in = Client()
    signed_in.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    own = signed_in.get("/en/").content
    stranger = Client().get("/en/").content

    assert b"Somebody" in own
    assert b"Somebody" not in stranger
    assert b"Somebody" in signed_in.get("/en/").content


def test_a_question_in_the_address_is_answered_anew(client: Client) -> None:
    client.get("/en/?a=1")
    change_in_silence("Changed in silence")

    assert b"Changed in silence" in client.get("/en/?a=1").content


def test_each_language_keeps_its_own(client: Client) -> None:
    assert client.get("/en/").headers["Content-Language"] == "en"
    assert client.get("/ar/").headers["Content-Language"] == "ar"
    assert Client().get("/ar/").headers["Content-Language"] == "ar"
