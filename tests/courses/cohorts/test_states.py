"""Every state of a cohort against every act: what it leads to, or with which code it is refused."""

from __future__ import annotations

import pytest

from cms.core.errors import NotAllowed, Refusal
from courses.catalogue.models import CoursePage
from courses.cohorts.actions import announce, cancel, close_cohorts, enrol, open_enrolment, start_cohorts
from courses.cohorts.actions.change import discard_draft
from courses.cohorts.enums import ASKING_STATES, CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, make_person

S = CohortState
STAYS = object()
ACTS = ("announce", "cancel", "enrol", "open", "start", "close", "discard")

# state → act → the state that it leads to, the code of the refusal, or STAYS.
TABLE: dict[CohortState, dict[str, object]] = {
    S.DRAFT: {
        "announce": S.ANNOUNCED,
        "cancel": S.CANCELLED,
        "enrol": "not_open",
        "open": STAYS,
        "start": STAYS,
        "close": STAYS,
        "discard": None,
    },
    S.ANNOUNCED: {
        "announce": STAYS,
        "cancel": S.CANCELLED,
        "enrol": "not_open",
        "open": S.OPEN,
        "start": S.RUNNING,
        "close": STAYS,
        "discard": "not_draft",
    },
    S.OPEN: {
        "announce": "not_draft",
        "cancel": S.CANCELLED,
        "enrol": STAYS,
        "open": STAYS,
        "start": S.RUNNING,
        "close": STAYS,
        "discard": "not_draft",
    },
    S.RUNNING: {
        "announce": "not_draft",
        "cancel": S.CANCELLED,
        "enrol": STAYS,
        "open": STAYS,
        "start": STAYS,
        "close": S.CLOSED,
        "discard": "not_draft",
    },
    S.CLOSED: {
        "announce": "not_draft",
        "cancel": "ended",
        "enrol": "closed",
        "open": STAYS,
        "start": STAYS,
        "close": STAYS,
        "discard": "not_draft",
    },
    S.ARCHIVED: {
        "announce": "not_draft",
        "cancel": "ended",
        "enrol": "closed",
        "open": STAYS,
        "start": STAYS,
        "close": STAYS,
        "discard": "not_draft",
    },
    S.CANCELLED: {
        "announce": "not_draft",
        "cancel": STAYS,
        "enrol": "cancelled",
        "open": STAYS,
        "start": STAYS,
        "close": STAYS,
        "discard": "not_draft",
    },
}


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))


def outcome(act: str, cohort: Cohort, cast: Cast) -> object:
    """What becomes of the cohort, at a time at which the dates would let the act happen."""
    before = cohort.state
    try:
        if act == "announce":
            announce(cohort, by=cast.organiser, now=NOW)
        elif act == "cancel":
            cancel(cohort, by=cast.organiser, now=NOW)
        elif act == "discard":
            discard_draft(cohort, by=cast.organiser, now=NOW)
        elif act == "enrol":
            enrol(cohort, user=cast.trainee, now=cohort.enrolment_opens_at)
        elif act == "open":
            open_enrolment(cohort.enrolment_opens_at)
        elif act == "start":
            start_cohorts(cohort.starts_at)
        elif act == "close":
            close_cohorts(cohort.ends_at)
    except Refusal as refusal:
        return refusal.code
    found = Cohort.all_objects.filter(pk=cohort.pk).values_list("state", flat=True).first()
    return STAYS if found == before else found


def test_the_table_knows_every_state_and_act() -> None:
    assert set(TABLE) == set(CohortState)
    assert all(tuple(line) == ACTS for line in TABLE.values())


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", CohortState)
def test_every_state_against_every_act(cast: Cast, course: CoursePage, state: CohortState, act: str) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring", state=state)
    assert outcome(act, cohort, cast) == TABLE[state][act]
    assert Enrolment.all_objects.exists() == (act == "enrol" and TABLE[state][act] is STAYS)


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
