from __future__ import annotations

import pytest

from courses.cohorts.models import Cohort
from tests.cast import Cast
from tests.courses.taught import a_running_cohort


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    """1 March to 31 December 2027, in English and Arabic."""
    cohort = a_running_cohort(slug="hosts")
    cohort.network = cast.wacap
    cohort.save()
    return cohort
