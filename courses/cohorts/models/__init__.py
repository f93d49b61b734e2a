from courses.cohorts.models.cohort import Cohort, CohortQuerySet
from courses.cohorts.models.enrolment import Enrolment, EnrolmentQuerySet
from courses.cohorts.models.release import Release, ReleaseQuerySet

__all__ = ["Cohort", "CohortQuerySet", "Enrolment", "EnrolmentQuerySet", "Release", "ReleaseQuerySet"]
