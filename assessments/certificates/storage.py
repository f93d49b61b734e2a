from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages


def private_files() -> Storage:
    """Files without an address of their own: only a view that has asked gives them out."""
    if "private" in settings.STORAGES:
        return storages["private"]
    return FileSystemStorage(location=Path(settings.DATA) / "private", base_url=None)
