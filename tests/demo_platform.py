"""The embedded installation on its demo data, as `make run` starts it, in a folder of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cms.operations.platform import Platform, eventually, free_port


@contextmanager
def demo_platform(data: Path, *, migrated: Path | None = None) -> Iterator[Platform]:
    """Ready when it is handed over, gone when it is given back. A migrated database saves half a minute."""
    if migrated is not None:
        shutil.copyfile(migrated, data / "db.sqlite3")
        (data / "prepared.json").write_text(json.dumps({"fingerprint": "", "demo": False}))
    platform = Platform(data, free_port()).start(DEBUG="0", DJANGO_SETTINGS_MODULE="tests.shown_settings")
    try:
        eventually(platform.is_ready, patience=240)
        yield platform
    finally:
        platform.end()
