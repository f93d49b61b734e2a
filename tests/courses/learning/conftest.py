from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from tests.cast import Cast
from tests.courses.learning.reading import WEDNESDAY, Reading, client_of, make_reading


@pytest.fixture
def in_the_first_week() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def reading(cast: Cast, in_the_first_week: None) -> Reading:
    return make_reading(cast)


@pytest.fixture
def reader(reading: Reading) -> Client:
    return client_of(reading.enrolment.user)
