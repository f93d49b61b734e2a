"""Why a course is not complete yet, and what is new in it, as its trainee reads it."""

from __future__ import annotations

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.notices.actions import mark_read
from cms.notices.models import Notice
from cms.people.models import User
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.learning.actions import record_result
from courses.learning.enums import ResultSource
from courses.learning.lacking import lacking, new_for
from courses.learning.models import Progress
from courses.learning.outline import outline_of
from tests.cast import Cast
from tests.courses.learning.reading import WEDNESDAY, Reading, enrol

pytestmark = pytest.mark.django_db


def page(reader: Client, reading: Reading) -> str:
    return unescape(reader.get(reverse("learning:outline", args=[reading.enrolment.pk])).text)


def told(reading: Reading, **values: object) -> Notice:
    said = {
        "recipient": reading.enrolment.user,
        "kind": "result_ready",
        "subject": "attempt:1",
        "language": "en",
        "due_at": WEDNESDAY,
        "facts": {
            "enrolment": reading.enrolment.pk,
            "attempt": 1,
            "quiz": "What you have learnt",
            "course": "A course",
            "cohort": "Spring",
            "score": "0.8",
            "passed": True,
            "counted": True,
        },
    }
    return Notice.objects.create(**said | values)


def test_what_is_missing_is_what_completion_says(reader: Client, reading: Reading) -> None:
    outline = outline_of(reading.enrolment, language="en", now=WEDNESDAY)
    missing = outline.completion.missing
    assert sum(len(each.steps) for each in lacking(outline)) == len(missing) > 0
    said = page(reader, reading)
    assert f"Not complete yet, because {len(missing)} required step" in said
    assert "not done yet" in said
    first = lacking(outline)[0].steps[0][0]
    record_result(reading.enrolment, step_key=first.taught.key, now=WEDNESDAY, source=ResultSource.READ)
    left = outline_of(reading.enrolment, language="en", now=WEDNESDAY).completion.missing
    assert len(left) == len(missing) - 1
    for each in left:
        record_result(reading.enrolment, step_key=each.key, now=WEDNESDAY, source=ResultSource.READ)
    assert "Not complete yet" not in page(reader, reading)


def test_after_the_end_it_says_what_was_missing_and_leads_nowhere(reader: Client, reading: Reading) -> None:
    Cohort.all_objects.update(state=CohortState.CLOSED)
    Enrolment.all_objects.update(state=EnrolmentState.NOT_COMPLETED)
    said = page(reader, reading)
    assert "Not complete, because 3 required steps were missing" in said
    part = said.split('id="h-lacking"')[1].split("</section>")[0]
    assert "not done" in part and "not done yet" not in part and "<a " not in part
    Enrolment.all_objects.update(state=EnrolmentState.COMPLETED)
    assert "h-lacking" not in page(reader, reading)
    Enrolment.all_objects.update(state=EnrolmentState.ACTIVE)
    Cohort.all_objects.update(state=CohortState.CANCELLED)
    assert "h-lacking" not in page(reader, reading)


def learn(reader: Client) -> str:
    return unescape(reader.get(reverse("learning:learn")).text)


@pytest.mark.parametrize("state", [EnrolmentState.NOT_COMPLETED, EnrolmentState.COMPLETED])
def test_only_who_has_done_all_is_told_so(reader: Client, reading: Reading, state: EnrolmentState) -> None:
    Cohort.all_objects.update(state=CohortState.CLOSED)
    Enrolment.all_objects.update(state=state)
    congratulated = state == EnrolmentState.COMPLETED
    assert ("You have done all that is open." in learn(reader)) is congratulated
    assert ("something that the course requires was missing" in learn(reader)) is not congratulated
    assert ("You can take the course again" in page(reader, reading)) is not congratulated


def test_one_that_goes_well_is_not_hidden_by_one_that_has_ended(
    cast: Cast, reader: Client, reading: Reading
) -> None:
    for key in reading.lessons:
        Progress.all_objects.create(
            enrolment=reading.enrolment, step_key=key, opened_at=WEDNESDAY, completed_at=WEDNESDAY
        )
    Release.objects.filter(cohort=reading.cohort).delete()
    ended = enrol(cast, reading.course, reading.enrolment.user, "Summer")
    Enrolment.all_objects.filter(pk=ended.pk).update(state=EnrolmentState.NOT_COMPLETED)
    Cohort.all_objects.filter(pk=ended.cohort_id).update(state=CohortState.CLOSED)
    assert "You have done all that is open." in learn(reader)


def test_what_is_new_stands_there_until_it_was_looked_at(reader: Client, reading: Reading) -> None:
    Notice.objects.all().delete()
    assert "New for you" not in page(reader, reading)
    notice = told(reading)
    told(reading, subject="attempt:2", facts={"enrolment": 0})
    [new] = new_for(reading.enrolment)
    assert new.pk == notice.pk
    said = page(reader, reading)
    assert "New for you" in said and reverse("notices:go_on", args=[notice.pk]) in said
    mark_read(Notice.objects.filter(pk=notice.pk), by=reading.enrolment.user, now=WEDNESDAY)
    assert "New for you" not in page(reader, reading)


def test_dates_are_said_on_both_clocks_where_they_differ(reader: Client, reading: Reading) -> None:
    zone = reading.enrolment.cohort.time_zone
    person = User.objects.filter(pk=reading.enrolment.user_id)
    person.update(time_zone=zone)
    assert "stands in brackets" not in page(reader, reading)
    person.update(time_zone="Asia/Bangkok")
    said = page(reader, reading)
    assert "stands in brackets" in said and "Bangkok time" in said


def test_it_costs_the_same_with_one_notice_and_with_three(reader: Client, reading: Reading) -> None:
    Notice.objects.all().delete()

    def queries() -> int:
        page(reader, reading)
        with CaptureQueriesContext(connection) as captured:
            page(reader, reading)
        return len(captured)

    told(reading)
    one = queries()
    told(reading, subject="attempt:2")
    told(reading, subject="attempt:3")
    assert queries() == one
