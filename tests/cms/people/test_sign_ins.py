"""Where people are signed in: listed in plain words, and ended."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.people.devices import browser_and_system
from cms.people.models import SignIn
from tests.cast import make_person
from tests.cms.people.signing_in import PASSWORD, sign_in, signed_in

PAGE = "/account/sign-ins/"
AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": ("Firefox", "Linux"),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Safari/537.36": ("Chrome", "Windows"),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Safari/537.36 Edg/140.0.0.0": ("Edge", "Windows"),
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile "
    "Safari/537.36": ("Chrome", "Android"),
    "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36": ("Samsung Internet", "Android"),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.6 Mobile/15E148 Safari/604.1": ("Safari", "iPhone"),
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
    "Safari/605.1.15": ("Safari", "Mac"),
    "curl/8.14.1": ("", ""),
    "": ("", ""),
}
FIREFOX, CHROME = list(AGENTS)[:2]


@pytest.fixture(autouse=True)
def noted(settings):
    settings.SEEN_EVERY_SECONDS = 900
    cache.clear()


@pytest.fixture
def person(db):
    return make_person("amina")


def come(person, agent=FIREFOX):
    client = Client(headers={"user-agent": agent})
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize(("agent", "known"), AGENTS.items())
def test_a_browser_is_known_by_what_it_says_of_itself(agent, known):
    assert browser_and_system(agent) == known


def test_the_page_lists_each_browser_this_one_first(person):
    here, there = come(person), come(person, CHROME)
    assert there.get("/verify/").status_code == 200
    page = here.get(PAGE).text
    assert page.index("Firefox on Linux") < page.index("This browser") < page.index("Chrome on Windows")
    assert page.count(">Sign out there<") == 1


def test_others_sign_ins_are_not_listed_and_can_not_be_ended(person):
    here, stranger = come(person), come(make_person("joao"), CHROME)
    assert "Chrome on Windows" not in here.get(PAGE).text
    theirs = SignIn.objects.get(browser="Chrome")
    assert here.post(f"{PAGE}{theirs.pk}/end/").status_code == 404
    here.post(f"{PAGE}end-others/")
    assert signed_in(stranger) and stranger.get("/account/").status_code == 200


def test_one_is_ended_and_the_others_stay(person):
    here, there, phone = come(person), come(person, CHROME), come(person, "")
    there_row = SignIn.objects.get(browser="Chrome")
    assert "Signed out there." in here.post(f"{PAGE}{there_row.pk}/end/", follow=True).text
    assert there.get("/account/").url.startswith("/accounts/login/")
    assert phone.get("/account/").status_code == here.get("/account/").status_code == 200
    assert "Chrome on Windows" not in here.get(PAGE).text


def test_all_others_are_ended_at_once(person):
    here, there, phone = come(person), come(person, CHROME), come(person, "")
    answer = here.post(f"{PAGE}end-others/", follow=True)
    assert "Signed out in 2 other browsers." in answer.text
    assert "You are signed in nowhere else." in answer.text
    for client in (there, phone):
        assert client.get("/account/").url.startswith("/accounts/login/")


def test_ending_this_one_signs_out(person):
    here = come(person)
    answer = here.post(f"{PAGE}{SignIn.objects.get().pk}/end/")
    assert answer.url == "/accounts/login/" and not signed_in(here)
    assert not SignIn.objects.exists()


def test_a_new_password_ends_all_others(person):
    here, there = come(person), come(person, CHROME)
    new = "another horse 5 battery"
    said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    here.post("/accounts/password/change/", said)
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").url.startswith("/accounts/login/")
    assert [one.browser for one in SignIn.objects.all()] == ["Firefox"]


def test_signing_out_takes_it_off_the_list(person):
    here = come(person)
    here.post("/accounts/logout/")
    assert not SignIn.objects.exists()


def test_it_is_noted_once_in_a_quarter_of_an_hour(person):
    with time_machine.travel("2027-03-01T09:00:00+00:00", tick=False) as clock:
        here = come(person)
        seen = []
        for seconds in (600, 600):
            clock.shift(seconds)
            here.get("/verify/")
            seen.append(SignIn.objects.get().seen_at)
    assert seen == [datetime(2027, 3, 1, 9, tzinfo=UTC), datetime(2027, 3, 1, 9, 20, tzinfo=UTC)]


def test_what_has_run_out_is_not_listed(person):
    with time_machine.travel("2027-03-01T09:00:00+00:00") as clock:
        come(person, CHROME)
        clock.shift(15 * 24 * 3600)
        assert "Chrome on Windows" not in come(person).get(PAGE).text


def test_a_session_that_ended_meanwhile_is_not_brought_back(person):
    from cms.people.actions import note_seen

    note_seen(person, session_key="gone", agent=FIREFOX, now=datetime.now(UTC))
    connection.check_constraints()
    assert not SignIn.objects.exists()


def test_a_long_list_costs_no_more(person, settings):
    here = come(person)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            here.get(PAGE)
        return len(queries)

    here.get(PAGE)  # how much is new is counted once a minute
    one = cost()
    come(person, CHROME), come(person, "")
    assert SignIn.objects.count() == 3
    assert cost() == one


def test_who_is_not_signed_in_sees_nothing(db):
    for answer in (Client().get(PAGE), Client().post(f"{PAGE}1/end/"), Client().post(f"{PAGE}end-others/")):
        assert answer.url.startswith("/accounts/login/")
    assert sign_in(make_person("amina")).get(f"{PAGE}end-others/").status_code == 405
