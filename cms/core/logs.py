"""How lines of the log look, and the last defence of what must not stand in one."""

from __future__ import annotations

import logging
import re
import traceback
from datetime import datetime
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from cms.core import request_ids

# Django hands the whole request along, Celery a task's arguments.
NEVER_SAID = ("request", "data", "sinfo")

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s\"'<>(){}\[\],;:=/?&\\@%]+(?:@|%40)[^\s\"'<>(){}\[\],;:=/?&\\@]+\.\w+")
_QUERY = re.compile(r"(?<=[\w/])\?[\w.%\[\]-]+=[^\s\"'<>\\]*")
_SEGMENT = re.compile(r"(?<=/)[A-Za-z0-9_:.=-]{20,}(?=[/\s\"'?,<>\\]|$)")
_ROW = re.compile(r"DETAIL:[^\n]*")
_LONG_RUN = re.compile(r"[A-Za-z0-9]{20,}")


def without_personal_data(text: str) -> str:
    """E-mail addresses, queries of addresses, rows that PostgreSQL refused, and parts of a path that look like a token go."""
    text = _ROW.sub("DETAIL: [row]", _QUERY.sub("?[query]", _EMAIL.sub("[e-mail]", text)))
    return _SEGMENT.sub(lambda found: "[token]" if _is_token(found[0]) else found[0], text)


def _is_token(segment: str) -> bool:
    """Chance, not words: a digit, and capitals or a long run without hyphen; the key of a step may stay."""
    if not re.search(r"\d", segment) or _UUID.fullmatch(segment):
        return False
    return bool(re.search(r"[A-Z]", segment) or _LONG_RUN.search(segment))


class WithRequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_ids.current()
        return True


class _FirstLines(logging.Formatter):
    def formatException(self, ei: Any) -> str:  # noqa: N802 -- logging's own name
        """Of what an exception says its first line only: PostgreSQL's others hold the row that it refused."""
        told = traceback.TracebackException(*ei)
        one: traceback.TracebackException | None = told
        while one is not None:
            one._str = str(one).partition("\n")[0]  # type: ignore[attr-defined]  # what str(one) answers
            one = one.__cause__ or one.__context__
        return "".join(told.format()).rstrip("\n")


class Lines(_FirstLines):
    """Text, for who sits at the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return without_personal_data(super().format(record))


class JsonLines(_FirstLines, JsonFormatter):
    """One JSON object a line: time, level, logger, message, request_id, and what the line's `extra` says."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger"},
            reserved_attrs=[*RESERVED_ATTRS, *NEVER_SAID],
            timestamp="time",
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {name: _discreet(value) for name, value in log_data.items()}


def _discreet(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | datetime):
        return value
    if isinstance(value, dict):
        return {str(name): _discreet(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_discreet(one) for one in value]
    return without_personal_data(str(value))
