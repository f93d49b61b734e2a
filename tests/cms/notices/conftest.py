from __future__ import annotations

from collections.abc import Iterator

import pytest

from cms import celery


@pytest.fixture
def worker() -> Iterator[None]:
    """What is enqueued is done at once, in the test's own process."""
    celery.app.conf.task_always_eager = True
    yield
    celery.app.conf.task_always_eager = False
