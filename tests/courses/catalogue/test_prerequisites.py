"""Courses to complete before others: who stays out, who comes in anyway, and what the public page says."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
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
