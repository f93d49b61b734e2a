"""What must be done before the parts can start: tables, static files, texts, demo content; nothing when nothing changed."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings

STAMP = "prepared.json"
# What `manage.py demo` said, for the supervisor to say at each start.
ACCOUNTS = "accounts.txt"
PACKAGES = ("cms", "courses", "assessments")


def fingerprint() -> str:
    """Of everything that `manage.py prepare` makes something from."""
    root: Path = settings.BASE_DIR
    sources = [root / "requirements.txt", *(root / "static").rglob("*")]
    for package in PACKAGES:
        for pattern in ("*/migrations/*.py", "*/static/**/*", "locale/**/*.po"):
            sources += (root / package).glob(pattern)
    # Static files are not collected while developing.
    digest = hashlib.sha256(f"{settings.DATABASES['default']['NAME']} {settings.DEBUG}".encode())
    for path in sorted(path for path in sources if path.is_file()):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def is_prepared() -> bool:
    try:
        stamp = json.loads((settings.DATA / STAMP).read_text())
    except (OSError, ValueError):
        return False
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and not Path(database["NAME"]).exists():
        return False
    return bool(stamp.get("fingerprint") == fingerprint() and stamp.get("demo"))


def remember_prepared() -> None:
    (settings.DATA / STAMP).write_text(json.dumps({"fingerprint": fingerprint(), "demo": True}))


def remember_content() -> None:
    """This folder has content already: it wants no demo, whatever else there is to prepare."""
    (settings.DATA / STAMP).write_text(json.dumps({"fingerprint": "", "demo": True}))


def has_demo() -> bool:
    try:
        return bool(json.loads((settings.DATA / STAMP).read_text()).get("demo"))
    except (OSError, ValueError):
        return False


def start_preparing(said: Path) -> subprocess.Popen[bytes]:
    """`manage.py prepare` in a process group of its own; what it has to complain about goes to the file `said`."""
    with said.open("wb") as errors:
        return subprocess.Popen(  # noqa: S603 -- our own command
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "prepare"],
            stderr=errors,
            start_new_session=True,
        )
