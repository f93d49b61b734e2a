from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest
from celery.app.task import Context
from django.test import Client

from cms.core import request_ids
from cms.core.request_ids import HEADER, lay_down, send_along, take_over

pytestmark = pytest.mark.django_db


def answered(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if getattr(record, "event", "") == "request.answered"]


def test_every_answer_has_an_id_of_its_own(client: Client) -> None:
    ids = [client.get("/accounts/login/")[HEADER] for _ in range(2)]

    assert len(set(ids)) == 2
    assert all(len(one) == 32 for one in ids)
    assert request_ids.current() == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("01J9-proxy.7_x", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("short", False),
        ("with space in it", False),
        ("line\u2028break-here", False),
        ("<script>alert</script>", False),
    ],
)
def test_a_proxys_id_is_kept_where_it_is_sane(client: Client, settings, given: str, kept: bool) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    client = Client(headers={HEADER: given})

    assert (client.get("/accounts/login/")[HEADER] == given) is kept


def test_a_strangers_id_is_not(client: Client) -> None:
    assert (
        client.get("/accounts/login/", headers={HEADER: "a-strangers-own-id"})[HEADER] != "a-strangers-own-id"
    )


def test_an_answer_is_one_line_without_query_and_token(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    client.get("/accounts/password/reset/key/1-sesame/?from=letter")
    client.get("/healthz")

    [line] = answered(caplog)
    assert line.path == "/accounts/password/reset/key/<uidb36>-<key>/"
    assert (line.method, line.status) == ("GET", 200)
    assert "sesame" not in str(line.__dict__ | {"request": ""})


@pytest.mark.parametrize("path", ["/en/nowhere/", "/verify/ABCD-EFGH-JKLM/"])
def test_a_miss_is_a_line_too(client: Client, caplog: pytest.LogCaptureFixture, path: str) -> None:
    caplog.set_level(logging.INFO)

    answer = client.get(path)

    assert [(line.path, line.status) for line in answered(caplog)] == [(path, answer.status_code)]


def a_task(**headers: str) -> SimpleNamespace:
    return SimpleNamespace(request=Context(headers | {"is_eager": False}))


def test_a_task_carries_the_id_of_the_request_that_caused_it(client: Client) -> None:
    token = request_ids._current.set("the-request")
    headers: dict[str, str] = {}
    send_along(headers=headers)
    request_ids._current.reset(token)
    assert headers == {"request_id": "the-request"}

    task = a_task(**headers)
    take_over(task, "the-task")
    assert request_ids.current() == "the-request"
    lay_down(task)
    assert request_ids.current() == ""


def test_what_no_request_caused_lends_its_own_id() -> None:
    headers: dict[str, str] = {}
    send_along(headers=headers)
    assert headers == {}

    task = a_task()
    take_over(task, "the-sweep")
    send_along(headers=headers)
    lay_down(task)
    assert headers == {"request_id": "the-sweep"}


def test_a_task_within_a_request_leaves_its_id_alone() -> None:
    token = request_ids._current.set("the-request")
    task = SimpleNamespace(request=Context({"is_eager": True}))
    take_over(task, "the-task")
    lay_down(task)
    assert request_ids.current() == "the-request"
    request_ids._current.reset(token)
