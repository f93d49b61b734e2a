"""The platform in production, as real processes: PostgreSQL, Redis, a mail server, what compose.yaml starts."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
from django.core.management import call_command
from redis import Redis
from redis.exceptions import ConnectionError as RedisIsAway

from assessments.certificates.models import Certificate
from tests.cms.operations.conftest import Kept
from tests.cms.operations.letters import Letters, mail_server
from tests.cms.operations.places import REDIS, Place, postgresql_place
from tests.cms.operations.platform import eventually
from tests.cms.operations.production import PARTS, Production, running
from tests.cms.operations.rewriting import Members, rewritten
from tests.cms.operations.visit import found
from tests.conftest import ON_SQLITE

pytestmark = pytest.mark.skipif(not ON_SQLITE, reason="it has its own PostgreSQL and ran with SQLite's tests")

KEY = re.compile(r"https://training\.example\.org(/\S+/key/(\S+?)/)")
WRONG, NEW = "a-wrong-guess-77", "seven-blue-rivers"
CENTRAL = "central@example.org"


@pytest.fixture(scope="module")
def older(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The backup as a release would have made it that lacked the last migration of one app."""

    def change(_: Members, listed: dict[str, Any]) -> None:
        assert listed["state"]["taggit"].startswith("0006")
        listed["state"]["taggit"] = "0005_auto_20220424_2025"
        listed["release"] = "0.0.9"

    return rewritten(kept.path, tmp_path_factory.mktemp("older") / "older.zip", change)


@pytest.fixture(scope="module")
def redis() -> Iterator[None]:
    """A database of its own on this machine's Redis, emptied before and after."""
    with Redis.from_url(REDIS, socket_connect_timeout=2) as client:
        try:
            client.flushdb()
        except RedisIsAway:
            pytest.skip("no Redis answers on 127.0.0.1:6379")
        yield
        client.flushdb()


@pytest.fixture(scope="module")
def letters() -> Iterator[Letters]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def place(
    older: Path, redis: None, letters: Letters, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """An older release's backup, made on SQLite, restored into an empty database."""
    with postgresql_place(tmp_path_factory.mktemp("production"), f"cms_production_{os.getpid()}") as place:
        place = replace(place, environment=place.environment | {"EMAIL_URL": letters.url})
        done = place.manage("restore", str(older))
        assert (done.returncode, done.stderr) == (0, "")
        assert "Restored what release 0.0.9 kept at " in done.stdout
        assert "its keys stay sealed: set BACKUP_PASSPHRASE to bring them back" in done.stdout
        assert place.manage("prepare").returncode == 0
        yield place


@pytest.fixture(scope="module")
def production(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    with running(place, tmp_path_factory.mktemp("said")) as production:
        yield production


def test_an_old_certificate_is_verified_on_the_other_database(kept: Kept, place: Place) -> None:
    # The services that run on this database may have beaten by now.
    assert place.visit(kept.number) == found(kept, database="postgresql") | {"heartbeats": ANY}


def test_everything_is_there(production: Production, kept: Kept) -> None:
    said = json.loads(production.ask("/readyz").text)
    assert {name: there for name, there in said.items() if name != "last_sweep"} == {
        "database": True,
        "broker": True,
        "worker": True,
        "beat": True,
        "oldest_due_job": None,
        "queues": {"sweep": 0, "delivery": 0, "rendering": 0},
        "maintenance": False,
    }
    page = production.ask(f"/verify/{kept.number}/")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    sheet = re.search(r'href="(/static/site\.[0-9a-f]+\.css)"', page.text)
    assert sheet
    assert production.ask(sheet[1]).headers["Cache-Control"].endswith("immutable")
    assert production.ask(f"/media/{kept.picture}").status == 404  # an original; only renditions are public


def test_an_unencrypted_visit_is_sent_on_and_a_stranger_host_is_not_answered(production: Production) -> None:
    plain = production.ask("/verify/", **{"X-Forwarded-Proto": "http"})
    assert (plain.status, plain.headers["Location"]) == (301, "https://training.example.org/verify/")
    assert production.ask("/verify/", Host="evil.example").status == 400
    assert production.ask("/healthz", Host="10.0.0.3", **{"X-Forwarded-Proto": "http"}).status == 200


def test_nothing_that_was_typed_is_in_any_log(production: Production, letters: Letters) -> None:
    sign_in, forgotten = "/accounts/login/", "/accounts/password/reset/"
    production.ask(sign_in)
    assert production.ask(sign_in, form={"login": CENTRAL, "password": WRONG}).status == 200
    production.ask(forgotten)
    assert production.ask(f"{forgotten}?email={CENTRAL}", form={"email": CENTRAL}).status == 302

    def links() -> list[re.Match[str]]:
        texts = (text.replace("=\n", "").replace("=\r\n", "") for text in letters.texts)
        return [link for text in texts for link in re.finditer(KEY, text)]

    assert eventually(links)
    link = links()[-1]
    moved = production.ask(link[1])
    assert moved.status == 302
    there = moved.headers["Location"]
    assert production.ask(there, form={"password1": NEW, "password2": NEW}).status == 302
    production.ask(link[1], form={"password1": WRONG})
    production.ask(f"/nowhere{link[1]}?token={link[2]}")
    production.ask(sign_in)
    signed_in = production.ask(
        sign_in, form={"login": CENTRAL, "password": NEW}, **{"X-Request-ID": "the-proxys-own-id"}
    )
    assert signed_in.status == 302
    assert signed_in.headers["X-Request-ID"] == "the-proxys-own-id"

    said = "".join(production.said_by(name).read_text() for name in PARTS)
    secrets = {CENTRAL, CENTRAL.replace("@", "%40"), WRONG, NEW, link[2], *link[2].split("-")[2:]}
    secrets |= {production.cookies["sessionid"], production.cookies["csrftoken"]}
    assert {secret for secret in secrets if secret in said} == set()
    [line] = [line for line in production.lines("web") if line.get("request_id") == "the-proxys-own-id"]
    assert (line["event"], line["path"], line["status"]) == ("request.answered", sign_in, 302)


def test_a_task_carries_the_id_of_what_caused_it(production: Production) -> None:
    program = (
        "from cms.core import request_ids; from cms.notices.tasks import deliver;"
        "request_ids._current.set('what-caused-it'); deliver.delay(0)"
    )
    assert production.place.manage("shell", "--no-imports", "-c", program).returncode == 0

    def done() -> list[str]:
        return [
            line["message"]
            for line in production.lines("worker-delivery")
            if line.get("request_id") == "what-caused-it"
        ]

    eventually(done, patience=30)
    assert [message.partition("[")[0] for message in done()] == ["Task notices.deliver"]
    sweeps = [
        line for line in production.lines("worker-sweep") if line["message"].startswith("Task core.sweep")
    ]
    assert all(line["request_id"] in line["message"] for line in sweeps)


@pytest.mark.django_db
@pytest.mark.usefixtures("redis")
def test_from_postgresql_to_sqlite_while_it_runs(
    kept: Kept, production: Production, empty_place: Path
) -> None:
    out = empty_place / "out.zip"
    done = production.place.manage("backup", str(out))
    assert done.returncode == 0, done.stderr

    call_command("restore", str(out))

    certificate = Certificate.all_objects.get()
    assert certificate.number == kept.number
    with zipfile.ZipFile(out) as archive, zipfile.ZipFile(kept.path) as before:
        paper = f"private/{certificate.pdf.name}"
        assert archive.read(paper) == before.read(paper)
