"""A network's mark, judged by its content: small, and of a kind that every browser draws."""

from __future__ import annotations

import secrets
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from PIL import Image

MOST_BYTES = 300_000
MOST_PIXELS = 2000
SUFFIXES = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}


def logo_path(network: Any, filename: str) -> str:
    """A new name for each upload, so that browsers may keep what they have; its ending says what it is."""
    kind, _size = _kind_and_size(network.logo.file)
    return f"networks/{network.slug}/{secrets.token_urlsafe(9)}.{SUFFIXES[kind]}"


def validate_logo(file: File) -> None:
    if file.size > MOST_BYTES:
        raise ValidationError(_("The file is larger than 300 kB. Choose a smaller one."), code="too_large")
    try:
        _kind, size = _kind_and_size(file)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise ValidationError(_("Choose a PNG, JPEG or WebP file."), code="not_an_image") from problem
    if max(size) > MOST_PIXELS:
        raise ValidationError(
            _("The picture is wider or higher than 2,000 pixels. Choose a smaller one."), code="too_wide"
        )


def _kind_and_size(file: File | BinaryIO) -> tuple[str, tuple[int, int]]:
    """Reads the head of the file only; leaves it at its beginning."""
    file.seek(0)
    try:
        with Image.open(file, formats=tuple(SUFFIXES)) as image:
            return str(image.format), image.size
    finally:
        file.seek(0)
