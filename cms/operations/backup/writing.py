from __future__ import annotations

import hashlib
import os
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction

from cms.operations.backup import Refused, files, keys, manifest
from cms.operations.backup.manifest import Manifest, Member
from cms.operations.backup.state import state_of_code, state_of_tables
from cms.operations.backup.tables import kept_models, lines_of, table_of

# The alias that reads everything as it was at one moment.
SNAPSHOT = "snapshot"
Told = Callable[[str], None]


@dataclass(frozen=True)
class Written:
    rows: int
    files: int
    size: int
    has_keys: bool


def write_backup(out: Path, *, passphrase: str, now: datetime, told: Told) -> Written:
    """Writes `out`, which must not be there; it appears only when it is whole, readable by its owner alone.

    Rows are as they were at one moment, while the platform goes on. Refused when tables and code don't agree.
    """
    if out.exists():
        raise Refused(f"{out} is there already. Name a new file, so that no backup is lost.")
    half = out.with_name(f".{out.name}.half")
    try:
        descriptor = os.open(half, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w") as archive:
                listed = _write_all(archive, passphrase=passphrase, now=now, told=told)
            file.flush()
            os.fsync(file.fileno())
        half.rename(out)
    finally:
        half.unlink(missing_ok=True)
    return Written(
        rows=sum(listed.rows.values()),
        files=sum(name.startswith(tuple(f"{folder}/" for folder in files.STORES)) for name in listed.members),
        size=out.stat().st_size,
        has_keys=listed.has_keys,
    )


def _write_all(archive: zipfile.ZipFile, *, passphrase: str, now: datetime, told: Told) -> Manifest:
    with transaction.atomic(using=SNAPSHOT):
        listed = Manifest(release=settings.RELEASE, made_at=now.isoformat(), state=_state())
        writer = _Writer(archive, listed)
        for model in kept_models():
            told(model._meta.label)
            table = table_of(model)
            counted = _Counted(lines_of(model, using=SNAPSHOT))
            writer.add(f"database/{table.name}.jsonl", counted, packed=True)
            listed.tables.append(table)
            listed.rows[table.name] = counted.count
    # After the rows: a file is written before the row that names it, so each row's file is there by now.
    for folder in files.STORES:
        told(folder)
        storage = files.store(folder)
        for name in files.names_in(storage):
            if not files.is_sound_name(f"{folder}/{name}"):
                raise Refused(
                    f"The file {name!r} has a name that can't be restored. Rename it or take it away."
                )
            writer.add(f"{folder}/{name}", files.chunks_of(storage, name), packed=False)
    sealed = keys.seal(settings.DATA, passphrase) if passphrase else None
    if sealed:
        writer.add(keys.NAME, [sealed], packed=False)
        listed.has_keys = True
    archive.writestr(_info(manifest.NAME, packed=True), listed.to_json())
    return listed


def _state() -> dict[str, str]:
    state = state_of_tables(connections[SNAPSHOT])
    if state != state_of_code():
        raise Refused("The tables are not those of this release. Run manage.py prepare first.")
    return state


class _Counted:
    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self.lines:
            self.count += 1
            yield line


class _Writer:
    """Adds members and notes size and hash of each."""

    def __init__(self, archive: zipfile.ZipFile, listed: Manifest) -> None:
        self.archive = archive
        self.listed = listed

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool) -> None:
        size, digest = 0, hashlib.sha256()
        with self.archive.open(_info(name, packed=packed), "w", force_zip64=True) as member:
            for chunk in chunks:
                size += len(chunk)
                digest.update(chunk)
                member.write(chunk)
        self.listed.members[name] = Member(size, digest.hexdigest())


def _info(name: str, *, packed: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=time.gmtime()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = 0o600 << 16
    return info
