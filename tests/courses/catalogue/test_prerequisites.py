"""Courses to complete before others: who stays out, who comes in anyway, and what the public page says."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from cms.core.errors import Refusal
from cms.people.models import User
from courses.catalogue.models import CoursePage, CoursePrerequisite, ModulePage
from courses.cohorts.actions import enrol
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from tests.cast import NOW, Cast, make_cohort, make_course, make_module

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    return make_module(cast.ejn, "Requests")


@pytest.fixture
def advanced(cast: Cast, module: ModulePage) -> Cohort:
    """An open cohort of a course for who has completed another one."""
    basic = make_course(cast.wacap, "Basics", module)
    course = make_course(cast.wacap, "Advanced", module)
    CoursePrerequisite.objects.create(course=course, course_key=basic.translation_key, sort_order=0)
    cohort = make_cohort(cast.wacap, course, "Spring")
    make_cohort(cast.wacap, basic, "Winter")
    Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.OPEN)
    cohort.refresh_from_db()
    return cohort


def completed(user: User, name: str, state: EnrolmentState) -> None:
    cohort = Cohort.all_objects.get(name=name)
    Enrolment.all_objects.create(cohort=cohort, user=user, state=state, language="en", enrolled_at=NOW)


def test_who_has_not_completed_what_comes_first_stays_out(
    client: Client, cast: Cast, advanced: Cohort
) -> None:
    with pytest.raises(Refusal, match="Complete “Basics” first") as refused:
        enrol(advanced, user=cast.trainee, now=NOW + HOUR)
    assert refused.value.code == "prerequisites"
    completed(cast.trainee, "Winter", EnrolmentState.NOT_COMPLETED)
    with pytest.raises(Refusal):
        enrol(advanced, user=cast.trainee, now=NOW + HOUR)
    Enrolment.all_objects.update(state=EnrolmentState.COMPLETED)
    assert enrol(advanced, user=cast.trainee, now=NOW + HOUR).state == EnrolmentState.ACTIVE


def test_who_was_invited_comes_in_anyway(cast: Cast, advanced: Cohort) -> None:
    assert enrol(advanced, user=cast.trainee, invited=True, now=NOW + HOUR).state == EnrolmentState.ACTIVE


def test_a_course_that_is_gone_is_asked_of_nobody(cast: Cast, advanced: Cohort) -> None:
    CoursePage.objects.source().get(title="Basics").unpublish()
    assert enrol(advanced, user=cast.trainee, now=NOW + HOUR).state == EnrolmentState.ACTIVE


def test_the_public_page_says_who_teaches_and_what_comes_first(
    client: Client, cast: Cast, advanced: Cohort
) -> None:
    page = unescape(client.get(CoursePage.objects.source().get(title="Advanced").url).text)
    assert "Complete first" in page and ">Basics</a>" in page
    assert "Who teaches" in page


def test_courses_that_ask_for_each_other_lock_nobody_out(
    client: Client, cast: Cast, advanced: Cohort, module: ModulePage
) -> None:
    """Both were saved before either was published at its set time, so no form saw the circle."""
    basic, further = (
        CoursePage.objects.source().get(title="Basics"),
        make_course(cast.wacap, "Further", module),
    )
    first = CoursePage.objects.source().get(title="Advanced")
    for course, before in ((basic, further), (further, first)):
        edited = CoursePage.objects.get(pk=course.pk)
        edited.prerequisites = [CoursePrerequisite(course_key=before.translation_key, sort_order=0)]
        edited.go_live_at = NOW - HOUR
        edited.save_revision(approved_go_live_at=NOW - HOUR)
    with time_machine.travel(NOW):
        call_command("publish_scheduled")
    assert CoursePrerequisite.objects.filter(course__in=[basic, further]).count() == 2
    assert enrol(advanced, user=cast.trainee, now=NOW + HOUR).state == EnrolmentState.ACTIVE
    assert "Complete first" not in client.get(first.url).text


def test_translations_and_aliases_ask_for_nothing(cast: Cast, advanced: Cohort) -> None:
    basic = CoursePage.objects.source().get(title="Basics")
    alias = CoursePage.objects.get(alias_of=basic, locale__language_code="fr")
    CoursePrerequisite.objects.create(course=alias, course_key=advanced.course_key, sort_order=0)
    with pytest.raises(Refusal, match="Complete “Basics” first"):
        enrol(advanced, user=cast.trainee, now=NOW + HOUR)
