"""The test database is migrated once, kept under .cache/ by the hash of what it depends on, and copied for each process."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.management import call_command
from django.db import connections
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
ON_SQLITE = not os.environ.get("TEST_DATABASE_URL")

# Playwright's event loop runs in the tests' own thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# How long one example takes says nothing where several processes share a processor.
hypothesis.settings.register_profile("shared", deadline=None)
hypothesis.settings.load_profile("shared")

pytest_plugins = ["tests.browser", "tests.browser_platform", "tests.cast"]


def pytest_configure(config: pytest.Config) -> None:
    for folder in (settings.MEDIA_ROOT, settings.STATIC_ROOT, settings.OUTBOX):
        Path(folder).mkdir(parents=True, exist_ok=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(settings.DATA, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def texts() -> None:
    """Tests speak Arabic too: the .mo files are no part of the repository."""
    with _Alone("texts"):
        call_command("compile_texts", verbosity=0)


class _Alone:
    """One process at a time; the others find the work done."""

    def __init__(self, name: str) -> None:
        CACHE.mkdir(exist_ok=True)
        self.file = (CACHE / f"{name}.lock").open("w")

    def __enter__(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *problem: object) -> None:
        self.file.close()


def _fingerprint() -> str:
    digest = hashlib.sha256("".join(settings.INSTALLED_APPS).encode())
    sources = [ROOT / "requirements.txt"]
    for package in ("cms", "courses", "assessments"):
        sources += (ROOT / package).glob("*/migrations/*.py")
    for path in sorted(sources):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _migrated_database() -> Path:
    kept = CACHE / f"testdb-{_fingerprint()}.sqlite3"
    with _Alone("testdb"):
        if not kept.exists():
            for old in CACHE.glob("*.sqlite3*"):
                old.unlink()
            half = CACHE / f"half-{os.getpid()}.sqlite3"
            command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
            environment = os.environ | {
                "DJANGO_SETTINGS_MODULE": "cms.settings.test",
                "TEST_DATABASE_URL": f"sqlite:///{half}",
            }
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
            half.rename(kept)
    return kept


@pytest.fixture(scope="session")
def migrated_database() -> Path:
    """An SQLite file with all tables and what migrations write. Copy it, don't write to it."""
    return _migrated_database()


if ON_SQLITE:

    @pytest.fixture(scope="session")
    def django_db_setup(
        django_test_environment: None, django_db_blocker: pytest.FixtureRequest
    ) -> Iterator[None]:
        copy = Path(settings.DATA) / "test.sqlite3"
        shutil.copyfile(_migrated_database(), copy)
        for alias in ("default", "snapshot"):
            connections[alias].settings_dict["NAME"] = str(copy)
        with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's blocker is not in its typed API
            connection = connections["default"]
            connection._test_serialized_contents = connection.creation.serialize_db_to_string()
            yield
            connections.close_all()


def _transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool({"transactional_db", "live_server"} & set(item.fixturenames)) or bool(
        marker and marker.kwargs.get("transaction")
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A transactional test finds again what migrations wrote, though the one before it emptied the tables.

    Tests that ask a database are marked `database`: only those differ on another one.
    """
    for item in items:
        if item.get_closest_marker("django_db") or "django_db_setup" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)
        if isinstance(item, pytest.Function) and _transactional(item):
            item.fixturenames.append("django_db_serialized_rollback")
            # Where pytest-django makes the database itself, it keeps what is in it for markers that say so.
            if marker := item.get_closest_marker("django_db"):
                kept = pytest.mark.django_db(*marker.args, **marker.kwargs | {"serialized_rollback": True})
                item.add_marker(kept, append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """Tests of any kind share a process and come in any order: what a transactional one emptied is written again."""
    yield
    # After the last test its database is gone, and the connection has the name of the real one.
    if nextitem is not None and isinstance(item, pytest.Function) and _transactional(item):
        connection = connections["default"]
        with item.config.stash[blocking_manager_key].unblock():
            kept = getattr(connection, "_test_serialized_contents", None)
            if kept and not ContentType.objects.exists():
                connection.creation.deserialize_db_from_string(kept)
            ContentType.objects.clear_cache()


@pytest.fixture(autouse=True)
def speaking_english() -> None:
    """A request leaves its language behind in the thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def nothing_rendered_before() -> None:
    """Numbers that a test rolled back come again in the next one, and what is cached is kept by number."""
    caches["fragments"].clear()
    caches["default"].clear()


@pytest.fixture(autouse=True)
def snapshot_of_the_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test has not committed is seen through `snapshot` too, unless it asks for both connections."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker or {"db", "transactional_db", "live_server"} & set(request.fixturenames)) or (
        marker and "snapshot" in (marker.kwargs.get("databases") or ())
    ):
        yield
        return
    request.getfixturevalue("_django_db_helper")
    own = connections["snapshot"]
    connections["snapshot"] = connections["default"]
    yield
    connections["snapshot"] = own


@pytest.fixture
def letters_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """E-mails about accounts are delivered as they are written, without commit and worker."""
    from cms.core import jobs
    from cms.notices.tasks import deliver_account_letter

    hurry = jobs.hurry
    monkeypatch.setattr(
        jobs, "hurry", lambda task, pk: task(pk) if task is deliver_account_letter else hurry(task, pk)
    )
