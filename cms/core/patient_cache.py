"""Redis as a cache that may be away: pages go on without it, a little slower."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisIsAway
from redis.exceptions import TimeoutError as RedisIsSlow

logger = logging.getLogger(__name__)

# For so long nobody asks it again: each question could wait for its answer in vain.
REST_SECONDS = 5.0
# Beyond so many keys it is emptied when it is back, rather than forgetting each.
MOST_STALE = 10_000


@dataclass
class Absence:
    """What the threads of this process know of one Redis that is away: until when it rests, and what it still holds."""

    until: float = 0.0
    stale: set[str] | None = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)

    def marks(self, keys: Iterable[str] | None) -> None:
        """Keys that have changed; None for all."""
        with self.lock:
            if keys is None or self.stale is None:
                self.stale = None
                return
            self.stale.update(keys)
            if len(self.stale) > MOST_STALE:
                self.stale = None

    def takes_stale(self) -> set[str] | None:
        """None for everything."""
        with self.lock:
            stale, self.stale = self.stale, set()
            return stale


_absences: dict[str, Absence] = {}


class PatientRedisCache(RedisCache):
    """While Redis does not answer, this process keeps what it needs in its own memory, counts and once-only marks too.

    When it is back, what was changed in the meantime is taken out of it first, so that an ended session or an old
    count does not come to life again. A process that ends before that leaves such keys to their expiry.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        place = f"{server} {self.key_prefix}"
        self._absence = _absences.setdefault(place, Absence())
        self._memory = LocMemCache(place, params | {"OPTIONS": {"MAX_ENTRIES": 5000}})

    def add(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        return self._ask("add", key, *args, changes=[key], **kwargs)

    def get(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", key, *args, **kwargs)

    def set(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set", key, *args, changes=[key], **kwargs)

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        return self._ask("touch", key, *args, **kwargs)

    def delete(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        return self._ask("delete", key, *args, changes=[key], **kwargs)

    def has_key(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        return self._ask("has_key", key, *args, **kwargs)

    def get_many(self, keys: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        return self._ask("get_many", list(keys), *args, **kwargs)

    def set_many(self, data: dict[Any, Any], *args: Any, **kwargs: Any) -> Any:
        return self._ask("set_many", data, *args, changes=list(data), **kwargs)

    def delete_many(self, keys: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        wanted = list(keys)
        return self._ask("delete_many", wanted, *args, changes=wanted, **kwargs)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        def count() -> int:
            self._memory.add(key, 0, version=version)
            return self._memory.incr(key, delta, version=version)

        return int(self._ask("incr", key, delta, version, changes=[key], otherwise=count))

    def clear(self) -> bool:
        """Our own keys only: others, the broker among them, may use the same Redis."""
        return bool(self._ask("_clear_own", changes=None, otherwise=self._memory.clear))

    def _clear_own(self) -> bool:
        client = self._cache.get_client(write=True)
        for key in client.scan_iter(match=f"{self.key_prefix}:*", count=1000):
            client.unlink(key)
        return True

    def _ask(
        self,
        act: str,
        *args: Any,
        changes: Iterable[str] | None = (),
        otherwise: Callable[[], Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        if time.monotonic() >= self._absence.until:
            try:
                self._make_true()
                return self._clear_own() if act == "_clear_own" else getattr(super(), act)(*args, **kwargs)
            except (RedisIsAway, RedisIsSlow):
                self._absence.until = time.monotonic() + REST_SECONDS
                logger.warning("The cache is away", extra={"event": "cache.away"})
        self._absence.marks(changes)
        return otherwise() if otherwise else getattr(self._memory, act)(*args, **kwargs)

    def _make_true(self) -> None:
        """Takes out of Redis what changed while it was away."""
        if not self._absence.stale and self._absence.stale is not None:
            return
        stale = self._absence.takes_stale()
        try:
            if stale is None:
                self._clear_own()
            elif stale:
                super().delete_many(stale)
        except (RedisIsAway, RedisIsSlow):
            self._absence.marks(stale)
            raise
        self._memory.clear()
