"""What a person reads when something is away or broken: in their language, without the database, with a way on."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client, override_settings
from redis.exceptions import ConnectionError as RedisIsAway

from assessments.certificates.misses import MOST_MISSES
from cms.operations.faults import is_away
from cms.settings.stores import caches
from tests.cast import make_person

LANGUAGES = [code for code, _ in settings.LANGUAGES]
RARE = override_settings(ROOT_URLCONF="tests.rare_urls", SWITCHER_LANGUAGES=LANGUAGES)


def from_sqlite(place: str, statement: str) -> Exception:
    """As Django raises it: wrapped, with SQLite's own error as its cause."""
    problem = OperationalError()
    try:
        sqlite3.connect(place, uri=True).execute(statement)
    except sqlite3.Error as cause:
        problem.__cause__ = cause
    return problem


@pytest.mark.parametrize(
    ("problem", "away"),
    [
        (OperationalError("connection refused"), True),
        (InterfaceError("connection already closed"), True),
        (RedisIsAway("Connection refused"), True),
        (from_sqlite("file:/nowhere/at/all?mode=ro", "SELECT 1"), True),
        (from_sqlite(":memory:", "SELECT nothing"), False),
        (ProgrammingError("relation does not exist"), False),
        (ConnectionRefusedError(111, "of something else"), False),
        (None, False),
    ],
    ids=str,
)
def test_what_is_away_and_what_is_a_fault(problem: Exception | None, away: bool) -> None:
    assert is_away(problem) is away


class Away:
    """A database that can't be reached, whoever asks."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise OperationalError("connection refused")

        monkeypatch.setattr(connection, "cursor", refuse)
        monkeypatch.setattr(connection, "chunked_cursor", refuse)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/learn/", "/account/", "/en/", "/verify/ABCD-EFGH-JKLM/"]
)
def test_a_database_that_is_away_is_said_wherever_it_is_missed(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make_person("trainee"), backend="django.contrib.auth.backends.ModelBackend")
    Away(monkeypatch)

    answer = client.get(path)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "120"
    assert "The site can’t answer just now" in answer.text
    assert 'href="">Load this page again' in answer.text
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_without_redis_pages_go_on_and_still_count_who_guesses(settings: Any) -> None:
    """Nothing listens on port 1; whoever looks a number up is counted in the cache."""
    settings.CACHES = caches("redis://127.0.0.1:1/0")
    client = Client(raise_request_exception=False)

    answers = [client.get("/verify/ABCD-EFGH-JKLM/").status_code for _ in range(MOST_MISSES + 1)]

    assert answers == [404] * MOST_MISSES + [429]


@pytest.mark.django_db
def test_what_was_sent_is_not_sent_again_by_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    Away(monkeypatch)
    client = Client(raise_request_exception=False)

    answer = client.post("/accounts/login/", {"login": "a@example.org", "password": "-"})

    assert answer.status_code == 503
    assert '<a class="button" href="/">' in answer.text


@pytest.mark.django_db
def test_readiness_says_that_it_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    Away(monkeypatch)

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["database"]) == (503, False)
    assert Client().get("/healthz").status_code == 200


PAGES = {
    "/rare/400/": (400, "This request can’t be read"),
    "/rare/403/": (403, "You can’t see this page"),
    "/rare/403_csrf/": (403, "The form could not be sent"),
    "/rare/404/": (404, "This page does not exist"),
    "/rare/500/": (500, "Something went wrong here"),
    "/rare/503/": (503, "The site can’t answer just now"),
    "/rare/maintenance/": (503, "We are looking after the site"),
}


@RARE
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_each_is_said_in_each_language_without_the_database(path: str, language: str) -> None:
    """Not marked for the database: the first query would break the test."""
    client = Client(raise_request_exception=False, headers={"Accept-Language": language})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answer = client.get(path)

    status, english = PAGES[path]
    assert answer.status_code == status
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in answer.text
    assert ('class="button"' in answer.text, "</h1>" in answer.text) == (True, True)
    if language == "en":
        assert english in answer.text


@RARE
@pytest.mark.parametrize(("path", "complaints"), [("/rare/maintenance/", 0), ("/rare/503/", 1)])
def test_that_the_site_is_looked_after_is_no_error(
    path: str, complaints: int, caplog: pytest.LogCaptureFixture
) -> None:
    Client(raise_request_exception=False).get(path)

    assert [record.levelname for record in caplog.records if record.name == "django.request"] == [
        "ERROR"
    ] * complaints


@RARE
def test_a_fault_is_recorded_with_the_id_that_the_answer_carries(caplog: pytest.LogCaptureFixture) -> None:
    answer = Client(raise_request_exception=False).get("/rare/500/")

    [fault] = [record for record in caplog.records if record.name == "django.request"]
    assert fault.exc_info
    assert len(answer["X-Request-ID"]) == 32
