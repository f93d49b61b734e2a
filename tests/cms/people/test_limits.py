"""Attempts to sign in are counted by address and by connection."""

import pytest
from django.core.cache import cache
from django.test import Client

from cms.settings import base
from tests.cast import make_person

pytestmark = pytest.mark.usefixtures("letters_at_once")

SIGN_IN = "/accounts/login/"
PASSWORD = "correct horse battery"
WAIT = "Too many failed attempts. Wait five minutes, then try again."


@pytest.fixture(autouse=True)
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    cache.clear()


def attempt(client, email="amina@example.org", password="wrong", **options):
    return client.post(SIGN_IN, {"login": email, "password": password}, **options)


@pytest.fixture
def person(db):
    return make_person("amina")


def test_the_sixth_wrong_password_is_told_to_wait_and_so_is_the_right_one_after_it(client, person):
    five = [attempt(client) for _again in range(5)]
    sixth = attempt(client)
    assert not any(WAIT in answer.text for answer in five)
    assert WAIT in sixth.text and "amina@example.org" in sixth.text
    assert WAIT in attempt(client, password=PASSWORD).text
    assert "_auth_user_id" not in client.session


def test_capital_letters_and_another_connection_are_no_way_around(client, person):
    for _again in range(5):
        attempt(client)
    assert WAIT in attempt(Client(REMOTE_ADDR="192.0.2.1"), email="AMINA@example.org").text


def test_others_sign_in_meanwhile_and_so_do_those_who_mistyped_four_times(client, person):
    make_person("joao")
    for _again in range(4):
        attempt(client)
    assert attempt(Client(), password=PASSWORD).url == "/learn/"
    for _again in range(3):
        attempt(client)
    assert attempt(Client(), email="joao@example.org", password=PASSWORD).url == "/learn/"


def test_a_new_password_by_e_mail_opens_the_door_again(client, person, mailoutbox):
    for _again in range(6):
        attempt(client)
    client.post("/accounts/password/reset/", {"email": person.email})
    link = next(line for line in mailoutbox[-1].body.splitlines() if line.startswith("http://testserver"))
    form = client.get(link.removeprefix("http://testserver"), follow=True).request["PATH_INFO"]
    client.post(form, {"password1": "another horse 5", "password2": "another horse 5"})
    assert attempt(client, password="another horse 5").url == "/learn/"


def test_a_connection_that_asks_too_often_gets_a_page_of_ours(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    answers = [attempt(client, email=f"{number}@example.org") for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    page = answers[-1]
    assert 'class="masthead"' in page.text and page.text.count("<h1") == 1
    assert "Wait a minute, go back and try again." in page.text
    assert page.headers["Retry-After"] == "60"
    assert attempt(Client(REMOTE_ADDR="192.0.2.1"), password=PASSWORD).url == "/learn/"


def test_behind_a_proxy_each_visitor_has_a_limit_of_their_own_and_none_makes_one_up(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]

    def from_there(address):
        return attempt(client, headers={"x-forwarded-for": address}).status_code

    assert [from_there("192.0.2.1"), from_there("192.0.2.2"), from_there("192.0.2.1")] == [200, 200, 429]
    assert from_there("198.51.100.7, 192.0.2.2") == 429
