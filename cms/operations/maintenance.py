"""Is the site looked after just now? Said by a file in the data folder, or by MAINTENANCE where processes share none."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def is_maintained() -> bool:
    return settings.MAINTENANCE or _sign().exists()


def close_site() -> None:
    _sign().touch()


def open_site() -> None:
    """The file goes; MAINTENANCE, where it is set, goes on holding."""
    _sign().unlink(missing_ok=True)


def _sign() -> Path:
    return Path(settings.DATA) / "maintenance"
