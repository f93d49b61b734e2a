from courses.cohorts.models.closed_days import ClosedDays, ClosedDaysQuerySet
from courses.cohorts.models.cohort import Cohort, CohortQuerySet
from courses.cohorts.models.distinct import DistinctPeople
from courses.cohorts.models.enrolment import Enrolment, EnrolmentQuerySet
from courses.cohorts.models.group import Group, GroupQuerySet
from courses.cohorts.models.nomination import Nominee, NomineeQuerySet, SendingAuthority
from courses.cohorts.models.own_dates import Extension, Leave, OwnDates, OwnDatesQuerySet
from courses.cohorts.models.release import Release, ReleaseQuerySet
from courses.cohorts.models.seat_list import SeatList, SeatListQuerySet
from courses.cohorts.models.session import Attendance, LiveSession, LiveSessionQuerySet

__all__ = [
    "Attendance",
    "ClosedDays",
    "ClosedDaysQuerySet",
    "Cohort",
    "CohortQuerySet",
    "DistinctPeople",
    "Enrolment",
    "EnrolmentQuerySet",
    "Extension",
    "Group",
    "GroupQuerySet",
    "Leave",
    "LiveSession",
    "LiveSessionQuerySet",
    "Nominee",
    "NomineeQuerySet",
    "OwnDates",
    "OwnDatesQuerySet",
    "Release",
    "ReleaseQuerySet",
    "SeatList",
    "SeatListQuerySet",
    "SendingAuthority",
]
