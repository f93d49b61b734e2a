from courses.cohorts.actions.cohort import (
    announce,
    cancel,
    close_cohorts,
    open_enrolment,
    plan_cohort,
    start_cohorts,
)
from courses.cohorts.actions.enrolment import enrol, withdraw
from courses.cohorts.actions.release import release_due

__all__ = [
    "announce",
    "cancel",
    "close_cohorts",
    "enrol",
    "open_enrolment",
    "plan_cohort",
    "release_due",
    "start_cohorts",
    "withdraw",
]
