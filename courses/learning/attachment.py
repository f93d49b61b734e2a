from __future__ import annotations

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# What one file system or another does not take in a name.
NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
LONGEST = 120


def attachment(content: str, *, name: str, suffix: str, content_type: str) -> HttpResponse:
    """`content` as a file of the reader's own, which the browser saves instead of showing it."""
    response = HttpResponse(content, content_type=f"{content_type}; charset=utf-8")
    file = f"{file_name(name)}.{suffix}"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file)
    return response


def file_name(name: str) -> str:
    """The words in any script, without what file systems refuse."""
    return " ".join(NOT_IN_NAMES.sub(" ", name).split())[:LONGEST].strip(" .")
