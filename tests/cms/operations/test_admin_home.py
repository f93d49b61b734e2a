from __future__ import annotations

import re
import shutil
import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from redis import Redis

from cms.core.enums import JobState
from cms.core.errors import NotAllowed
from cms.core.models import Heartbeat, JobRow
from cms.core.queues import queue_lengths
from cms.core.sweep import BEAT, HEARTBEAT
from cms.notices.models import Notice
from cms.operations import watch as watching
from cms.operations.actions import try_failed_again
from cms.operations.backup import BACKUP
from cms.operations.maintenance import close_site, open_site
from cms.operations.watch import LEAST_ROOM, LONG_WAITED, watch
from cms.people.models import User
from tests.cast import Cast

pytestmark = pytest.mark.django_db

NOW = timezone.now()
QUIET = {"sweep": 0, "delivery": 0, "rendering": 0}


@pytest.fixture(autouse=True)
def everything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life of twelve seconds ago, empty queues, a large disk; a test spoils what it is about."""
    for name in (HEARTBEAT, BEAT):
        Heartbeat.objects.create(name=name, at=timezone.now() - timedelta(seconds=12))
    monkeypatch.setattr(watching, "queue_lengths", lambda: QUIET)
    monkeypatch.setattr(
        watching.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(500 << 30, 0, LEAST_ROOM)
    )


def notice(person: User, number: int, **values: Any) -> Notice:
    return Notice.objects.create(
        recipient=person,
        kind="due_tomorrow",
        subject=f"release:{number}",
        language="en",
        **{"due_at": NOW} | values,
    )


def failed(person: User, number: int, reason: str, **values: Any) -> Notice:
    return notice(person, number, state=JobState.FAILED, error=reason, **values)


def home(person: User) -> Any:
    client = Client()
    client.force_login(person)
    return client.get("/admin/")


def test_all_is_well_in_one_line(cast: Cast) -> None:
    said = home(cast.central).text

    assert re.search(r"Everything runs. Last sweep \d\d seconds ago.", said)
    assert "help-warning" not in said
    assert "none yet: `manage.py backup` makes one" in said


@pytest.mark.parametrize("who", ["manager", "organiser", "author", "two_roles"])
def test_only_central_staff_see_it(cast: Cast, who: str) -> None:
    failed(cast.trainee, 1, "550 No such person here")

    assert "h-machinery" not in home(getattr(cast, who)).text


def spoil(what: str, monkeypatch: pytest.MonkeyPatch, person: User) -> None:
    old = timezone.now() - timedelta(seconds=151)
    if what == "beat":
        Heartbeat.objects.update(at=old)
    elif what == "worker":
        Heartbeat.objects.filter(name=HEARTBEAT).update(at=old)
    elif what == "never":
        Heartbeat.objects.all().delete()
    elif what == "broker":
        monkeypatch.setattr(watching, "queue_lengths", lambda: None)
    elif what == "disk":
        full = shutil._ntuple_diskusage(500 << 30, 0, LEAST_ROOM - 1)
        monkeypatch.setattr(watching.shutil, "disk_usage", lambda _: full)
    elif what == "waiting":
        notice(person, 1, due_at=timezone.now() - LONG_WAITED - timedelta(seconds=1))
        notice(person, 2, due_at=timezone.now() - LONG_WAITED + timedelta(seconds=9))


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("beat", "beat is silent. Start it again"),
        ("never", "beat is silent. Start it again"),
        ("worker", "no worker takes what beat asks for. Start a worker again"),
        ("broker", "The broker does not answer. Start Redis again"),
        ("disk", "The disk has only 2.0\xa0GB left. Make room"),
        ("waiting", "E-mails: 1 has been due for more than ten minutes."),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, what: str, sentence: str
) -> None:
    spoil(what, monkeypatch, cast.trainee)

    answer = home(cast.central)

    assert sentence in answer.text
    assert answer.text.count("help-warning") == 1
    assert "Everything runs" not in answer.text


def test_trouble_stands_first_and_calm_last(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def place() -> bool:
        said = home(cast.central).text
        return said.index("h-machinery") < said.index("h-cohorts")

    assert not place()
    spoil("broker", monkeypatch, cast.trainee)
    assert place()


def test_a_closed_site_is_not_forgotten(cast: Cast) -> None:
    close_site()
    try:
        assert "manage.py maintenance off" in home(cast.central).text
    finally:
        open_site()


def test_failed_jobs_are_told_by_kind_and_reason(cast: Cast) -> None:
    for number, reason in enumerate(["Mailbox full", "No such person", "Mailbox full", "a", "b"]):
        failed(cast.trainee, number, reason, due_at=NOW - timedelta(days=number))
    notice(cast.trainee, 9)

    found = watch(NOW).failed

    assert [(one.label, str(one.called), one.reason, one.count) for one in found] == [
        ("notices.notice", "E-mails", "Mailbox full", 2),
        ("notices.notice", "E-mails", "No such person", 1),
        ("notices.notice", "E-mails", "a", 1),
    ]
    assert found[0].last == NOW
    assert home(cast.central).text.count("try-again") == 1


def test_they_are_tried_again_from_there(cast: Cast) -> None:
    rows = [failed(cast.trainee, number, "Mailbox full", tries=8) for number in range(3)]
    client = Client()
    client.force_login(cast.central)

    answer = client.post(reverse("machinery:try_again", args=["notices.notice"]))

    assert answer.url == "/admin/"
    assert [str(said) for said in get_messages(answer.wsgi_request)] == [
        "3 jobs wait again; the next sweep starts them, within a minute."
    ]
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.tries, row.error) == (JobState.WAITING, 0, "")


@pytest.mark.parametrize("who", ["manager", "organiser", "trainee"])
def test_nobody_else_tries_anything_again(cast: Cast, who: str) -> None:
    row = failed(cast.trainee, 1, "Mailbox full")
    person = getattr(cast, who)
    client = Client()
    client.force_login(person)

    assert client.post(reverse("machinery:try_again", args=["notices.notice"])).status_code in {403, 404}
    with pytest.raises(NotAllowed):
        try_failed_again(Notice, by=person, now=NOW)
    row.refresh_from_db()
    assert row.state == JobState.FAILED


def test_each_kind_of_job_says_what_it_is() -> None:
    called = [str(model.called) for model in watching.job_models()]

    assert len(called) == len(set(called)) >= 4
    assert str(JobRow.called) not in called


def test_what_is_no_job_is_not_found(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.central)

    assert client.post(reverse("machinery:try_again", args=["people.user"])).status_code == 404
    assert client.get(reverse("machinery:try_again", args=["notices.notice"])).status_code == 405


def test_it_costs_the_same_however_much_failed(cast: Cast, django_assert_num_queries: Any) -> None:
    Heartbeat.objects.create(name=BACKUP, at=NOW)
    failed(cast.trainee, 1, "reason 1")
    with django_assert_num_queries(1 + 2 * len(watching.job_models())):
        watch(NOW)
    for number in range(2, 5):
        failed(cast.trainee, number, f"reason {number}")
    with django_assert_num_queries(1 + 2 * len(watching.job_models())):
        watch(NOW)


@pytest.mark.parametrize("url", ["memory://", "redis://127.0.0.1:1/0", "redis://10.255.255.1:6379/0"])
def test_a_broker_that_is_away_holds_nothing_up(settings: Any, url: str) -> None:
    settings.CELERY_BROKER_URL = url
    began = time.monotonic()

    assert queue_lengths() is None
    assert time.monotonic() - began < 2


def test_what_waits_in_the_queues_is_counted(settings: Any) -> None:
    """On a Redis of this machine, in a database of its own; skipped where there is none."""
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:6379/15"
    client = Redis.from_url(settings.CELERY_BROKER_URL)
    if queue_lengths() is None:
        pytest.skip("no Redis answers on 127.0.0.1:6379")
    settings.QUEUES = {"watched-one": 1, "watched-two": 1}
    client.delete(*settings.QUEUES)
    client.rpush("watched-two", "a", "b")
    try:
        assert queue_lengths() == {"watched-one": 0, "watched-two": 2}
    finally:
        client.delete(*settings.QUEUES)
        client.close()
