from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.files.base import File
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from redis import Redis, RedisError

from cms.core.models import Heartbeat
from cms.core.sweep import BEAT
from cms.operations import preparation
from cms.operations.backup import Refused, files, keys, tables
from cms.operations.backup.checking import Archive
from cms.operations.backup.state import migrations_of_code, state_of_tables
from cms.people.models import User

Told = Callable[[str], None]
# Beat signs once a minute.
STILL_RUNS = timedelta(seconds=90)


@dataclass(frozen=True)
class Restored:
    rows: int
    files: int
    made_at: str
    release: str


def restore(archive: Archive, *, passphrase: str, replace: bool, now: datetime, told: Told) -> Restored:
    """Puts what was kept where now is nothing, or with `replace` in place of what is there.

    In this order: reads the whole file once; tables of the release that made it, if there are none; in one
    transaction all rows out, the file's in, and the files; keys; tables of this release; search and references
    made anew; what was kept in caches forgotten. Refused before the second step leaves everything as it was;
    what fails later leaves the database as it was, or with empty tables where there were none.
    """
    listed = archive.listed
    _refuse_newer(archive)
    has_tables = _refuse_other_tables(archive)
    if has_tables:
        _refuse_what_runs(now)
    if not replace:
        _refuse_what_is_there(has_tables=has_tables)
    secrets = keys.unseal(archive.sealed_keys(), passphrase) if listed.has_keys and passphrase else {}
    told("Checking every file …")
    archive.check()
    if not has_tables:
        told("Making the tables …")
        MigrationExecutor(connection).migrate(list(listed.state.items()))
    written = _fill(archive, replace=replace, told=told)
    keys.put_back(secrets, settings.DATA)
    told("Bringing the tables up to date …")
    call_command("migrate", verbosity=0, interactive=False)
    told("Making search and references anew …")
    _make_anew(told)
    return Restored(
        rows=sum(listed.rows.values()), files=written, made_at=listed.made_at, release=listed.release
    )


def _refuse_newer(archive: Archive) -> None:
    listed = archive.listed
    known = migrations_of_code()
    if _numbers(listed.release) > _numbers(settings.RELEASE) or not known.issuperset(listed.state.items()):
        raise Refused(
            f"This backup was made by release {listed.release}, and this is {settings.RELEASE},"
            " which does not know its tables. Install that release first."
        )


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", release)[:3])


def _refuse_other_tables(archive: Archive) -> bool:
    """Whether the database has tables; they must then be of the same making as those of the backup."""
    if not connection.introspection.table_names():
        return False
    if state_of_tables(connection) != archive.listed.state:
        raise Refused(
            f"The tables here are not those of release {archive.listed.release}, which made this backup."
            " Name an empty database in DATABASE_URL (or an empty folder in DATA): it is brought up to date there."
        )
    return True


def _refuse_what_runs(now: datetime) -> None:
    signed = Heartbeat.objects.last_of(BEAT)
    if signed and now - signed < STILL_RUNS:
        raise Refused(
            "Beat was at work a minute ago. Stop web server, workers and beat, wait two minutes, try again."
        )


def _refuse_what_is_there(*, has_tables: bool) -> None:
    people = has_tables and User.objects.exists()
    kept = any(next(files.names_in(files.store(folder)), None) for folder in files.STORES)
    if people or kept:
        what = "people" if people else "files"
        raise Refused(
            f"There are {what} here already. --replace puts the backup in place of all that is here."
        )


def _fill(archive: Archive, *, replace: bool, told: Told) -> int:
    """How many files are there. They come last before the commit, for no transaction takes them back."""
    written: list[str] = []
    try:
        with transaction.atomic():
            tables.empty(connection)
            for table in archive.listed.tables:
                told(table.name)
                with closing(archive.rows_of(table)) as rows:
                    tables.fill(connection, table, rows)
            told("Checking that rows fit together …")
            connection.check_constraints()
            tables.reset_sequences(connection)
            _write_files(archive, written, told=told)
    except (DatabaseError, OSError, ValueError, TypeError, Refused) as problem:
        if not replace:
            for path in written:
                folder, _, name = path.partition("/")
                files.store(folder).delete(name)
        first = str(problem).partition("\n")[0]
        raise Refused(
            f"The backup can't be restored here, and the database is as it was: {first}"
        ) from problem
    ContentType.objects.clear_cache()
    if replace:
        for folder in files.STORES:
            _delete_others(archive, folder)
    return len(written)


def _write_files(archive: Archive, written: list[str], *, told: Told) -> None:
    for folder in files.STORES:
        told(folder)
        storage = files.store(folder)
        for name in archive.files_in(folder):
            path = f"{folder}/{name}"
            written.append(path)
            if storage.exists(name):
                if files.digest_of(storage, name) == archive.listed.members[path].sha256:
                    continue
                # One name, two contents: what a broken restore left half written.
                storage.delete(name)
            with archive.zip.open(path) as member:
                if storage.save(name, File(member, name=name)) != name:
                    raise Refused(f"The storage gives {name!r} another name, so that no row would find it.")


def _delete_others(archive: Archive, folder: str) -> None:
    storage, kept = files.store(folder), set(archive.files_in(folder))
    for name in [name for name in files.names_in(storage) if name not in kept]:
        storage.delete(name)


def _make_anew(told: Told) -> None:
    call_command("rebuild_references_index", verbosity=0)
    call_command("wagtail_update_index", verbosity=0)
    for alias, described in settings.CACHES.items():
        if not described["BACKEND"].endswith("RedisCache"):
            caches[alias].clear()
        elif not _forget(described["LOCATION"], described["KEY_PREFIX"]):
            told(
                "Redis does not answer: empty it before the platform starts, for it may hold pages of before."
            )
    if settings.EMBEDDED:
        # The demo belongs into a new folder, not on top of what was brought back.
        preparation.remember_content()


def _forget(url: str, prefix: str) -> bool:
    """Our own keys only: others, the broker among them, may use the same Redis."""
    try:
        with Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5, retry=None) as client:
            for key in client.scan_iter(match=f"{prefix}:*", count=1000):
                client.unlink(key)
    except RedisError:
        return False
    return True
