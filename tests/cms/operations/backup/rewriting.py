"""Backups that were tampered with: taken apart, changed, and put together so that only what was meant is wrong."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
Members = dict[str, bytes]
Change = Callable[[Members, dict[str, Any]], None]


def rewritten(source: Path, out: Path, change: Change, *, honest: bool = True) -> Path:
    """`change` gets the members and the manifest; `honest` lists sizes and hashes of what came of it."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    listed = json.loads(members.pop(MANIFEST))
    change(members, listed)
    if honest:
        listed["members"] = {
            name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in members.items()
        }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr(MANIFEST, json.dumps(listed))
    return out
