"""A file is believed only after it was read from end to end: nothing is written before."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from cms.operations.backup import Refused, files, keys, manifest
from cms.operations.backup.manifest import Manifest
from cms.operations.backup.tables import Table

# Rows of one kind repeat each other much, but no honest file grows as a bomb does.
MOST_GROWTH = 300
ALWAYS_ALLOWED = 64 * 1024 * 1024
LONGEST_LINE = 256 * 1024 * 1024
LONGEST_MANIFEST = 512 * 1024 * 1024
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
_TABLE = re.compile(r"database/[a-z0-9_]+\.jsonl")


class Archive:
    """An open backup whose list of contents agrees with what it holds; `check()` reads the contents too."""

    def __init__(self, path: Path, opened: zipfile.ZipFile) -> None:
        self.path = path
        self.zip = opened
        self.infos = {info.filename: info for info in opened.infolist()}
        self._refuse_hostile_names()
        self.listed = self._manifest()
        self._refuse_what_is_not_listed()
        self._refuse_growth()

    def _refuse_hostile_names(self) -> None:
        if len(self.infos) != len(self.zip.infolist()):
            raise Refused("This backup holds two files of one name. It was not made by this platform.")
        for info in self.infos.values():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if not is_sound_name(info.filename) or kind not in {0, stat.S_IFREG} or info.flag_bits & 1:
                raise Refused(f"This backup holds something else than plain files: {info.filename!r}.")

    def _manifest(self) -> Manifest:
        info = self.infos.get(manifest.NAME)
        if info is None or info.file_size > LONGEST_MANIFEST:
            raise Refused("This file is no backup of this platform.")
        return Manifest.from_json(self.zip.read(info))

    def _refuse_what_is_not_listed(self) -> None:
        sizes = {name: member.size for name, member in self.listed.members.items()}
        held = {name: info.file_size for name, info in self.infos.items() if name != manifest.NAME}
        wanted = {f"database/{table.name}.jsonl" for table in self.listed.tables}
        tables = {name for name in held if name.startswith("database/")}
        names = [table.name for table in self.listed.tables]
        if (
            sizes != held
            or tables != wanted
            or len(set(names)) != len(names)
            or set(names) != set(self.listed.rows)
        ):
            raise Refused("This backup is broken: what it holds is not what it lists.")
        if self.listed.has_keys != (keys.NAME in held) or held.get(keys.NAME, 0) > keys.MOST_BYTES:
            raise Refused("This backup is broken: what it holds is not what it lists.")

    def _refuse_growth(self) -> None:
        whole = sum(info.file_size for info in self.infos.values())
        if whole > ALWAYS_ALLOWED + MOST_GROWTH * self.path.stat().st_size:
            raise Refused("This backup would grow beyond all measure. It was not made by this platform.")
        if whole > (free := shutil.disk_usage(settings.DATA).free):
            raise Refused(
                f"This backup needs {whole // 2**20} MB and the disk has {free // 2**20} MB left. Make room first."
            )

    def check(self) -> None:
        """Reads everything once. Refused for a member with another hash, and for a row that is none."""
        for name, member in self.listed.members.items():
            digest, size = hashlib.sha256(), 0
            for chunk in self.chunks_of(name):
                size += len(chunk)
                digest.update(chunk)
            if (size, digest.hexdigest()) != (member.size, member.sha256):
                raise Refused(f"This backup is broken: {name} is not what was written.")
        for table in self.listed.tables:
            if sum(1 for _row in self.rows_of(table)) != self.listed.rows[table.name]:
                raise Refused(f"This backup is broken: rows of {table.name} are missing.")

    def chunks_of(self, name: str) -> Iterator[bytes]:
        """No more than the list says, whatever unpacks."""
        try:
            with self.zip.open(self.infos[name]) as member:
                while chunk := member.read(files.CHUNK):
                    yield chunk
        except BROKEN as problem:
            raise Refused(f"This backup is broken: {name} can't be read.") from problem

    def rows_of(self, table: Table) -> Iterator[list[Any]]:
        name, width = f"database/{table.name}.jsonl", len(table.columns)
        try:
            with self.zip.open(self.infos[name]) as member:
                while line := member.readline(LONGEST_LINE):
                    row = json.loads(line)
                    if not isinstance(row, list) or len(row) != width:
                        raise ValueError("no row")
                    yield row
        except (*BROKEN, ValueError, RecursionError) as problem:
            raise Refused(f"This backup is broken: {name} holds something else than rows.") from problem

    def files_in(self, folder: str) -> Iterator[str]:
        """Names as the storage has them."""
        for name in self.listed.members:
            if name.startswith(f"{folder}/"):
                yield name.partition("/")[2]

    def sealed_keys(self) -> bytes:
        return b"".join(self.chunks_of(keys.NAME))


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    try:
        file = zipfile.ZipFile(path)
    except FileNotFoundError as problem:
        raise Refused(f"There is no file {path}.") from problem
    except OSError as problem:
        raise Refused(f"{path} can't be read: {problem.strerror}.") from problem
    except BROKEN as problem:
        raise Refused(f"{path} is no backup of this platform, or it is cut off.") from problem
    with file:
        try:
            archive = Archive(path, file)
        except BROKEN as problem:
            raise Refused(f"{path} is broken: it can't be read.") from problem
        yield archive


def is_sound_name(name: str) -> bool:
    return name in {manifest.NAME, keys.NAME} or bool(_TABLE.fullmatch(name)) or files.is_sound_name(name)
