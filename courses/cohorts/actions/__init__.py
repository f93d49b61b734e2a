from courses.cohorts.actions.application import apply, approve, join_waiting_list, refuse
from courses.cohorts.actions.cohort import (
    announce,
    cancel,
    close_cohorts,
    open_enrolment,
    plan_cohort,
    start_cohorts,
)
from courses.cohorts.actions.enrolment import enrol, withdraw
from courses.cohorts.actions.own_dates import extend, grant_leave, release_own, take_back
from courses.cohorts.actions.release import release_due
from courses.cohorts.actions.session import attend, remind_of_sessions
from courses.cohorts.actions.waiting import end_queues, lapse_offers, offer_places

__all__ = [
    "announce",
    "apply",
    "approve",
    "attend",
    "cancel",
    "close_cohorts",
    "end_queues",
    "enrol",
    "extend",
    "grant_leave",
    "join_waiting_list",
    "lapse_offers",
    "offer_places",
    "open_enrolment",
    "plan_cohort",
    "refuse",
    "release_due",
    "release_own",
    "remind_of_sessions",
    "start_cohorts",
    "take_back",
    "withdraw",
]
