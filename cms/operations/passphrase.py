"""The passphrase that seals the keys of a backup: from BACKUP_PASSPHRASE, or asked for at a terminal."""

from __future__ import annotations

import getpass
import os
import sys

from cms.operations.backup import Refused
from cms.operations.backup.keys import LEAST_LETTERS


def new_passphrase() -> str:
    """Empty when there is none: the backup then holds no keys. Refused when it is too short to protect any."""
    given = os.environ.get("BACKUP_PASSPHRASE", "") or _asked(
        "Passphrase for the keys (empty for a backup without): "
    )
    if given and len(given) < LEAST_LETTERS:
        raise Refused(f"The passphrase is too short. It needs {LEAST_LETTERS} letters at least.")
    return given


def kept_passphrase() -> str:
    return os.environ.get("BACKUP_PASSPHRASE", "") or _asked("Passphrase of the keys (empty to leave them): ")


def _asked(question: str) -> str:
    return getpass.getpass(question) if sys.stdin.isatty() else ""
