"""Who has not been in their course for ten days is called, once for each silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from cms.core.enums import JobState
from cms.notices.models import Notice
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment
from courses.learning.models import Progress
from courses.learning.silence import call_silent
from tests.courses.taught import LONG_AGO, a_running_cohort, enrolled
from tests.mailing import deliver_due

pytestmark = pytest.mark.django_db

# A Monday; the cohort has run since the first of March.
NOW = datetime(2027, 3, 22, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def seen(enrolment: Enrolment, at: datetime) -> None:
    Progress.all_objects.update_or_create(
        enrolment=enrolment,
        step_key="5d2fb0f2-5f39-4b7b-9f0b-0d6ac7f0c6b1",
        defaults={"opened_at": LONG_AGO, "last_seen_at": at},
    )


def called() -> list[tuple[int, str]]:
    return list(
        Notice.objects.filter(kind="gone_silent").values_list("recipient_id", "occasion").order_by("pk")
    )


def test_ten_days_without_a_sign_of_life_are_told_once() -> None:
    cohort = a_running_cohort()
    silent, busy, gone, long_gone = (enrolled(cohort, f"{name}@example.org") for name in "abcd")
    seen(silent, NOW - 10 * DAY)
    seen(busy, NOW - 10 * DAY + timedelta(minutes=1))
    seen(gone, NOW - 11 * DAY)
    seen(long_gone, NOW - 20 * DAY)
    Enrolment.all_objects.filter(pk=gone.pk).update(state=EnrolmentState.WITHDRAWN)

    assert call_silent(NOW) == 1
    assert called() == [(silent.user_id, (NOW - 10 * DAY).isoformat())]
    assert call_silent(NOW + timedelta(minutes=30)) == 0
    assert call_silent(NOW + timedelta(hours=2)) == 1, "the busy one has fallen silent too"
    assert call_silent(NOW + DAY) == 0


def test_a_second_silence_is_told_again() -> None:
    silent = enrolled(a_running_cohort(), "a@example.org")
    seen(silent, NOW - 10 * DAY)
    call_silent(NOW)
    seen(silent, NOW + DAY)
    assert call_silent(NOW + 10 * DAY) == 0
    assert call_silent(NOW + 11 * DAY) == 1
    assert len(called()) == 2


def test_who_has_never_been_there_is_called_ten_days_after_the_start() -> None:
    cohort = a_running_cohort()
    enrolled(cohort, "a@example.org")
    assert call_silent(cohort.starts_at + 10 * DAY - timedelta(minutes=1)) == 0
    assert call_silent(cohort.starts_at + 10 * DAY + timedelta(hours=1)) == 1


@pytest.mark.parametrize(("later", "state"), [(NOW + DAY, JobState.CANCELLED), (None, JobState.DONE)])
def test_who_comes_back_before_the_email_goes_out_gets_none(later: datetime | None, state: JobState) -> None:
    silent = enrolled(a_running_cohort(), "a@example.org")
    seen(silent, NOW - 10 * DAY)
    call_silent(NOW)
    if later:
        seen(silent, later)
    deliver_due(NOW + DAY)
    assert Notice.objects.get(kind="gone_silent").state == state


def test_the_number_of_queries_grows_only_with_those_who_are_called(
    django_assert_num_queries: partial,
) -> None:
    cohort = a_running_cohort()
    for name in "abc":
        seen(enrolled(cohort, f"{name}@example.org"), NOW - 10 * DAY)
    assert call_silent(NOW) == 3
    with django_assert_num_queries(5):
        assert call_silent(NOW + timedelta(hours=2)) == 0
