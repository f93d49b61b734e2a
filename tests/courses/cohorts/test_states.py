"""Who runs a cohort, what announcing asks for, and what closing ends; the table is in test_states_of_cohorts.py."""

from __future__ import annotations

import pytest

from cms.core.errors import NotAllowed, Refusal
from courses.catalogue.models import CoursePage
from courses.cohorts.actions import announce, cancel, close_cohorts
from courses.cohorts.actions.change import discard_draft
from courses.cohorts.enums import ASKING_STATES, CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, make_person

S = CohortState


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))


@pytest.mark.parametrize("act", ["announce", "cancel", "discard"])
@pytest.mark.parametrize("who", ["casc_organiser", "secretariat", "author", "manager", "trainee"])
def test_only_its_organisers_run_a_cohort(cast: Cast, course: CoursePage, who: str, act: str) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring")
    acts = {"announce": announce, "cancel": cancel, "discard": discard_draft}
    with pytest.raises(NotAllowed):
        acts[act](cohort, by=getattr(cast, who), now=NOW)
    cohort.refresh_from_db()
    assert cohort.state == S.DRAFT


# What announcing asks for


def refused(cohort: Cohort, cast: Cast) -> str:
    with pytest.raises(Refusal) as refusal:
        announce(cohort, by=cast.organiser, now=NOW)
    cohort.refresh_from_db()
    assert cohort.state == S.DRAFT
    return refusal.value.code


def test_a_cohort_whose_module_has_no_edition_is_not_announced(cast: Cast) -> None:
    course = make_course(cast.wacap, "Working together", make_module(cast.ejn, "Empty", lessons=0))
    assert refused(make_cohort(cast.wacap, course, "Spring"), cast) == "no_edition"


def test_a_cohort_of_a_course_that_is_not_published_is_not_announced(cast: Cast, course: CoursePage) -> None:
    course.unpublish()
    assert refused(make_cohort(cast.wacap, course, "Spring"), cast) == "no_edition"


def test_a_cohort_with_a_module_that_never_opens_is_not_announced(cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring")
    cohort.releases.all().delete()
    assert refused(cohort, cast) == "no_release"


def test_a_cohort_that_lies_in_the_past_is_not_announced(cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring")
    with pytest.raises(Refusal) as refusal:
        announce(cohort, by=cast.organiser, now=cohort.ends_at)
    assert refusal.value.code == "past"


def test_closing_ends_what_is_active_and_nothing_else(cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring", state=S.RUNNING)
    people = {state: make_person(f"is-{state}") for state in EnrolmentState}
    for state, person in people.items():
        held = cohort.ends_at if state == EnrolmentState.OFFERED else None
        Enrolment.all_objects.create(
            cohort=cohort, user=person, state=state, language="en", enrolled_at=NOW, answer_by=held
        )
    assert close_cohorts(cohort.ends_at) == 1
    ended = {EnrolmentState.ACTIVE: EnrolmentState.NOT_COMPLETED} | dict.fromkeys(
        ASKING_STATES, EnrolmentState.REFUSED
    )
    assert dict(Enrolment.all_objects.values_list("user", "state")) == {
        person.pk: ended.get(state, state) for state, person in people.items()
    }
