"""How people's data is used: read at sign-up, and again when it changes, before they go on."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cms.people.actions import give_consent
from cms.people.models import Consent, User
from tests.cast import NOW, Cast, make_person
from tests.cms.people.signing_in import sign_in

SIGN_UP = "/accounts/signup/"
PAGE = "/account/privacy/"
WORDS = "correct horse 4"
NEW = {"email": "new@example.org", "password1": WORDS, "password2": WORDS}


@pytest.fixture
def person(db):
    return make_person("amina")


@pytest.fixture
def changed(settings):
    settings.PRIVACY_VERSION = "2"


# At sign-up


def test_nobody_signs_up_without_having_read_it_and_nothing_typed_is_lost(client, db):
    answer = client.post(SIGN_UP, NEW)
    assert "Read how your data is used, then tick the box." in answer.text
    assert 'value="new@example.org"' in answer.text
    assert not User.objects.exists()


def test_who_signs_up_leaves_a_proof_of_version_and_language(client, db, settings):
    page = client.get(SIGN_UP, headers={"accept-language": "en"}).text
    assert "I have read how my data is used (version 1 of 26 November 2026)" in page
    assert '<a href="/privacy/" target="_blank">' in page
    client.post(SIGN_UP, NEW | {"consent": "on"}, headers={"accept-language": "ar"})
    proof = Consent.objects.get()
    assert (proof.user.email, proof.document, proof.version, proof.language) == (
        "new@example.org",
        "privacy",
        "1",
        "ar",
    )
    assert proof.user.has_read_privacy


def test_whose_address_is_known_leaves_no_second_proof(client, person):
    client.post(SIGN_UP, NEW | {"email": person.email, "consent": "on"})
    assert Consent.objects.count() == 1 and User.objects.count() == 1


# When it changes


@pytest.mark.parametrize("address", ["/learn/", "/learn/12/?page=2", "/admin/", "/admin/cohorts/"])
def test_a_new_version_is_read_before_going_on(person, changed, address):
    client = sign_in(person)
    asked = client.get(address)
    assert asked.status_code == 302
    page = client.get(asked.url)
    assert "This has changed: please read it" in page.text
    assert client.post(asked.url, {"next": address}).url == address
    assert client.get(address).status_code != 302
    assert set(Consent.objects.values_list("version", flat=True)) == {"1", "2"}


def test_who_never_read_it_is_asked_in_other_words(db):
    person = make_person("amina")
    User.objects.update(privacy_version="")
    page = sign_in(person).get("/learn/", follow=True)
    assert "Please read this before you go on" in page.text


@pytest.mark.parametrize(
    "address", ["/privacy/", "/account/", "/verify/", "/account/privacy/declined/", "/about/"]
)
def test_what_needs_no_consent_stays_open(person, changed, address):
    assert sign_in(person).get(address).status_code == 200


def test_what_was_being_sent_when_it_changed_arrives(person, changed):
    assert sign_in(person).post("/learn/12/00000000-0000-0000-0000-000000000000/done/").status_code == 404


def test_a_part_of_a_page_is_not_replaced_by_the_question(person, changed):
    answer = sign_in(person).get("/learn/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/account/privacy/?next=%2Flearn%2F"


def test_reading_it_twice_is_reading_it_once(person, changed):
    first = give_consent(person, language="ar", now=NOW)
    assert give_consent(person, language="en", now=NOW) == first
    assert Consent.objects.filter(version="2").get().language == "ar"


def test_who_has_read_it_goes_on(person):
    client = sign_in(person)
    assert client.get("/learn/").status_code == 200
    page = client.get(f"{PAGE}?next=/learn/").text
    assert "You have read this version." in page and 'href="/learn/"' in page


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_it_leads_nowhere_else(person, changed, elsewhere):
    client = sign_in(person)
    assert 'name="next" value="/learn/"' in client.get(PAGE, {"next": elsewhere}).text
    assert client.post(PAGE, {"next": elsewhere}).url == "/learn/"


def test_who_declines_learns_what_follows_and_how_to_leave(person, changed):
    client = sign_in(person)
    page = client.get("/account/privacy/declined/?next=/learn/").text
    assert "Then your courses stay closed" in page
    assert "privacy@localhost" in page and 'action="/accounts/logout/"' in page
    assert client.get("/learn/").url.startswith(PAGE)
    assert not Consent.objects.filter(version="2").exists()


def test_nobody_consents_for_another(client, person):
    assert client.post(PAGE).url.startswith("/accounts/login/")
    assert client.get("/account/privacy/declined/").url.startswith("/accounts/login/")


def test_the_proof_is_one_a_version(person):
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(user=person, document="privacy", version="1", language="en", given_at=NOW)


# The pages themselves


@pytest.mark.parametrize("address", ["/privacy/", "/terms/", "/accessibility/", "/about/"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_each_statement_is_there_for_everybody_and_names_whom_to_write_to(
    client, person, address, signed_in, settings
):
    settings.PRIVACY_CONTACT = "data@example.org"
    settings.PRIVACY_RESPONSIBLE = "The Ministry of Nowhere"
    if signed_in:
        client.force_login(person)
    page = client.get(address)
    assert page.status_code == 200 and page.text.count("<h1") == 1
    assert 'href="mailto:data@example.org"' in page.text
    assert ("The Ministry of Nowhere" in page.text) == (address in ("/privacy/", "/about/"))
    for other in ("/privacy/", "/terms/", "/accessibility/", "/about/"):
        assert f'<li><a href="{other}">' in page.text
    assert client.post(address).status_code == 405


def test_the_notice_says_its_version_and_day(client, db, settings):
    settings.PRIVACY_VERSION = "7"
    assert "Version 7 of 26 November 2026" in client.get("/privacy/").text


# Passwords


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("short", "This password is too short. It must contain at least 10 characters."),
        ("password1234", "This password is too common."),
        ("new@example.org", "The password is too similar to the e-mail address."),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(client, db, word, said):
    page = client.post(SIGN_UP, NEW | {"password1": word, "password2": word, "consent": "on"})
    assert said in page.text
    assert not User.objects.exists()


def test_the_rules_stand_wherever_a_password_is_chosen(client, person):
    rule = "At least ten characters, not a password that many people use"
    assert rule in client.get(SIGN_UP).text
    assert rule in sign_in(person).get("/accounts/password/change/").text


def test_the_notice_leads_whoever_has_an_account_to_their_data(client: Client, cast: Cast) -> None:
    there = 'href="/account/data/"'
    assert there not in client.get("/privacy/").text
    client.force_login(cast.trainee)
    assert there in client.get("/privacy/").text
