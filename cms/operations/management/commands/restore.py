from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from cms.operations.backup import Refused
from cms.operations.backup.checking import opened
from cms.operations.backup.restoring import Restored, restore
from cms.operations.passphrase import kept_passphrase
from cms.operations.supervisor import CannotStart, lock


class Command(BaseCommand):
    help = (
        "Puts a backup into an empty place: a database without tables or people, storages without files. It is read"
        " from end to end before anything is written. Stop web server, workers and beat first."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="IN", type=Path, help="what manage.py backup wrote")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="put it in place of everything that is here, which is then gone",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, path: Path, replace: bool, json: bool, **options: object) -> None:
        told = self.stderr.write if self.stdout.isatty() and not json else lambda _: None
        try:
            with _alone(), opened(path) as archive:
                passphrase = kept_passphrase() if archive.listed.has_keys else ""
                done = restore(archive, passphrase=passphrase, replace=replace, now=timezone.now(), told=told)
                keys = _keys(has=archive.listed.has_keys, opened=bool(passphrase))
        except (Refused, CannotStart) as refused:
            raise CommandError(f"Nothing was restored: {refused}") from refused
        except DatabaseError as problem:
            raise CommandError(
                f"Nothing was restored: the database does not answer ({problem})."
            ) from problem
        except OSError as problem:
            raise CommandError(
                f"Nothing was restored: {problem.filename or path}: {problem.strerror}."
            ) from problem
        self.stdout.write(_as_json(done, keys) if json else _in_words(done, keys))


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody may start the embedded installation on this folder meanwhile, or have it running."""
    if not settings.EMBEDDED:
        yield
        return
    with lock(Path(settings.DATA)):
        yield


def _keys(*, has: bool, opened: bool) -> str:
    if not has:
        return "none"
    return "restored" if opened else "sealed"


def _in_words(done: Restored, keys: str) -> str:
    said = {
        "none": "it holds no keys",
        "restored": "its keys are back",
        "sealed": "its keys stay sealed: set BACKUP_PASSPHRASE to bring them back",
    }
    return (
        f"Restored what release {done.release} kept at {done.made_at}: {done.rows} rows, {done.files} files;"
        f" {said[keys]}. Everybody signs in again."
    )


def _as_json(done: Restored, keys: str) -> str:
    return json.dumps(
        {
            "rows": done.rows,
            "files": done.files,
            "release": done.release,
            "made_at": done.made_at,
            "keys": keys,
        }
    )
