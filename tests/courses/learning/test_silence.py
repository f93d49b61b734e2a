"""Who has not been in their course for ten days is called, once for each silence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from cms.core.enums import JobState
from cms.notices.models import Notice
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Attendance, Enrolment, Leave, LiveSession, OwnDates
from courses.learning.models import Progress
from courses.learning.signs_of_life import silent_in
from courses.learning.silence import call_silent
from tests.courses.taught import LONG_AGO, a_running_cohort, enrolled, required_keys
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


def test_who_has_never_been_there_is_called_ten_days_after_the_first_module_opened() -> None:
    cohort = a_running_cohort()
    enrolled(cohort, "a@example.org")
    first = cohort.releases.order_by("opens_at")[0].opens_at
    assert call_silent(first + 10 * DAY - timedelta(minutes=1)) == 0
    assert call_silent(first + 10 * DAY + timedelta(hours=1)) == 1


@pytest.mark.parametrize(("later", "state"), [(NOW + DAY, JobState.CANCELLED), (None, JobState.DONE)])
def test_who_comes_back_before_the_email_goes_out_gets_none(later: datetime | None, state: JobState) -> None:
    silent = enrolled(a_running_cohort(), "a@example.org")
    seen(silent, NOW - 10 * DAY)
    call_silent(NOW)
    if later:
        seen(silent, later)
    deliver_due(NOW + DAY)
    assert Notice.objects.get(kind="gone_silent").state == state


def on_leave(enrolment: Enrolment, first: date, last: date) -> None:
    Leave.all_objects.create(
        enrolment=enrolment,
        starts=first,
        ends=last,
        reason="Ill",
        granted_by=enrolment.user,
        granted_at=NOW,
    )


def test_who_is_on_leave_is_not_silent_and_the_silence_counts_from_its_end() -> None:
    cohort = a_running_cohort()
    away = enrolled(cohort, "a@example.org")
    seen(away, NOW - 10 * DAY)
    on_leave(away, date(2027, 3, 20), date(2027, 3, 26))
    assert call_silent(NOW) == 0
    assert silent_in(cohort, now=NOW) == {}
    back = datetime(2027, 3, 27, tzinfo=UTC)
    assert call_silent(back + 10 * DAY - timedelta(hours=1)) == 0
    assert call_silent(back + 10 * DAY) == 1
    assert called() == [(away.user_id, back.isoformat())]


def test_a_leave_that_is_to_come_keeps_nobody_from_being_called() -> None:
    away = enrolled(a_running_cohort(), "a@example.org")
    seen(away, NOW - 10 * DAY)
    on_leave(away, date(2027, 4, 20), date(2027, 4, 26))
    assert call_silent(NOW) == 1


def test_who_has_done_all_that_is_open_is_silent_only_once_more_has_opened() -> None:
    cohort = a_running_cohort()
    ahead = enrolled(cohort, "a@example.org")
    first, second = cohort.releases.order_by("opens_at")
    second.day_offset, second.due_offset = 40, 50
    second.save()
    for key in required_keys(cohort, first):
        Progress.all_objects.create(
            enrolment=ahead, step_key=key, opened_at=NOW - 12 * DAY, completed_at=NOW - 12 * DAY
        )
    assert call_silent(NOW) == 0
    assert silent_in(cohort, now=NOW) == {}
    opens = second.opens_at
    assert call_silent(opens) == 0
    assert call_silent(opens + 10 * DAY - timedelta(hours=1)) == 0
    assert call_silent(opens + 10 * DAY) == 1
    assert silent_in(cohort, now=opens + 10 * DAY) == {ahead.pk: opens}


def test_by_ones_own_dates_nothing_may_be_open_yet() -> None:
    cohort = a_running_cohort()
    late, other = enrolled(cohort, "a@example.org"), enrolled(cohort, "b@example.org")
    Enrolment.all_objects.filter(pk=late.pk).update(has_own_dates=True)
    for release in cohort.releases.all():
        OwnDates.objects.create(enrolment=late, release=release, opens_at=NOW + DAY)
    assert set(silent_in(cohort, now=NOW)) == {other.pk}


def test_being_in_a_live_session_is_a_sign_of_life() -> None:
    cohort = a_running_cohort()
    session = LiveSession.objects.create(cohort=cohort, title="The call", day_offset=20)
    there, noted = enrolled(cohort, "a@example.org"), enrolled(cohort, "b@example.org")
    for each in (there, noted):
        seen(each, NOW - 15 * DAY)
    Attendance.objects.create(session=session, enrolment=there, source="code", at=session.starts_at)
    assert set(silent_in(cohort, now=NOW)) == {noted.pk}
    # Noted long afterwards, it says of the session, not of the day on which it was noted.
    Attendance.objects.create(session=session, enrolment=noted, source="list", at=NOW + 30 * DAY)
    assert silent_in(cohort, now=session.ends_at + 10 * DAY) == {
        there.pk: session.starts_at,
        noted.pk: session.ends_at,
    }


def test_who_goes_on_leave_before_the_email_goes_out_gets_none() -> None:
    away = enrolled(a_running_cohort(), "a@example.org")
    seen(away, NOW - 10 * DAY)
    call_silent(NOW)
    on_leave(away, NOW.date(), NOW.date() + 5 * DAY)
    deliver_due(NOW + DAY)
    assert Notice.objects.get(kind="gone_silent").state == JobState.CANCELLED


def test_who_is_silent_costs_the_same_queries_for_one_and_for_three(
    django_assert_num_queries: partial,
) -> None:
    cohort = a_running_cohort()
    for number, name in enumerate("abc"):
        each = enrolled(cohort, f"{name}@example.org")
        Enrolment.all_objects.filter(pk=each.pk).update(has_own_dates=True)
        silent_in(cohort, now=NOW)
        with django_assert_num_queries(4):
            assert len(silent_in(cohort, now=NOW)) == number + 1


def test_the_number_of_queries_grows_only_with_those_who_are_called(
    django_assert_num_queries: partial,
) -> None:
    cohort = a_running_cohort()
    for name in "abc":
        seen(enrolled(cohort, f"{name}@example.org"), NOW - 10 * DAY)
    assert call_silent(NOW) == 3
    with django_assert_num_queries(5):
        assert call_silent(NOW + timedelta(hours=2)) == 0
