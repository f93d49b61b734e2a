"""The list on the site, and the link that stops e-mails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from cms.core.enums import JobState
from cms.notices.choices import choose_kinds
from cms.notices.models import DeadAddress, MutedKind, Notice
from cms.notices.unsubscribing import path
from cms.people.models import User
from tests.cast import make_person
from tests.cms.notices.test_digests import MORNING, tell
from tests.cms.people.signing_in import sign_in
from tests.mailing import deliver_due

pytestmark = pytest.mark.django_db
MINE = "/account/notices/"


@pytest.fixture
def amina() -> User:
    return make_person("amina")


def test_everything_stands_in_the_list_whether_or_not_it_was_sent(amina: User) -> None:
    choose_kinds(amina, wanted=set())
    tell(amina, "Before you write")
    tell(make_person("joao"), "Of somebody else")
    page = sign_in(amina).get(MINE).text
    assert "Open now: Before you write" in page and "Of somebody else" not in page
    assert Notice.objects.of(amina).get().state == JobState.CANCELLED


def test_the_way_on_leads_to_the_page_and_counts_as_read(amina: User) -> None:
    notice = tell(amina, "One")
    tell(amina, "Two")
    client = sign_in(amina)
    assert 'class="count">2<' in client.get(MINE).text
    assert client.get(f"{MINE}{notice.pk}/").url == "/learn/7/"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_the_count_follows_what_happens(amina: User, django_capture_on_commit_callbacks: Callable) -> None:
    client = sign_in(amina)
    assert 'class="count"' not in client.get(MINE).text
    with django_capture_on_commit_callbacks(execute=True):
        tell(amina, "One")
    assert 'class="count">1<' in client.get(MINE).text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{MINE}read/")
    assert 'class="count"' not in client.get(MINE).text


def test_nobody_opens_what_another_was_told(amina: User) -> None:
    notice = tell(amina, "One")
    assert sign_in(make_person("joao")).get(f"{MINE}{notice.pk}/").status_code == 404
    assert Client().get(f"{MINE}{notice.pk}/").url.startswith("/accounts/login/")
    assert sign_in(make_person("awa")).post(f"{MINE}read/").status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is None


def test_the_list_costs_the_same_for_one_and_for_twenty(amina: User, django_assert_num_queries) -> None:
    client = sign_in(amina)
    tell(amina, "First")
    client.get(MINE)
    with django_assert_num_queries(4):
        client.get(MINE)
    for number in range(19):
        tell(amina, f"M{number}", now=MORNING + timedelta(minutes=number))
    with django_assert_num_queries(4):
        client.get(MINE)


def test_a_mail_program_stops_a_kind_by_one_post(amina: User) -> None:
    tell(amina, "One")
    deliver_due(MORNING)
    message = mail.outbox[0].message()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert f"http://testserver{address}" in mail.outbox[0].body

    strict = Client(enforce_csrf_checks=True)
    assert strict.get(address).status_code == 200
    assert not MutedKind.objects.exists(), "a scanner that follows links switches nothing off"
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert MutedKind.objects.get().kind == "module_released"
    assert "Write to me again" in strict.post(address).text
    strict.post(address, {"on": "1"})
    assert not MutedKind.objects.exists()


def test_the_daily_email_is_stopped_as_a_whole_and_what_is_due_is_not(amina: User) -> None:
    Client().post(path(amina, "may_wait"))
    muted = set(MutedKind.objects.values_list("kind", flat=True))
    assert "module_released" in muted and not muted & {"due_tomorrow", "certificate_ready"}


def test_what_is_essential_names_no_way_to_stop_it(amina: User) -> None:
    answer = Client().post(path(amina, "certificate_ready"))
    assert "can’t be switched off" in answer.text
    assert not MutedKind.objects.exists()


@pytest.mark.parametrize("token", ["7.module_released", "7.module_released:AAAA", "x"])
def test_a_link_that_we_did_not_write_stops_nothing(amina: User, token: str) -> None:
    assert Client().post(f"{MINE}off/{token}/").status_code == 404
    assert not MutedKind.objects.exists()


def test_the_page_speaks_the_language_of_whose_mail_it_is(amina: User) -> None:
    amina.language = "ar"
    amina.save()
    assert 'dir="rtl"' in Client().get(path(amina, "module_released")).text


def test_who_can_not_be_reached_reads_why_and_says_when_it_works_again(amina: User) -> None:
    client = sign_in(amina)
    assert "don’t reach you" not in client.get("/account/").text
    DeadAddress.objects.create(email=amina.email, since=MORNING, answer="550 5.1.1 <b>Unknown</b>")
    page = client.get("/account/").text
    assert "don’t reach you" in page and "550 5.1.1 &lt;b&gt;Unknown" in page
    assert "we write to your address again" in client.post(f"{MINE}address/", follow=True).text
    assert not DeadAddress.objects.exists()


def test_the_page_speaks_another_language_once_its_reader_has_chosen_one(amina: User) -> None:
    client = Client()
    client.cookies["django_language"] = "fr"
    assert 'lang="fr"' in client.get(path(amina, "module_released")).text
