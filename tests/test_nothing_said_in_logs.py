"""Passwords, tokens, answers, addresses and names stand in no line of the log, whatever happens to a request."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django import forms
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.quizzes.views import answer as answering
from cms import celery
from cms.core.logs import JsonLines, WithRequestId
from cms.notices.actions import write_notice
from cms.people.models import User
from tests.assessments.quizzes.sat import MINUTE, NOW, a_quiz, released

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letters_at_once")]

EMAIL = "amina.diallo@justice.example.org"
NAMES = ("Amina", "Diallo", "Zeynab")
PASSWORDS = ("nine-green-lanterns", "a-wrong-guess-77", "seven-blue-rivers")
ANSWER = "31337"
TOKENS = re.compile(r"https?://\S*/(?:confirm-email|key)/([^/\s]+)/")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Every record of every logger from INFO on, more than production writes, in its form."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    handler.addFilter(WithRequestId())
    before = {
        logger: logger.level
        for logger in [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    }
    for logger in before:
        logger.setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)
    for logger, level in before.items():
        logger.setLevel(level)


def assert_discreet(log: io.StringIO, *more: str) -> None:
    said = log.getvalue()
    assert said.count("\n") >= 2, "there is something to look through"
    secrets = {EMAIL, EMAIL.replace("@", "%40"), *NAMES, *PASSWORDS, *more}
    assert {secret for secret in secrets if secret in said} == set()


def filled(form: forms.BaseForm, **known: str) -> dict[str, Any]:
    """Something in each field, so that a form may grow."""
    values: dict[str, Any] = {}
    for name, field in form.fields.items():
        if isinstance(field, forms.BooleanField):
            values[name] = "on"
        elif isinstance(field, forms.ChoiceField):
            values[name] = [
                str(value) for value, _label in field.choices if value and not isinstance(_label, list)
            ][:1]
        else:
            values[name] = NAMES[0]
    return values | known


def posted(client: Client, address: str, **known: str) -> Any:
    form = client.get(address).context["form"]
    return client.post(address, filled(form, **known))


def tokens() -> list[str]:
    return [token for message in mail.outbox for token in TOKENS.findall(message.body)]


def link(message: EmailMessage) -> str:
    return re.search(r"https?://[^/\s]+(\S+)", message.body)[1]  # type: ignore[index]


def test_from_sign_up_to_a_new_password(client: Client, log: io.StringIO) -> None:
    first, wrong, second = PASSWORDS
    posted(client, reverse("account_signup"), email=EMAIL, password1=first, password2=first)
    confirm = link(mail.outbox[-1])
    client.get(confirm + "?from=" + EMAIL)
    client.post(confirm)
    assert User.objects.get(email=EMAIL).emailaddress_set.get().verified
    client.logout()
    client.post(reverse("account_login"), {"login": EMAIL, "password": wrong})
    client.post(reverse("account_login"), {"login": EMAIL, "password": first})
    posted(client, reverse("people:account"), display_name=" ".join(NAMES[:2]), certificate_name=NAMES[2])
    session = client.session.session_key
    client.logout()
    client.post(reverse("account_reset_password"), {"email": EMAIL})
    reset = link(mail.outbox[-1])
    page = client.get(reset, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": second, "password2": second})
    assert User.objects.get(email=EMAIL).check_password(second)

    # The links again: spent, cut off, without the token of the form, and to nowhere.
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for address in (confirm, reset, confirm[:-4], reset[:-4], f"/en{reset}", f"/nowhere{confirm}"):
        for act in (strict.get, strict.post):
            act(address, {"email": EMAIL, "password": wrong})

    assert len(tokens()) >= 2
    assert_discreet(
        log, str(session), *tokens(), *(part for one in tokens() for part in one.split("-") if len(part) > 8)
    )


def test_an_answer_and_an_answer_that_breaks(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    sat = a_quiz(EMAIL)
    released(sat)
    attempt = sat.start()
    client = sat.client()
    client.raise_request_exception = False
    address = reverse("quizzes:save", args=[attempt.pk, 3])

    def refuse(*_: object, **__: object) -> None:
        raise IntegrityError(f"value violates a check\nDETAIL:  Failing row contains (3, {ANSWER}, {EMAIL}).")

    with time_machine.travel(NOW + MINUTE, tick=False):
        assert client.post(address, {"answer": ANSWER, "sequence": "1"}).status_code < 400
        monkeypatch.setattr(answering, "save_response", refuse)
        assert client.post(address, {"answer": ANSWER, "sequence": "2"}).status_code == 500

    assert '"exc_info": "Traceback' in log.getvalue()
    assert_discreet(log, ANSWER)


class Refusing(BaseEmailBackend):
    """Says what mail servers say: the whole address."""

    def send_messages(self, messages: Any) -> int:
        raise OSError(f"550 No such person here: {EMAIL} ({NAMES[0]} {NAMES[1]} <{EMAIL}>)")


def test_a_letter_that_nobody_takes(
    log: io.StringIO, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    person = User.objects.create_user(EMAIL, display_name=" ".join(NAMES))
    celery.app.conf.task_always_eager = True
    try:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            write_notice(
                person,
                kind="certificate_ready",
                subject="certificate:1",
                facts={"course": "A course", "number": "ABCD-EFGH-JKLM", "network": "WACAP"},
                due=timezone.now(),
                now=timezone.now(),
            )
    finally:
        celery.app.conf.task_always_eager = False

    assert_discreet(log)
