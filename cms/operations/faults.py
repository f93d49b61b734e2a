from __future__ import annotations

import sqlite3

from django.db import InterfaceError, OperationalError
from redis.exceptions import ConnectionError as RedisIsAway
from redis.exceptions import TimeoutError as RedisIsSlow


def is_away(problem: BaseException | None) -> bool:
    """Whether the database or Redis did not answer or had no room: it may be there again in a minute.

    SQLite calls a mistake in our own SQL operational too; that one is a fault.
    """
    if isinstance(problem, RedisIsAway | RedisIsSlow | InterfaceError):
        return True
    return (
        isinstance(problem, OperationalError)
        and getattr(problem.__cause__, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR
    )
