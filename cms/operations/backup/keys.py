"""Secrets of the data folder, sealed with a passphrase: whoever finds a backup can't sign as the platform."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from cms.operations.backup import Refused

NAME = "keys"
# Files of the data folder that hold a secret. A later one takes its place here.
FILES = ("secret-key",)
LEAST_LETTERS = 12
SALT_BYTES = 16
MOST_BYTES = 1024 * 1024


def seal(folder: Path, passphrase: str) -> bytes | None:
    """The secrets that are there; None when there is none. Takes about a tenth of a second, and 32 MB."""
    secrets = {name: (folder / name).read_text() for name in FILES if (folder / name).is_file()}
    if not secrets:
        return None
    salt = os.urandom(SALT_BYTES)
    return salt + Fernet(_key(passphrase, salt)).encrypt(json.dumps(secrets).encode())


def unseal(sealed: bytes, passphrase: str) -> dict[str, str]:
    """Refused when the passphrase is another one, or a secret is none that this release knows."""
    salt, rest = sealed[:SALT_BYTES], sealed[SALT_BYTES:]
    try:
        secrets: dict[str, str] = json.loads(Fernet(_key(passphrase, salt)).decrypt(rest))
    except InvalidToken as problem:
        raise Refused(
            "The passphrase is not the one with which the keys were sealed. Nothing was restored."
        ) from problem
    if unknown := set(secrets) - set(FILES):
        raise Refused(
            f"This backup holds keys that this release does not know: {', '.join(sorted(unknown))}."
        )
    return secrets


def put_back(secrets: dict[str, str], folder: Path) -> None:
    for name, secret in secrets.items():
        half = folder / f".{name}"
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secret)
        half.replace(folder / name)


def _key(passphrase: str, salt: bytes) -> bytes:
    derived = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
    return base64.urlsafe_b64encode(derived)
