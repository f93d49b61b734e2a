"""The e-mails of the account pages are jobs: none is lost, none breaks a page, and no link is kept."""

from __future__ import annotations

import re
import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.core.enums import JobState
from cms.core.jobs import MOST_TRIES
from cms.notices import delivery
from cms.notices.models import AccountLetter, MailRoute
from cms.notices.personal_data import LETTERS_KEPT, AccountLetters
from cms.notices.tasks import deliver_account_letter, drain_account_letters, hurry_account_letters
from cms.people.models import User
from tests.cast import make_person

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://\S+")


class Away(BaseEmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("the mail server is away")


class Refusing(BaseEmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({"amina@example.org": (550, b"no such person")})


@pytest.fixture
def amina() -> User:
    return make_person("amina")


def ask_for_a_new_password(client: Client) -> Any:
    return client.post(reverse("account_reset_password"), {"email": "amina@example.org"})


def written() -> AccountLetter:
    return AccountLetter.objects.get()


def test_a_page_answers_while_the_mail_server_is_away(client: Client, amina: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    assert ask_for_a_new_password(client).status_code == 302
    deliver_account_letter(written().pk)
    waiting = written()
    assert (waiting.state, waiting.tries) == (JobState.WAITING, 1)
    assert waiting.due_at > timezone.now() and "away" in waiting.error


def test_what_waited_is_sent_when_it_is_back_once_and_with_its_link(
    client: Client, amina: User, settings: Any
) -> None:
    sending = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    ask_for_a_new_password(client)
    deliver_account_letter(written().pk)
    settings.EMAIL_BACKEND = sending
    AccountLetter.objects.update(due_at=timezone.now())
    MailRoute.objects.all().delete()
    for _time in range(2):
        deliver_account_letter(written().pk)
    [letter] = mail.outbox
    assert letter.to == ["amina@example.org"] and not letter.alternatives
    link = LINK.search(letter.body)
    assert link
    page = client.get(link[0], follow=True)
    assert page.status_code == 200 and "password1" in page.text


def test_the_sign_up_page_answers_too(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    password = "another horse 5 battery"
    answer = client.post(
        reverse("account_signup"),
        {"email": "new@example.org", "password1": password, "password2": password, "consent": "on"},
    )
    assert answer.status_code == 302
    assert written().email == "new@example.org"


def test_it_is_kept_sealed_and_not_at_all_once_it_is_sent(client: Client, amina: User) -> None:
    ask_for_a_new_password(client)
    sealed = written().sealed
    deliver_account_letter(written().pk)
    link = LINK.search(mail.outbox[0].body)
    assert link and sealed and link[0] not in sealed
    assert (written().state, written().sealed) == (JobState.DONE, "")


def test_what_the_server_refuses_for_good_is_given_up(client: Client, amina: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    ask_for_a_new_password(client)
    deliver_account_letter(written().pk)
    assert written().state == JobState.FAILED


def test_after_many_tries_it_is_given_up_and_can_be_tried_again(
    client: Client, amina: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    ask_for_a_new_password(client)
    for _time in range(MOST_TRIES):
        AccountLetter.objects.update(due_at=timezone.now())
        MailRoute.objects.all().delete()
        deliver_account_letter(written().pk)
    assert written().state == JobState.FAILED and written().sealed


def test_under_another_key_it_is_given_up(client: Client, amina: User, settings: Any) -> None:
    ask_for_a_new_password(client)
    settings.SECRET_KEY = "another one"
    deliver_account_letter(written().pk)
    assert written().state == JobState.FAILED and not mail.outbox


def test_every_try_has_the_same_message_id(client: Client, amina: User) -> None:
    ask_for_a_new_password(client)
    deliver_account_letter(written().pk)
    assert mail.outbox[0].extra_headers["Message-ID"] == delivery.message_id(written(), name="account")


def test_the_sweep_hurries_what_is_due(client: Client, amina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hurried: list[str] = []
    monkeypatch.setattr(drain_account_letters, "delay", lambda: hurried.append("drain"))
    assert hurry_account_letters(timezone.now()) == 0 and hurried == []
    ask_for_a_new_password(client)
    assert hurry_account_letters(timezone.now()) == 0 and hurried == ["drain"]


def test_an_address_without_an_account_is_written_to_alike(client: Client) -> None:
    ask_for_a_new_password(client)
    assert written().letter == "account/email/unknown_account"


def test_they_are_shown_to_the_person_forgotten_in_time_and_go_with_them(client: Client, amina: User) -> None:
    ask_for_a_new_password(client)
    assert len(list(AccountLetters.export(amina))) == 1
    now = timezone.now()
    assert AccountLetters.forget(now) == 0
    assert AccountLetters.forget(now + LETTERS_KEPT + timedelta(minutes=1)) == 1
    ask_for_a_new_password(client)
    AccountLetters.erase(amina, now=now)
    assert not AccountLetter.objects.exists()
