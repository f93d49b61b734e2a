"""When the sweep is late, central staff get one e-mail, whoever's request notices it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from pytest_django import Settings

from cms.core.models import Heartbeat
from cms.core.sweep import HEARTBEAT
from cms.operations.alarm import AGAIN_AFTER, raise_alarm_if_late
from tests.cast import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def alarm(at: datetime) -> int:
    before = len(mail.outbox)
    if sending := raise_alarm_if_late(at):
        sending.join(10)
    return len(mail.outbox) - before


def test_it_is_told_once_in_each_ones_language_and_again_after_hours() -> None:
    first, second = make_person("central", central=True), make_person("zwei", central=True)
    make_person("amina")
    second.language, second.time_zone = "ar", "Africa/Cairo"
    second.save()
    Heartbeat.objects.create(name=HEARTBEAT, at=NOW)
    assert alarm(NOW + 10 * MINUTE - timedelta(seconds=1)) == 0
    assert alarm(NOW + 10 * MINUTE) == 2
    assert [message.to for message in mail.outbox] == [[first.email], [second.email]]
    assert "1 March 2027, 09:00, UTC" in mail.outbox[0].body and "/admin/" in mail.outbox[0].body
    assert "11:00" in mail.outbox[1].body and "nothing" not in mail.outbox[1].subject
    assert alarm(NOW + 20 * MINUTE) == 0
    assert alarm(NOW + 10 * MINUTE + AGAIN_AFTER) == 2


def test_a_site_that_has_never_swept_raises_none() -> None:
    make_person("central", central=True)
    assert alarm(NOW) == 0


def test_any_request_notices_it_and_a_mail_server_that_is_away_hurts_nobody(settings: Settings) -> None:
    make_person("central", central=True)
    Heartbeat.objects.create(name=HEARTBEAT, at=NOW)
    settings.LOOKOUT = True
    settings.EMAIL_BACKEND = "tests.cms.notices.mail_servers.Away"
    with time_machine.travel(NOW + 11 * MINUTE, tick=False):
        assert Client().get("/healthz").status_code == 200
    assert Heartbeat.objects.filter(name="alarm").exists()


def test_who_looks_asks_once_a_minute(settings: Settings, django_assert_num_queries) -> None:
    settings.LOOKOUT = True
    client = Client()
    client.get("/healthz")
    with django_assert_num_queries(0):
        client.get("/healthz")
