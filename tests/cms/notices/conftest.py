from __future__ import annotations

from collections.abc import Iterator

import pytest

from cms import celery
from courses.cohorts.notices import ReleaseKind
from courses.learning.notices import LackingNotice


@pytest.fixture
def worker() -> Iterator[None]:
    """What is enqueued is done at once, in the test's own process."""
    celery.app.conf.task_always_eager = True
    yield
    celery.app.conf.task_always_eager = False


@pytest.fixture(autouse=True)
def every_seat_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices are written here of enrolments that nobody has."""
    for kind in (ReleaseKind, LackingNotice):
        monkeypatch.setattr(kind, "is_stale", lambda _self, _notice, *, now: False)
