"""Each Monday who helps in a cohort is told how it stands, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cms.networks.enums import Role
from cms.networks.models import Membership
from cms.notices.kinds import kind_of
from cms.notices.models import Notice
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.learning.weekly import tell_of_the_week
from tests.cast import make_person
from tests.courses.taught import a_running_cohort, enrolled, first_release

pytestmark = pytest.mark.django_db

# In Dakar, where the cohort runs, it is 07:00 on a Monday.
MONDAY = datetime(2027, 3, 29, 7, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def cohort() -> Cohort:
    cohort = a_running_cohort()
    first_release(cohort)
    organiser, facilitator, other = (make_person(name) for name in ("organiser", "facilitator", "other"))
    for person, role in ((organiser, Role.ORGANISER), (other, Role.FACILITATOR)):
        Membership.objects.create(network=cohort.network, user=person, role=role, granted_at=MONDAY)
    cohort.facilitators.add(facilitator)
    for name in "abc":
        enrolled(cohort, f"{name}@example.org")
    done = enrolled(cohort, "d@example.org")
    Enrolment.all_objects.filter(pk=done.pk).update(state=EnrolmentState.COMPLETED)
    return cohort


def told() -> list[str]:
    found = Notice.objects.filter(kind="week_in_cohort").order_by("recipient__email")
    return list(found.values_list("recipient__email", flat=True))


def test_organisers_and_its_facilitators_are_told_once_how_many_are_where(cohort: Cohort) -> None:
    assert tell_of_the_week(MONDAY) == 2
    assert told() == ["facilitator@example.org", "organiser@example.org"]
    facts = Notice.objects.filter(kind="week_in_cohort")[0].facts
    assert {name: facts[name] for name in ("active", "behind", "silent", "done")} == {
        "active": 3,
        "behind": 3,
        "silent": 3,
        "done": 1,
    }
    assert [tell_of_the_week(MONDAY + hours * HOUR) for hours in range(1, 48)] == [0] * 47
    assert tell_of_the_week(MONDAY + 7 * DAY) == 2


@pytest.mark.parametrize("at", [MONDAY - HOUR, MONDAY - DAY, MONDAY + DAY])
def test_only_on_its_own_monday(cohort: Cohort, at: datetime) -> None:
    assert tell_of_the_week(at) == 0


def test_a_cohort_that_does_not_run_or_has_nobody_tells_nothing(cohort: Cohort) -> None:
    Enrolment.all_objects.update(state=EnrolmentState.WITHDRAWN)
    assert tell_of_the_week(MONDAY) == 0
    Enrolment.all_objects.update(state=EnrolmentState.ACTIVE)
    Cohort.all_objects.update(state=CohortState.CLOSED)
    assert tell_of_the_week(MONDAY + HOUR) == 0


def test_a_week_that_has_passed_is_not_told(cohort: Cohort) -> None:
    tell_of_the_week(MONDAY)
    notice = Notice.objects.filter(kind="week_in_cohort")[0]
    kind = kind_of("week_in_cohort")
    assert not kind.is_stale(notice, now=notice.created_at + 6 * DAY)
    assert kind.is_stale(notice, now=notice.created_at + 7 * DAY)


def test_an_idle_hour_asks_little(cohort: Cohort, django_assert_num_queries: Any) -> None:
    tell_of_the_week(MONDAY)
    with django_assert_num_queries(6):  # the turn, the cohorts, what was told of them
        tell_of_the_week(MONDAY + HOUR)
