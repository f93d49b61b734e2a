"""The files of both storages, on disk or in a bucket."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from django.core.files.storage import Storage, storages

# Storage by the folder of a backup in which its files lie.
STORES = {"media": "default", "private": "private"}
CHUNK = 1024 * 1024
LONGEST_NAME = 1000


def store(folder: str) -> Storage:
    return storages[STORES[folder]]


def is_sound_name(name: str) -> bool:
    """Of a plain file below one of the storages, with the folder of the backup before it; no way leads out."""
    folder, *parts = name.split("/")
    return (
        folder in STORES
        and bool(parts)
        and all(part not in {"", ".", ".."} for part in parts)
        and name.isprintable()
        and not re.search(r"[\\:]", name)
        and len(name) < LONGEST_NAME
    )


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(names):
        yield f"{folder}/{name}" if folder else name
    for inner in sorted(folders):
        yield from names_in(storage, f"{folder}/{inner}" if folder else inner)


def chunks_of(storage: Storage, name: str) -> Iterator[bytes]:
    with storage.open(name) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def digest_of(storage: Storage, name: str) -> str:
    digest = hashlib.sha256()
    for chunk in chunks_of(storage, name):
        digest.update(chunk)
    return digest.hexdigest()
