"""What a monitor reads: exact by a parser of its own, and by nobody who should not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from cms.core.enums import JobState
from cms.core.jobs import job_models
from cms.core.models import Heartbeat
from cms.notices.models import Notice
from tests.cast import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


def read(**extra: str) -> dict[tuple[str, ...], float]:
    with time_machine.travel(NOW, tick=False):
        answer = Client().get("/metrics", **extra)
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def notice(number: int, **values: object) -> Notice:
    person = make_person(f"p{number}")
    return Notice.objects.create(
        **{"recipient": person, "kind": "any", "subject": "x", "language": "en", "due_at": NOW} | values
    )


def test_jobs_and_signs_of_life_are_counted() -> None:
    Heartbeat.objects.create(name="sweep", at=NOW - timedelta(seconds=90))
    notice(1, due_at=NOW - timedelta(minutes=5))
    notice(2, due_at=NOW + timedelta(days=1), in_doubt_at=NOW)
    notice(3, state=JobState.FAILED)
    notice(4, state=JobState.DONE)
    found = read()
    assert found["platform_heartbeat_age_seconds", "sweep"] == 90
    assert found["platform_jobs", "notices.notice", "waiting"] == 2
    assert found["platform_jobs", "notices.notice", "failed"] == 1
    assert found["platform_oldest_due_job_seconds", "notices.notice"] == 300
    assert found["platform_mail_in_doubt", "notices.notice"] == 1
    assert found["platform_oldest_due_job_seconds", "certificates.rendering"] == 0


def test_from_elsewhere_there_is_no_such_page_without_the_token(settings: Settings) -> None:
    assert Client().get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    assert Client().get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
    settings.METRICS_TOKEN = "a long one"
    for header in ("", "Bearer", "Bearer another", "a long one"):
        assert Client().get("/metrics", headers={"Authorization": header}).status_code == 404
    assert read(REMOTE_ADDR="203.0.113.7", HTTP_AUTHORIZATION="Bearer a long one")


def test_it_costs_the_same_for_many_jobs(django_assert_num_queries) -> None:
    one_for_each_kind_and_the_heartbeats = len(job_models()) + 1
    notice(1)
    with django_assert_num_queries(one_for_each_kind_and_the_heartbeats):
        read()
    for number in range(2, 5):
        notice(number)
    with django_assert_num_queries(one_for_each_kind_and_the_heartbeats):
        read()
