from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cms.core.models import Heartbeat
from cms.core.sweep import HEARTBEAT
from cms.notices.models import Notice
from cms.operations.health import readiness
from tests.cast import make_person

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


def test_alive_needs_nothing(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"alive\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_a_probe_may_call_the_host_by_its_number_and_needs_no_encryption(
    client: Client, settings, path: str
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]

    assert client.get(path, headers={"Host": "10.0.0.3"}).status_code in {200, 503}
    assert client.get("/learn/", headers={"Host": "10.0.0.3"}, secure=True).status_code == 400


@pytest.mark.django_db
def test_not_ready_without_broker_and_worker(client: Client) -> None:
    Heartbeat.objects.create(name=HEARTBEAT, at=timezone.now())

    answer = client.get("/readyz")

    assert answer.status_code == 503
    said = answer.json()
    del said["last_sweep"]
    assert said == {
        "database": True,
        "broker": False,
        "worker": False,
        "beat": True,
        "oldest_due_job": None,
        "queues": None,
        "maintenance": False,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "there"), [(0, True), (150, True), (151, False)])
def test_beat_is_missing_when_the_last_sweep_is_old(age: int, there: bool) -> None:
    Heartbeat.objects.create(name=HEARTBEAT, at=NOW - timedelta(seconds=age))

    assert readiness(NOW)["beat"] is there


@pytest.mark.django_db
def test_beat_is_missing_before_the_first_sweep() -> None:
    answer = readiness(NOW)

    assert (answer["beat"], answer["last_sweep"]) == (False, None)


@pytest.mark.django_db
def test_it_says_since_when_a_job_is_due_and_that_alone_is_no_reason_to_send_nobody_here() -> None:
    person = make_person("p")
    for number, minutes in enumerate((5, 90, -5)):
        Notice.objects.create(
            recipient=person,
            kind="any",
            subject=f"x:{number}",
            language="en",
            due_at=NOW - timedelta(minutes=minutes),
        )
    Notice.objects.create(
        recipient=person,
        kind="any",
        subject="x:9",
        language="en",
        due_at=NOW - timedelta(days=1),
        state="done",
    )
    assert readiness(NOW)["oldest_due_job"] == (NOW - timedelta(minutes=90)).isoformat()
