"""Which files and pictures a lesson's blocks show, read from the stored body, and where they are asked for."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

DOCUMENT, PICTURE = "document", "picture"
# Kind of block → its parts that hold the id of a row.
PARTS: Mapping[str, Mapping[str, str]] = {
    "image": {"image": PICTURE},
    "document": {"file": DOCUMENT},
    "audio": {"file": DOCUMENT},
    "video": {"file": DOCUMENT, "captions": DOCUMENT, "poster": PICTURE},
}


@dataclass(frozen=True)
class Offered:
    """`row` is the id of a document or picture."""

    block_id: str
    part: str
    kind: str
    row: int


def offered_in(body: Iterable[Mapping[str, Any]]) -> Iterator[Offered]:
    """`body` as the stream field stores it."""
    for block in body:
        for part, kind in PARTS.get(block["type"], {}).items():
            if row := block["value"].get(part):
                yield Offered(str(block["id"]), part, kind, row)


def pictures_in(body: Iterable[Mapping[str, Any]]) -> set[int]:
    return {each.row for each in offered_in(body) if each.kind == PICTURE}


def find_offered(body: Iterable[Mapping[str, Any]], block_id: uuid.UUID, part: str) -> Offered | None:
    wanted = (str(block_id), part)
    return next((each for each in offered_in(body) if (each.block_id, each.part) == wanted), None)


def address_of(part: str, *, revision_id: int | None, block_id: str | None, draft: str) -> str:
    """Where who reads the text gets the file; `draft` is the address for who works with a draft."""
    if revision_id and block_id:
        return reverse("catalogue:file", args=[revision_id, block_id, part])
    return draft
