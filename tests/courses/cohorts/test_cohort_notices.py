"""What people are told of their seat and of the cohort as a whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from cms.core.enums import JobState
from cms.core.sweep import sweep
from cms.notices.models import Notice
from courses.cohorts.actions import announce, cancel, enrol, withdraw
from courses.cohorts.actions.change import change_cohort
from courses.cohorts.models import Cohort
from tests.cast import NOW, Cast, make_cohort, make_course, make_module
from tests.mailing import deliver_due

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def open_cohort(cast: Cast) -> Cohort:
    course = make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))
    cohort = make_cohort(cast.wacap, course, "Spring")
    announce(cohort, by=cast.organiser, now=NOW)
    sweep(cohort.enrolment_opens_at)
    cohort.refresh_from_db()
    return cohort


def kinds() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("kind", flat=True))


def test_a_seat_is_confirmed_each_time_that_it_is_taken(cast: Cast, open_cohort: Cohort) -> None:
    now = open_cohort.enrolment_opens_at + HOUR
    seat = enrol(open_cohort, user=cast.trainee, now=now)
    enrol(open_cohort, user=cast.trainee, now=now)
    assert kinds() == ["seat_taken"]
    withdraw(seat, now=now + HOUR)
    enrol(open_cohort, user=cast.trainee, now=now + 2 * HOUR)
    assert kinds() == ["seat_taken"] * 2

    deliver_due(now + 2 * HOUR)
    assert open_cohort.name in mail.outbox[0].body
    assert Notice.objects.filter(network=open_cohort.network, state=JobState.DONE).count() == 2


def test_the_start_is_told_once_to_those_who_take_part(cast: Cast, open_cohort: Cohort) -> None:
    enrol(open_cohort, user=cast.trainee, now=open_cohort.enrolment_opens_at)
    sweep(open_cohort.starts_at)
    sweep(open_cohort.starts_at + HOUR)
    assert kinds().count("cohort_started") == 1


def test_a_later_last_day_is_told_with_the_one_before(cast: Cast, open_cohort: Cohort) -> None:
    now = open_cohort.enrolment_opens_at
    enrol(open_cohort, user=cast.trainee, now=now)
    before, later = open_cohort.ends, open_cohort.ends + timedelta(days=7)
    for _again in range(2):
        change_cohort(open_cohort, values={"ends": later}, releases=None, by=cast.organiser, now=now)
    change_cohort(open_cohort, values={"capacity": 29}, releases=None, by=cast.organiser, now=now)
    told = Notice.objects.get(kind="last_day_moved")
    assert (told.facts["before"], told.facts["ends"]) == (before.isoformat(), later.isoformat())


def test_of_a_cancelled_cohort_nothing_but_that_is_sent(cast: Cast, open_cohort: Cohort) -> None:
    enrol(open_cohort, user=cast.trainee, now=open_cohort.enrolment_opens_at)
    deliver_due(open_cohort.enrolment_opens_at)
    noon = open_cohort.starts_at + 12 * HOUR
    sweep(noon)
    assert "module_released" in kinds()
    open_cohort.refresh_from_db()
    cancel(open_cohort, by=cast.organiser, now=noon)
    mail.outbox.clear()
    deliver_due(noon)
    assert "Cancelled" in " ".join(message.subject for message in mail.outbox)
    assert Notice.objects.get(kind="module_released").state == JobState.CANCELLED
