import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.notices.choices import choose_kinds
from cms.people.actions import change_profile
from cms.people.models import User
from tests.cast import make_person

pytestmark = pytest.mark.usefixtures("letters_at_once")

PROFILE = {
    "display_name": "Amina Diallo",
    "certificate_name": "أمينة ديالو",
    "language": "en",
    "time_zone": "Africa/Dakar",
    "country": "",
    "role": "prosecutor",
    "legal_system": "civil_law",
    "data_saver": "on",
}


@pytest.fixture
def person(db):
    return make_person("amina")


def test_a_person_says_who_they_are(client, person):
    client.force_login(person)
    answer = client.post("/account/", PROFILE, follow=True)
    assert "Your account is saved." in answer.text
    person.refresh_from_db()
    assert (person.certificate_name, person.time_zone, person.data_saver) == (
        "أمينة ديالو",
        "Africa/Dakar",
        True,
    )


def test_a_zone_that_does_not_exist_is_said_beside_the_field_and_nothing_is_lost(client, person):
    client.force_login(person)
    answer = client.post("/account/", PROFILE | {"time_zone": "Africa/Atlantis"})
    assert "“Africa/Atlantis” is not a time zone. Choose one from the list." in answer.text
    assert "Amina Diallo" in answer.text
    person.refresh_from_db()
    assert person.display_name == "Amina"


def test_nobody_sees_an_account_without_signing_in(client, db):
    assert client.get("/account/").url == "/accounts/login/?next=/account/"


def test_a_profile_is_all_that_its_action_changes(person):
    with pytest.raises(TypeError, match="is_superuser"):
        change_profile(person, is_superuser=True)


def test_who_signs_up_from_a_page_returns_to_it(client, db):
    signup = client.get("/accounts/signup/?next=/verify/")
    assert 'name="next" value="/verify/"' in signup.text
    credentials = {
        "email": "new@example.org",
        "password1": "correct horse 4",
        "password2": "correct horse 4",
        "consent": "on",
    }
    client.post("/accounts/signup/", credentials | {"next": "/verify/"})
    letter = mail.outbox[-1]
    assert (
        "Judicial Cooperation Training" in letter.subject and "Judicial Cooperation Training" in letter.body
    )
    link = re.search(r"http://testserver(\S+)", letter.body).group(1)
    page = client.get(link)
    assert "new@example.org" in page.text
    answer = client.post(
        re.search(r'action="(/accounts/confirm-email/[^"]+)"', page.text).group(1), fields(page)
    )
    assert answer.url == "/verify/"
    assert client.session["_auth_user_id"] == str(User.objects.get(email="new@example.org").pk)


def fields(page):
    return dict(re.findall(r'name="(next)" value="([^"]*)"', page.text))


def test_a_new_password_by_e_mail(client, person):
    client.post("/accounts/password/reset/", {"email": person.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body).group(1)
    form = client.get(link, follow=True)
    address = form.request["PATH_INFO"]
    client.post(address, {"password1": "another horse 5", "password2": "another horse 5"})
    assert client.login(email=person.email, password="another horse 5")


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_email",
        "account_change_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_email_verification_sent",
        "account_inactive",
        "account_reauthenticate",
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_every_account_page_is_ours(client, person, name, signed_in):
    if signed_in:
        client.force_login(person)
    is_ours(client.get(reverse(name), follow=True))


def test_signing_out_asks_first(client, person):
    client.force_login(person)
    is_ours(client.get(reverse("account_logout")))
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def is_ours(answer):
    assert answer.status_code == 200
    assert 'class="masthead"' in answer.text and answer.text.count("<h1") == 1
    assert "style=" not in answer.text and "<script>" not in answer.text


def test_who_signs_up_keeps_the_language_in_which_they_did(client, db):
    credentials = {
        "email": "new@example.org",
        "password1": "correct horse 4",
        "password2": "correct horse 4",
        "consent": "on",
    }
    client.post("/accounts/signup/", credentials, headers={"accept-language": "ar"})
    assert User.objects.get(email="new@example.org").language == "ar"


def offered(client, person, **changes):
    change_profile(person, **changes)
    client.force_login(person)
    return dict(re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)</option>', client.get("/account/").text))


def test_places_of_time_zones_are_named_in_the_language_of_the_page(client, person):
    zones = offered(client, person, language="ar")
    assert (zones["Africa/Dakar"], zones["Asia/Tbilisi"], zones["UTC"]) == ("داكار", "تبليسي", "UTC")


@pytest.mark.parametrize("chosen", ["Asia/Kolkata", "Asia/Calcutta"])
def test_a_place_is_offered_once_under_the_name_that_was_chosen(client, person, chosen):
    zones = offered(client, person, time_zone=chosen)
    assert [name for name, city in zones.items() if city == "Kolkata"] == [chosen]


# Groups and the next step


def page_of(client, person):
    client.force_login(person)
    return client.get("/account/").text


def test_the_page_is_in_groups_each_of_which_can_be_linked_to(client, person):
    page = page_of(client, person)
    groups = ["about-you", "language-and-time", "certificates", "notices", "your-data"]
    places = [page.index(f'id="{group}"') for group in groups]
    assert places == sorted(places)
    fields = ["display_name", "country", "role", "legal_system", "language", "time_zone", "data_saver"]
    assert all(f'name="{field}"' in page for field in [*fields, "certificate_name"])


def test_the_next_step_is_the_name_on_certificates_and_then_none(client, person):
    assert "Write your name as certificates should show it" in page_of(client, person)
    change_profile(person, certificate_name="Amina Diallo")
    assert 'class="next"' not in page_of(client, person)


def test_before_that_comes_a_second_factor_that_is_needed(client, cast, settings):
    assert "Set up a second factor" not in page_of(client, cast.organiser)
    settings.SECOND_FACTOR_REQUIRED = True
    page = page_of(client, cast.organiser)
    assert "Set up a second factor" in page and page.count('class="next"') == 1
    assert "Set up a second factor" not in page_of(client, cast.trainee)


def test_what_is_refused_does_not_show_as_if_it_held(client, person):
    client.force_login(person)
    answer = client.post("/account/", PROFILE | {"display_name": "x" * 151})
    assert "There is a problem" in answer.text
    assert "<bdi>Amina</bdi></span></summary>" in answer.text


def test_the_page_says_which_version_of_the_privacy_notice_was_read(client, person):
    page = page_of(client, person)
    assert 'You read version 1 of <a href="/privacy/">how your data is used</a> on 1 March 2027.' in page


def test_the_page_costs_the_same_whatever_there_is(client, person):
    page_of(client, person)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get("/account/")
        return len(queries)

    few = cost()
    choose_kinds(person, wanted=[])
    Client().post("/accounts/login/", {"login": person.email, "password": "correct horse battery"})
    assert cost() == few


# The time zone


def guess(client, zone):
    return client.post("/account/time-zone/", {"zone": zone}).status_code


def zone_of(person):
    person.refresh_from_db()
    return person.time_zone, person.zone_source


def test_a_browsers_zone_is_taken_over_once_and_shown_as_a_guess(client, person):
    assert 'name="time-zone"' in page_of(client, person)
    assert [guess(client, "Africa/Dakar"), guess(client, "Asia/Tbilisi")] == [204, 204]
    assert zone_of(person) == ("Africa/Dakar", "guessed")
    page = page_of(client, person)
    assert "Guessed from your browser." in page and 'name="time-zone"' not in page
    assert '<option value="Africa/Dakar" selected>' in page


def test_what_somebody_has_said_is_never_guessed_over(client, person):
    client.force_login(person)
    client.post("/account/", PROFILE | {"time_zone": "UTC"})
    guess(client, "Africa/Dakar")
    assert zone_of(person) == ("UTC", "said")


def test_choosing_a_language_says_nothing_of_the_zone(client, person):
    client.force_login(person)
    client.post("/account/language/", {"language": "fr", "next": "/"})
    assert zone_of(person) == ("UTC", "")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "x" * 500, "../etc/passwd", "GMT0"])
def test_what_is_no_zone_is_left_alone(client, person, zone):
    client.force_login(person)
    assert guess(client, zone) == 204
    assert zone_of(person) == ("UTC", "")


def test_nobody_guesses_for_another(client, person):
    assert client.post("/account/time-zone/", {"zone": "Africa/Dakar"}).url.startswith("/accounts/login/")
    client.force_login(person)
    assert client.get("/account/time-zone/").status_code == 405
