from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.notices.kinds import kinds
from cms.notices.models import Notice
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Enrolment, OwnDates
from courses.learning.enums import ResultSource
from courses.learning.models import Progress
from courses.learning.reminders import remind
from tests.courses.taught import LONG_AGO, a_running_cohort, enrolled, first_release, required_keys

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def did(enrolment: Enrolment, *keys: object) -> None:
    for key in keys:
        Progress.all_objects.create(
            enrolment=enrolment,
            step_key=key,
            opened_at=LONG_AGO,
            completed_at=LONG_AGO,
            source=ResultSource.READ,
        )


def told(kind: str = "due_tomorrow") -> set[tuple[int, str]]:
    return set(Notice.objects.filter(kind=kind).values_list("recipient_id", "occasion"))


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("due_in_a_week", 7 * DAY, 3 * DAY),
        ("due_in_three_days", 3 * DAY, DAY),
        ("due_tomorrow", DAY, timedelta(0)),
        ("overdue", timedelta(0), -2 * DAY),
    ],
)
def test_who_has_not_finished_is_told_once_in_its_time(kind: str, first: timedelta, last: timedelta) -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    keys = required_keys(cohort, release)
    behind = [enrolled(cohort, "nothing@example.org"), enrolled(cohort, "half@example.org")]
    did(behind[1], keys[0])
    did(enrolled(cohort, "done@example.org"), *keys)
    enrolled(cohort, "gone@example.org", state=EnrolmentState.WITHDRAWN)

    remind(release.due_at - first - MINUTE)
    assert not told(kind)
    assert remind(release.due_at - first) == 2
    assert remind(release.due_at - last - MINUTE) == 0
    remind(release.due_at - last)
    assert told(kind) == {(each.user_id, release.due_at.isoformat()) for each in behind}


def test_after_a_downtime_only_the_reminder_that_fits_is_told() -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    enrolled(cohort, "amina@example.org")

    assert remind(release.due_at - 2 * DAY) == 1
    assert remind(release.due_at + 3 * DAY) == 0
    assert list(Notice.objects.values_list("kind", flat=True)) == ["due_in_three_days"]


def test_what_has_just_opened_is_not_reminded_of_for_a_day_unless_it_is_due_by_then() -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    enrolled(cohort, "amina@example.org")
    release.day_offset = release.due_offset - 5
    release.local_time = release.due_local_time
    release.save()

    assert remind(release.due_at - 5 * DAY + 23 * HOUR) == 0
    assert remind(release.due_at - 5 * DAY + 24 * HOUR) == 1


def test_an_idle_sweep_asks_once_however_many_have_been_told(
    django_assert_num_queries: Any,
) -> None:
    for name in "abc":
        cohort = a_running_cohort(slug=name)
        enrolled(cohort, f"{name}@example.org")
        release = first_release(cohort)
    assert remind(release.due_at - HOUR) == 3
    with django_assert_num_queries(1):
        assert remind(release.due_at - HOUR + MINUTE) == 0


def test_who_comes_late_is_reminded_too() -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    enrolled(cohort, "first@example.org")
    remind(release.due_at - 20 * HOUR)
    enrolled(cohort, "late@example.org")

    assert remind(release.due_at - 10 * HOUR) == 1


def test_a_moved_due_date_is_told_anew() -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    enrolled(cohort, "amina@example.org")
    remind(release.due_at - HOUR)
    release.due_offset += 2
    release.save()

    assert remind(release.due_at - HOUR) == 1
    assert remind(release.due_at - HOUR) == 0
    assert len(told()) == 2


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
    remind(release.due_at - 24 * HOUR - timedelta(seconds=1))
    assert not told()
    assert remind(release.due_at - 24 * HOUR) == 1
    assert len(told()) == 1


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


@pytest.mark.parametrize("kind", ["due_in_three_days", "overdue"])
@pytest.mark.parametrize("since", ["nothing", "moved", "on leave"])
def test_a_reminder_that_waits_for_its_hour_is_told_only_where_its_date_still_holds(
    kind: str, since: str
) -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    enrolment = enrolled(cohort, "waits@example.org")
    now = release.due_at + (HOUR if kind == "overdue" else -2 * DAY)
    remind(now)
    match since:
        case "moved":
            release.due_offset += 7
            release.save()
        case "on leave":
            due_at = release.due_at + 7 * DAY
            OwnDates.objects.create(
                enrolment=enrolment,
                release=release,
                opens_at=release.opens_at,
                due_at=due_at,
                released_at=release.opens_at,
                moved_at=now,
            )
            Enrolment.all_objects.filter(pk=enrolment.pk).update(has_own_dates=True)
    [notice] = Notice.objects.filter(kind=kind)
    assert kinds()[kind].is_stale(notice, now=now) == (since != "nothing")
