"""The one way to lock rows."""

from __future__ import annotations

from typing import TypeVar

from django.db import models, transaction

M = TypeVar("M", bound=models.Model)


class LockedOutsideTransaction(RuntimeError):
    """A lock was asked for where nothing would hold it."""


def locked(queryset: models.QuerySet[M], *, skip_locked: bool = False) -> models.QuerySet[M]:
    """`queryset` with its rows locked until the transaction ends.

    SQLite ignores `select_for_update` in silence, and its IMMEDIATE transactions already
    keep every other writer out; what both databases need is an open transaction.
    On PostgreSQL the key stays free: a commit that writes rows which point to a locked one,
    such as a notice to its network, must not wait for it. Such rows are no barrier anyway,
    since foreign keys are looked at on commit; deleting a row takes its full lock by itself.
    """
    if not transaction.get_connection(queryset.db).in_atomic_block:
        raise LockedOutsideTransaction("locked() needs transaction.atomic() around it")
    return queryset.select_for_update(skip_locked=skip_locked, of=("self",), no_key=True)
