import pytest
from django.conf import settings
from django.urls import reverse

from tests.cast import make_person, network_page

SWITCH = "/account/language/"


def switch(client, language, address):
    return client.post(SWITCH, {"language": language, "next": address})


@pytest.fixture
def person(db):
    return make_person("amina")


def test_the_switch_returns_to_the_page_and_is_remembered(client, db):
    answer = switch(client, "ar", "/verify/?number=K7QF")
    assert answer.url == "/verify/?number=K7QF"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ar"
    assert '<html lang="ar" dir="rtl">' in client.get("/verify/").text


def test_the_switch_writes_the_language_of_who_is_signed_in(client, person):
    client.force_login(person)
    switch(client, "ar", "/learn/")
    person.refresh_from_db()
    assert person.language == "ar"


def test_a_page_leads_to_its_translation_by_that_ones_own_address(client, cast):
    english, arabic = network_page(cast.ejn), network_page(cast.ejn, "ar")
    arabic.slug = "shabaka"
    arabic.save()
    assert switch(client, "ar", f"{english.url}?from=mail").url == f"{arabic.get_url()}?from=mail"
    assert "shabaka" in arabic.get_url()


def test_a_page_without_translation_leads_to_the_nearest_above_that_has_one(client, cast):
    network_page(cast.ejn, "ar").unpublish()
    above = network_page(cast.ejn, "ar").get_parent()
    assert switch(client, "ar", network_page(cast.ejn).url).url == above.get_url()


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_the_switch_leads_nowhere_else(client, db, address):
    assert switch(client, "ar", address).url == "/"


def test_a_language_that_is_not_offered_changes_nothing(client, person, settings):
    settings.SWITCHER_LANGUAGES = ["en", "ar"]
    client.force_login(person)
    assert switch(client, "fr", "/learn/").url == "/learn/"
    person.refresh_from_db()
    assert person.language == "en" and settings.LANGUAGE_COOKIE_NAME not in client.cookies


def test_the_switch_takes_no_get(client, db):
    assert client.get(SWITCH).status_code == 405


@pytest.mark.parametrize(
    ("account", "cookie", "accepts", "language"),
    [
        ("ar", "en", "en", "ar"),
        (None, "ar", "en", "ar"),
        (None, None, "ar-EG,en;q=0.5", "ar"),
        (None, None, "de,ar;q=0.5", "ar"),
        (None, None, "de", "en"),
        (None, "de", "", "en"),
        (None, None, "pt-BR", "pt"),
        ("fr", "ar", "es", "fr"),
    ],
)
def test_addresses_without_a_language_speak_the_persons(client, db, account, cookie, accepts, language):
    if account:
        person = make_person("amina")
        person.language = account
        person.save()
        client.force_login(person)
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    answer = client.get("/verify/", headers={"accept-language": accepts})
    assert f'<html lang="{language}"' in answer.text


def test_an_address_with_a_language_keeps_it(client, cast):
    cast.trainee.language = "ar"
    cast.trainee.save()
    client.force_login(cast.trainee)
    assert '<html lang="en" dir="ltr">' in client.get(reverse("wagtail_serve", args=[""])).text
