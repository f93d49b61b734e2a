"""A stored file as an answer: in whole, in part for players that seek, or not again for who has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})\Z")
PIECE = 64 * 1024
KEPT_SECONDS = 3600


def file_response(
    request: HttpRequest,
    file: Any,
    *,
    content_type: str,
    name: str,
    etag: str,
    attachment: bool = False,
) -> HttpResponseBase:
    """`file` is a FieldFile; `etag` names its content. Kept by the browser of who asked, by nobody else.

    FileNotFoundError where the storage has it no more.
    """
    quoted = f'"{etag}"'
    if not_again := get_conditional_response(request, etag=quoted):
        return not_again
    size = file.size
    span = _span(request, size, quoted)
    response: HttpResponseBase
    if span is None:
        response = FileResponse(file.open("rb"), content_type=content_type)
    elif span[0] >= span[1]:
        response = HttpResponse(status=416, content_type=content_type)
        response["Content-Range"] = f"bytes */{size}"
    else:
        start, stop = span
        part = _part(file.open("rb"), start, stop)
        response = StreamingHttpResponse(part, status=206, content_type=content_type)
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
        response["Content-Length"] = str(stop - start)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = quoted
    # Compressing it again would change the bytes that ranges count.
    response["Content-Encoding"] = "identity"
    response["Content-Disposition"] = content_disposition_header(attachment, name) or "inline"
    patch_cache_control(response, private=True, max_age=KEPT_SECONDS)
    return response


def _span(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First byte and the one after the last; None for the whole. Start is not before stop where nothing is left."""
    found = RANGE.match(request.headers.get("Range", ""))
    if not found or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        return (max(size - int(last), 0), size) if int(last) else (size, size)
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size


def _part(opened: IO[bytes], start: int, stop: int) -> Iterator[bytes]:
    with opened:
        opened.seek(start)
        left = stop - start
        while left and (piece := opened.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
