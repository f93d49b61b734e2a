"""The demo: every state of a cohort at every host, people as far as people are, and the same however often it is loaded."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F

from assessments.certificates.models import Certificate
from assessments.questions.kinds import kinds
from assessments.questions.models import QuestionVersion
from assessments.quizzes.models import Attempt
from cms.core.enums import JobState
from cms.core.wiring import load
from cms.notices.models import Notice
from cms.people.models import User
from courses.catalogue.models import CoursePage, ModulePage
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.learning.models import Progress

LEAP_DAY = datetime(2028, 2, 29, 10, tzinfo=UTC)
HOSTS = ("wacap", "casc", "seajust")
STATES = set(CohortState) - {CohortState.ARCHIVED}  # no act leads there yet


def load_demo(now: datetime) -> Counter[str]:
    for loader in load("DEMO_LOADERS"):
        loader(now)
    models = (User, CoursePage, ModulePage, Cohort, Enrolment, Progress, Attempt, Certificate, Notice)
    return Counter({model.__name__: model._base_manager.count() for model in models})


@pytest.mark.django_db
def test_the_demo_is_plausible_on_any_day_and_twice_is_the_same_as_once() -> None:
    once = load_demo(LEAP_DAY)
    assert load_demo(LEAP_DAY + timedelta(minutes=1)) == once
    _every_host_has_a_cohort_in_every_state()
    _people_are_as_far_as_people_are()
    _nothing_happened_before_its_time()
    _a_course_combines_three_networks()
    _every_kind_of_question_is_asked()
    assert not Notice.objects.filter(state=JobState.WAITING, due_at__lt=LEAP_DAY - timedelta(days=1)).exists()


def _every_host_has_a_cohort_in_every_state() -> None:
    found = set(Cohort.all_objects.values_list("network__slug", "state"))
    assert found == {(host, state.value) for host in HOSTS for state in STATES}


def _people_are_as_far_as_people_are() -> None:
    states = Counter(Enrolment.all_objects.values_list("state", flat=True))
    assert set(states) == set(EnrolmentState)
    assert states[EnrolmentState.COMPLETED] == Certificate.all_objects.count() > 5
    assert Attempt.all_objects.filter(passed=False).count() >= 2


def _nothing_happened_before_its_time() -> None:
    assert not Enrolment.all_objects.filter(enrolled_at__lt=F("cohort__enrolment_opens_at")).exists()
    assert not Enrolment.all_objects.filter(enrolled_at__gte=F("cohort__enrolment_closes_at")).exists()
    assert not Progress.all_objects.filter(opened_at__lt=F("enrolment__cohort__starts_at")).exists()
    assert not Progress.all_objects.filter(completed_at__gt=F("enrolment__cohort__ends_at")).exists()
    assert not Progress.all_objects.filter(opened_at__gt=LEAP_DAY).exists()


def _a_course_combines_three_networks() -> None:
    combined = CoursePage.objects.source().get(title="A network of one’s own")
    modules = ModulePage.objects.source().filter(translation_key__in=combined.module_keys())
    assert len({module.get_parent().specific.network.slug for module in modules}) == 3
    assert (
        CoursePage.objects.filter(translation_key=combined.translation_key, alias_of__isnull=True).count()
        == 5
    )


def _every_kind_of_question_is_asked() -> None:
    asked = set(QuestionVersion.all_objects.values_list("body__kind", flat=True))
    assert asked == set(kinds())
