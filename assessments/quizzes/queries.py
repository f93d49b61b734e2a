from __future__ import annotations

from datetime import datetime

from assessments.quizzes.models import Attempt
from courses.cohorts.models import Cohort


def has_attempts_under_way(cohort: Cohort, now: datetime) -> bool:
    """Whether a cohort that is due to close has to wait: what is over by the clock waits for the sweep's grading only."""
    return Attempt.all_objects.filter(enrolment__cohort=cohort).active().exists()
