"""How many notices somebody has not read: on every page, so it is counted at most once a minute."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction

from cms.notices.models import Notice
from cms.people.models import User

KEPT_SECONDS = 60


def unread_of(person: User) -> int:
    def count() -> int:
        return Notice.objects.of(person).unread().count()

    return int(cache.get_or_set(_key(person.pk), count, KEPT_SECONDS) or 0)


def forget_unread(people: Iterable[int]) -> None:
    """They have more or fewer from the commit on; a cache that is away undoes nothing, and forgets by itself."""
    keys = [_key(pk) for pk in people]
    transaction.on_commit(lambda: cache.delete_many(keys), robust=True)


def _key(pk: int) -> str:
    return f"notices.unread.{pk}"
