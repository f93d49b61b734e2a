from __future__ import annotations

import pytest

from cms.invitations.actions import accept
from cms.invitations.models import Invitation
from cms.people.models import User
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, SendingAuthority
from tests.cast import Cast, make_cohort, make_course, make_module, make_person
from tests.courses.cohorts.nominations.asked import NOW, ask


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    course = make_course(cast.wacap, "Course", make_module(cast.ejn, "One"))
    return make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN)


@pytest.fixture
def clerk() -> User:
    return make_person("clerk")


@pytest.fixture
def authority(cast: Cast, cohort: Cohort, clerk: User) -> SendingAuthority:
    """Asked, and taken up by the clerk."""
    made = ask(cohort, cast, email=clerk.email)
    accept(Invitation.all_objects.get(gift="nomination"), user=clerk, now=NOW)
    made.refresh_from_db()
    return made
