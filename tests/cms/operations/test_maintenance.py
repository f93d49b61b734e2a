from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client

from cms.operations.maintenance import close_site, is_maintained, open_site
from cms.people.models import User
from tests.cast import make_person

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def closed() -> Iterator[None]:
    close_site()
    yield
    open_site()


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


@pytest.mark.parametrize("path", ["/", "/learn/", "/accounts/signup/", "/admin/", "/nowhere/", "/verify/"])
def test_everybody_reads_when_to_come_back(closed: None, path: str) -> None:
    for client in (Client(), signed_in(make_person("trainee"))):
        answer = client.get(path)

        assert answer.status_code == 503
        assert answer["Retry-After"] == "120"
        assert "We are looking after the site" in answer.text
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"]


def test_a_stranger_costs_no_query(closed: None, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/learn/").status_code == 503


def test_central_staff_come_in_by_the_door_for_all(closed: None) -> None:
    make_person("central", central=True)
    client = Client()

    assert client.get("/accounts/login/").status_code == 200
    answer = client.post(
        "/accounts/login/", {"login": "central@example.org", "password": "correct horse battery"}
    )
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 200


def test_who_signs_in_without_being_central_stays_outside(closed: None) -> None:
    make_person("trainee")
    client = Client()

    client.post("/accounts/login/", {"login": "trainee@example.org", "password": "correct horse battery"})

    assert client.get("/learn/").status_code == 503


def test_it_is_alive_and_not_ready(closed: None) -> None:
    assert Client().get("/healthz").status_code == 200
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["maintenance"]) == (503, True)


def test_tables_under_repair_let_nobody_in(closed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(make_person("central", central=True))

    def broken(*_: object) -> None:
        raise OperationalError("no such column: people_user.role")

    monkeypatch.setattr("django.contrib.auth.get_user", broken)
    monkeypatch.setattr("django.contrib.auth.middleware.auth.get_user", broken)

    assert client.get("/learn/").status_code == 503


def test_the_command_closes_and_opens(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("maintenance", "on")
    assert is_maintained()
    call_command("maintenance")
    call_command("maintenance", "off")
    assert not is_maintained()
    call_command("maintenance", "off")
    assert capsys.readouterr().out.splitlines() == [
        "The site is closed: everybody but central staff reads when to come back.",
        "The site is closed: everybody but central staff reads when to come back.",
        "The site is open.",
        "The site is open.",
    ]


def test_the_variable_holds_whatever_the_command_says(settings) -> None:
    settings.MAINTENANCE = True

    with pytest.raises(CommandError, match="MAINTENANCE is set"):
        call_command("maintenance", "off")
    assert Client().get("/learn/").status_code == 503
