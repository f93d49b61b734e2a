"""A stored file as an answer: whole, in part, not again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.documents import get_document_model

from cms.core.file_response import PIECE, file_response

# An answer that ends looks after the connections.
pytestmark = pytest.mark.django_db

WORDS = bytes(range(256)) * (2 * PIECE // 256) + b"the end"
FIELD = get_document_model()._meta.get_field("file")


@pytest.fixture
def stored(tmp_path: Path) -> FieldFile:
    (tmp_path / "film.webm").write_bytes(WORDS)
    file = FieldFile(get_document_model()(collection_id=1), FIELD, "film.webm")
    file.storage = FileSystemStorage(tmp_path)
    return file


def asked(stored: FieldFile, *, attachment: bool = False, **headers: str) -> tuple[Any, bytes]:
    request = RequestFactory().get("/", headers=headers)
    answer = file_response(
        request, stored, content_type="video/webm", name="film é.webm", etag="one", attachment=attachment
    )
    data = b"".join(answer) if answer.streaming else answer.content
    answer.close()
    return answer, data


def test_the_whole_file(stored: FieldFile) -> None:
    answer, data = asked(stored)
    assert (answer.status_code, data) == (200, WORDS)
    assert answer["Content-Length"] == str(len(WORDS))
    assert (answer["Accept-Ranges"], answer["ETag"], answer["Content-Type"]) == (
        "bytes",
        '"one"',
        "video/webm",
    )
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''film%20%C3%A9.webm"
    assert asked(stored, attachment=True)[0]["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize(
    ("wanted", "status", "start", "stop"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=100-", 206, 100, None),
        ("bytes=-50", 206, -50, None),
        ("bytes=-999999999", 206, 0, None),
        ("bytes=0-999999999", 206, 0, None),
        (f"bytes=7-{PIECE + 9}", 206, 7, PIECE + 10),
        ("bytes=5-2", 200, 0, None),
        ("bytes=-", 200, 0, None),
        ("bytes=0-1,5-6", 200, 0, None),
        ("bytes=0-99999999999999999999", 200, 0, None),
        ("lines=0-1", 200, 0, None),
        ("bytes=\u0661-\u0662", 200, 0, None),
    ],
)
def test_the_part_that_is_asked_for(
    wanted: str, status: int, start: int, stop: int | None, stored: FieldFile
) -> None:
    answer, data = asked(stored, range=wanted)
    assert (answer.status_code, data) == (status, WORDS[start:stop])
    assert answer["Content-Length"] == str(len(data))
    if status == 206:
        first = max(len(WORDS) + start, 0) if start < 0 else start
        assert answer["Content-Range"] == f"bytes {first}-{first + len(data) - 1}/{len(WORDS)}"


@pytest.mark.parametrize("wanted", ["bytes=999999999-", f"bytes={len(WORDS)}-", "bytes=-0"])
def test_nothing_lies_behind_the_end(wanted: str, stored: FieldFile) -> None:
    answer, data = asked(stored, range=wanted)
    assert (answer.status_code, data, answer["Content-Range"]) == (416, b"", f"bytes */{len(WORDS)}")


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=30), st.from_regex(r"bytes=\d*-\d*", fullmatch=True)))
def test_no_range_breaks_it(stored: FieldFile, wanted: str) -> None:
    answer, data = asked(stored, range=wanted)
    assert (answer.status_code, data == WORDS) in {(200, True), (206, True), (206, False), (416, False)}


def test_not_again_and_not_a_part_of_another(stored: FieldFile) -> None:
    answer, data = asked(stored, **{"if-none-match": '"one"'})
    assert (answer.status_code, data) == (304, b"")
    assert asked(stored, **{"if-none-match": '"other"'})[1] == WORDS
    assert asked(stored, range="bytes=0-1", **{"if-range": '"other"'})[1] == WORDS
    assert asked(stored, range="bytes=0-1", **{"if-range": '"one"'})[1] == WORDS[:2]


def test_a_file_that_is_gone(stored: FieldFile) -> None:
    stored.storage.delete(stored.name)
    with pytest.raises(FileNotFoundError):
        asked(stored)
