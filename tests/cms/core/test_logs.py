from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from cms.core.logs import JsonLines, Lines, WithRequestId, without_personal_data

STEP = "3f2b8c1e-5d0a-5b43-9a57-8d1c2f6b7e90"
FIRST = "duplicate key\nDETAIL:  Key (name)=(Amina Diallo) exists."
SECOND = "refused for amina@example.org\nFailing row: Amina Diallo"
FORMS = {"text": lambda: Lines("%(levelname)s %(name)s: %(message)s"), "json": JsonLines}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("No letter to amina.diallo+un@justice.example.org today", "No letter to [e-mail] today"),
        ("ü.ñ@exämple.org", "[e-mail]"),
        ("GET /x/a%40example.org/", "GET /x/[e-mail]/"),
        ("redis://user:word@cache.example.org:6379/0", "redis://user:[e-mail]:6379/0"),
        ("Not Found: /verify/?number=ABCD-EFGH", "Not Found: /verify/?[query]"),
        ("Did it work? Yes, 2=2.", "Did it work? Yes, 2=2."),
        (
            "/accounts/password/reset/key/1-d0vu3o-8f1e2a4b6c8d0e1f2a3b4c5d6e7f8a9b/",
            "/accounts/password/reset/key/[token]/",
        ),
        ("/accounts/confirm-email/MQ:1wYxZa:h0Qz_3xV-kPq2/", "/accounts/confirm-email/[token]/"),
        (f"/learn/12/{STEP}/", f"/learn/12/{STEP}/"),
        ("/en/networks/ejn/untoc-article-18-a-request-that-is-not-returned/", None),
        ("/verify/ABCD-EFGH-JKLM/", None),
        ("/static/site.0a1b2c3d4e5f.css", None),
        ('null value\nDETAIL:  Failing row contains (1, "Amina").', "null value\nDETAIL: [row]"),
    ],
)
def test_what_goes_and_what_stays(text: str, left: str | None) -> None:
    assert without_personal_data(text) == (text if left is None else left)


@given(
    before=st.text(alphabet=st.characters(exclude_characters="\\"), max_size=20),
    name=st.from_regex(r"[a-z]{1,8}(?:\.[a-z]{1,8})?", fullmatch=True),
    host=st.from_regex(r"[a-z]{1,8}\.[a-z]{2,4}", fullmatch=True),
)
def test_no_address_is_left_wherever_it_stands(before: str, name: str, host: str) -> None:
    assert f"{name}@{host}" not in without_personal_data(f"{before} {name}@{host} after")


@pytest.fixture(params=FORMS)
def log(request: pytest.FixtureRequest) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    logger, stream = logging.getLogger("cms.tried"), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(FORMS[request.param]())
    handler.addFilter(WithRequestId())
    logger.addHandler(handler)
    yield logger, stream
    logger.removeHandler(handler)


def test_what_an_exception_says_is_cut_to_its_first_line(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    try:
        try:
            raise ValueError(FIRST)
        except ValueError as inner:
            raise IntegrityError(SECOND) from inner
    except IntegrityError:
        logger.exception("Saving failed for %s", "amina@example.org", extra={"event": "saving.failed"})

    said = stream.getvalue()
    assert "Amina" not in said
    assert "amina" not in said
    assert said.count("Traceback (most recent call last)") == 2
    assert "ValueError: duplicate key" in said
    assert "Saving failed for [e-mail]" in said


def test_a_line_is_one_object_with_its_extra() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    handler.addFilter(WithRequestId())
    logger = logging.getLogger("cms.tried")
    logger.addHandler(handler)
    logger.warning(
        "Notice\nsent",
        extra={
            "event": "notice.sent",
            "notice": 7,
            "to": ["\namina@example.org"],
            "request": "all of it",
            "data": 1,
        },
    )
    logger.removeHandler(handler)

    [line] = stream.getvalue().splitlines()
    said = json.loads(line)
    assert said.pop("time").endswith("+00:00")
    assert said == {
        "level": "WARNING",
        "logger": "cms.tried",
        "message": "Notice\nsent",
        "event": "notice.sent",
        "notice": 7,
        "to": ["\n[e-mail]"],
        "request_id": "",
    }
