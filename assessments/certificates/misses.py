"""Slows down whoever tries numbers: only those that nobody has count, so a real certificate always opens."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

MOST_MISSES = 30
SECONDS = 60


def missed_too_often(request: HttpRequest) -> bool:
    return cache.get(_key(request), 0) >= MOST_MISSES


def count_miss(request: HttpRequest) -> None:
    key = _key(request)
    cache.add(key, 0, SECONDS)
    try:
        cache.incr(key)
    except ValueError:  # it ran out in between
        cache.set(key, 1, SECONDS)


def _key(request: HttpRequest) -> str:
    return f"certificate-misses:{request.META.get('REMOTE_ADDR', '')}"
