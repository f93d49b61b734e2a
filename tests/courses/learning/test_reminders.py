from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.notices.models import Notice
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Enrolment
from courses.learning.enums import ResultSource
from courses.learning.models import Progress
from courses.learning.reminders import remind
from tests.courses.taught import LONG_AGO, a_running_cohort, enrolled, first_release, required_keys

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def did(enrolment: Enrolment, *keys: object) -> None:
    for key in keys:
        Progress.all_objects.create(
            enrolment=enrolment,
            step_key=key,
            opened_at=LONG_AGO,
            completed_at=LONG_AGO,
            source=ResultSource.READ,
        )


def test_who_has_not_finished_is_reminded_once_within_the_last_day() -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    keys = required_keys(cohort, release)
    behind = [enrolled(cohort, "nothing@example.org"), enrolled(cohort, "half@example.org")]
    did(behind[1], keys[0])
    did(enrolled(cohort, "done@example.org"), *keys)
    enrolled(cohort, "gone@example.org", state=EnrolmentState.WITHDRAWN)

    assert remind(release.due_at - timedelta(days=1, minutes=1)) == 0
    assert remind(release.due_at - timedelta(days=1)) == 2
    assert remind(release.due_at - HOUR) == 0
    assert set(Notice.objects.values_list("recipient_id", "kind", "occasion")) == {
        (each.user_id, "due_tomorrow", release.due_at.isoformat()) for each in behind
    }


def test_who_comes_late_is_reminded_too() -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    enrolled(cohort, "first@example.org")
    remind(release.due_at - 20 * HOUR)
    enrolled(cohort, "late@example.org")

    assert remind(release.due_at - 10 * HOUR) == 1


def test_what_has_passed_is_not_told() -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    enrolled(cohort, "amina@example.org")

    assert remind(release.due_at) == 0
    assert remind(release.due_at + HOUR) == 0


def test_a_moved_due_date_is_told_anew() -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    enrolled(cohort, "amina@example.org")
    remind(release.due_at - HOUR)
    release.due_offset += 2
    release.save()

    assert remind(release.due_at - timedelta(days=2)) == 0
    assert remind(release.due_at - HOUR) == 1
    assert remind(release.due_at - HOUR) == 0
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("state", sorted(set(CohortState) - {CohortState.RUNNING}))
def test_only_running_cohorts_remind(state: CohortState) -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    enrolled(cohort, "amina@example.org")
    cohort.state = state
    cohort.save()

    assert remind(release.due_at - HOUR) == 0


def test_a_module_that_is_not_open_yet_reminds_nobody() -> None:
    cohort = a_running_cohort()
    release = first_release(cohort, released=False)
    enrolled(cohort, "amina@example.org")

    assert remind(release.due_at - HOUR) == 0


def test_the_day_before_is_24_hours_across_a_clock_change() -> None:
    cohort = a_running_cohort(zone="Europe/Paris")
    release = first_release(cohort)
    release.due_offset = 27  # 28 March 2027, when clocks in Paris go forward
    release.save()
    enrolled(cohort, "amina@example.org")

    assert release.due_at.isoformat() == "2027-03-28T22:00:00+00:00"
    assert remind(release.due_at - 24 * HOUR - timedelta(seconds=1)) == 0
    assert remind(release.due_at - 24 * HOUR) == 1


def test_the_number_of_queries_does_not_grow_with_people() -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    enrolled(cohort, "warm@example.org")
    remind(release.due_at - HOUR)

    def queries(count: int, name: str) -> int:
        for number in range(count):
            enrolled(cohort, f"{name}{number}@example.org")
        with CaptureQueriesContext(connection) as captured:
            assert remind(release.due_at - HOUR) == count
        return len(captured)

    assert queries(1, "one") == queries(3, "three")


def test_a_quiz_that_was_not_passed_is_still_to_do() -> None:
    cohort = a_running_cohort(kinds=("lesson", "quiz"))
    release = first_release(cohort)
    lesson, quiz = required_keys(cohort, release)
    failed, passed = enrolled(cohort, "failed@example.org"), enrolled(cohort, "passed@example.org")
    for enrolment in (failed, passed):
        did(enrolment, lesson, quiz)
        Progress.all_objects.filter(enrolment=enrolment, step_key=quiz).update(passed=enrolment == passed)

    assert remind(release.due_at - HOUR) == 1
    assert Notice.objects.get().recipient_id == failed.user_id
