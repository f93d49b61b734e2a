"""Dates come with e-mails as the feed has them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from cms.notices.calendar import Entry, write_calendar
from cms.notices.kinds import kind_of
from cms.notices.models import Notice
from courses.cohorts.cohort_notices import (
    tell_of_cancellation,
    tell_of_last_day,
    tell_of_seat,
    tell_of_start,
)
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.notices import write_release_notices
from courses.learning.reminders import remind
from tests.courses.learning.feeds import NOW, events, fetched
from tests.courses.taught import a_running_cohort, enrolled, first_release

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_first_week() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cohort() -> Cohort:
    return a_running_cohort()


@pytest.fixture
def amina(cohort: Cohort) -> Enrolment:
    return enrolled(cohort, "amina@example.org", time_zone="Africa/Dakar")


def entry_of(notice: Notice) -> Entry:
    (entry,) = kind_of(notice.kind).entries(notice)
    return entry


def test_e_mails_bring_the_due_date_as_the_feed_has_it(cohort: Cohort, amina: Enrolment) -> None:
    release = first_release(cohort)
    release.due_offset += 1
    release.save()
    Enrolment.all_objects.filter(pk=amina.pk).update(sequence=2)
    with transaction.atomic():
        write_release_notices(release, now=NOW)
    remind(release.due_at - timedelta(hours=3))
    feed = events(fetched(amina.user))[f"release-{release.pk}-due"]
    kinds = set()
    for notice in Notice.objects.all():
        kinds.add(notice.kind)
        brought = events(write_calendar([entry_of(notice)], name="N", language="en"))
        (event,) = brought.values()
        for name in ("uid", "sequence", "dtstart", "summary", "url", "description"):
            assert event[name] == feed[name], name
    assert kinds == {"module_released", "due_tomorrow"}


@pytest.mark.parametrize(
    ("tell", "dates", "status"),
    [
        (lambda cohort: tell_of_start(cohort, now=NOW), ["last"], "CONFIRMED"),
        (lambda cohort: tell_of_last_day(cohort, before=date(2027, 6, 1), now=NOW), ["last"], "CONFIRMED"),
        (lambda cohort: tell_of_cancellation(cohort, now=NOW), ["first", "last"], "CANCELLED"),
    ],
)
def test_what_is_told_of_a_cohort_brings_its_days_as_the_feed_has_them(
    cohort: Cohort, amina: Enrolment, tell: Any, dates: list[str], status: str
) -> None:
    Enrolment.all_objects.filter(pk=amina.pk).update(sequence=2)
    cohort.ends += timedelta(days=1)
    cohort.save()
    with transaction.atomic():
        tell(cohort)
    notice = Notice.objects.get()
    feed = events(fetched(amina.user))
    brought = events(write_calendar(kind_of(notice.kind).entries(notice), name="N", language="en"))
    assert sorted(brought) == [f"cohort-{cohort.pk}-{day}" for day in dates]
    for key, event in brought.items():
        assert event["status"] == status
        for name in ("uid", "sequence", "dtstart", "summary", "url"):
            assert event[name] == feed[key][name], name


def test_a_seat_brings_the_first_and_the_last_day(cohort: Cohort, amina: Enrolment) -> None:
    with transaction.atomic():
        tell_of_seat(amina, now=NOW)
    notice = Notice.objects.get()
    keys = [entry.key for entry in kind_of("seat_taken").entries(notice)]
    assert keys == [f"cohort-{cohort.pk}-first", f"cohort-{cohort.pk}-last"]
    del notice.facts["first_at"]
    assert kind_of("seat_taken").entries(notice) == []


def test_notices_from_before_bring_no_date(cohort: Cohort, amina: Enrolment) -> None:
    with transaction.atomic():
        write_release_notices(first_release(cohort), now=NOW)
    notice = Notice.objects.get()
    for name in ("release", "sequence", "moved_at", "turns"):
        del notice.facts[name]
    assert kind_of(notice.kind).entries(notice) == []


def test_a_module_without_a_due_date_brings_none(cohort: Cohort, amina: Enrolment) -> None:
    release = first_release(cohort)
    release.due_offset = None
    release.save()
    with transaction.atomic():
        write_release_notices(release, now=NOW)
    assert kind_of("module_released").entries(Notice.objects.get()) == []
    assert f"release-{release.pk}-due" not in events(fetched(amina.user))
