from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from cms.core.sweep import beat
from cms.operations.backup import BACKUP, Refused
from cms.operations.backup.writing import Written, write_backup
from cms.operations.passphrase import new_passphrase


class Command(BaseCommand):
    help = (
        "Writes database, files and keys into one file, while the platform goes on. Keys go along only sealed with the"
        " passphrase in BACKUP_PASSPHRASE. The rest is not sealed: keep the file as you keep the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "out", metavar="OUT", type=Path, help="the file to write, which must not be there yet"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, out: Path, json: bool, **options: object) -> None:
        now = timezone.now()
        told = self.stderr.write if self.stdout.isatty() and not json else lambda _: None
        try:
            written = write_backup(out, passphrase=new_passphrase(), now=now, told=told)
            beat(BACKUP, at=now)
        except Refused as refused:
            raise CommandError(f"No backup was made: {refused}") from refused
        except DatabaseError as problem:
            raise CommandError(f"No backup was made: the database does not answer ({problem}).") from problem
        except OSError as problem:
            raise CommandError(
                f"No backup was made: {problem.filename or out}: {problem.strerror}."
            ) from problem
        self.stdout.write(_as_json(out, written) if json else _in_words(out, written))


def _in_words(out: Path, written: Written) -> str:
    keys = (
        "with the keys, sealed"
        if written.has_keys
        else "without keys: set BACKUP_PASSPHRASE to take them along, or keep them elsewhere"
    )
    return f"{out}: {written.rows} rows, {written.files} files, {written.size / 2**20:.1f} MB, {keys}."


def _as_json(out: Path, written: Written) -> str:
    return json.dumps(
        {
            "file": str(out),
            "rows": written.rows,
            "files": written.files,
            "bytes": written.size,
            "keys": written.has_keys,
        }
    )
