"""Every state of an enrolment against every act on it: what it leads to, or with which code it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from courses.catalogue.models import CoursePage
from courses.cohorts.actions import (
    apply,
    approve,
    attend,
    cancel,
    close_cohorts,
    end_queues,
    enrol,
    extend,
    grant_leave,
    join_waiting_list,
    lapse_offers,
    offer_places,
    refuse,
    take_back,
    withdraw,
)
from courses.cohorts.actions.distinct import tell_apart
from courses.cohorts.actions.seat import bring_back, withdraw_person
from courses.cohorts.actions.session import note_attendance
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Extension
from courses.editions.models import Syllabus
from courses.learning.actions import transfer
from courses.learning.actions.uniting import unite
from tests.cast import NOW, Cast
from tests.courses.cohorts.acts import (
    DONE,
    NOTHING,
    OPEN_AT,
    Scene,
    acts_on_somebody,
    came_to,
    course_and_syllabus,  # noqa: F401  # a fixture
    lacking,
)

pytestmark = pytest.mark.django_db

S = EnrolmentState
STATES = (S.APPLIED, S.WAITING, S.OFFERED, S.REFUSED, S.ACTIVE, S.WITHDRAWN, S.COMPLETED, S.NOT_COMPLETED)
# What a sweep does to people, or an act on the whole cohort.
ON_ALL = {"lapse_offers", "offer_places", "end_queues", "close_cohorts", "cancel"}

# act → what it comes to in each of STATES. The cohort runs, has a seat that is free, and one applies to it; who is
# `withdrawn` has never had a seat.
TABLE: dict[str, tuple[object, ...]] = {
    # Coming in
    "enrol": ("approval", "approval", S.ACTIVE, S.ACTIVE, NOTHING, "approval", NOTHING, NOTHING),
    "enrol: after a no": (S.ACTIVE, "full", S.ACTIVE, "refused", NOTHING, "refused", NOTHING, NOTHING),
    "enrol: invited": (S.ACTIVE, S.ACTIVE, S.ACTIVE, S.ACTIVE, NOTHING, S.ACTIVE, NOTHING, NOTHING),
    "apply": (NOTHING, NOTHING, NOTHING, S.APPLIED, NOTHING, S.APPLIED, NOTHING, NOTHING),
    "apply: after a no": (NOTHING, NOTHING, NOTHING, "refused", NOTHING, "refused", NOTHING, NOTHING),
    "join_waiting_list": ("approval", "approval", S.ACTIVE, S.ACTIVE, NOTHING, "approval", NOTHING, NOTHING),
    "join_waiting_list: after a no": (
        *(S.ACTIVE, NOTHING, S.ACTIVE, "refused"),
        *(NOTHING, "refused", NOTHING, NOTHING),
    ),
    "approve": (S.ACTIVE, NOTHING, NOTHING, "not_applied", NOTHING, "not_applied", NOTHING, NOTHING),
    "refuse": (
        *(S.REFUSED, S.REFUSED, "not_applied", NOTHING),
        *("not_applied", "not_applied", "not_applied", "not_applied"),
    ),
    "offer_places": (NOTHING, S.OFFERED, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING),
    "lapse_offers": (NOTHING, NOTHING, S.WITHDRAWN, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING),
    "end_queues": (NOTHING, S.REFUSED, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING),
    # Going
    "withdraw": (S.WITHDRAWN, S.WITHDRAWN, S.WITHDRAWN, "ended", S.WITHDRAWN, NOTHING, "ended", "ended"),
    "withdraw_person": (
        *("not_active", "not_active", "not_active", "not_active"),
        *(S.WITHDRAWN, "not_active", "not_active", "not_active"),
    ),
    "bring_back": ("no_seat", "no_seat", "no_seat", "no_seat", NOTHING, "no_seat", NOTHING, NOTHING),
    "bring_back: who had a seat": (
        *(S.ACTIVE, S.ACTIVE, S.ACTIVE, S.ACTIVE),
        *(NOTHING, S.ACTIVE, NOTHING, NOTHING),
    ),
    "cancel": (S.REFUSED, S.REFUSED, S.REFUSED, DONE, DONE, DONE, DONE, DONE),
    "close_cohorts": (S.REFUSED, S.REFUSED, S.REFUSED, DONE, S.NOT_COMPLETED, DONE, DONE, DONE),
    "transfer": (
        *("not_active", "not_active", "not_active", "not_active"),
        *(S.WITHDRAWN, "not_active", "not_active", "not_active"),
    ),
    "unite: kept": (
        *("not_active", "not_active", "not_active", "not_active"),
        *(DONE, "not_active", DONE, "not_active"),
    ),
    "unite: given up": (
        *(S.WITHDRAWN, S.WITHDRAWN, S.WITHDRAWN, "gone"),
        *(S.WITHDRAWN, "gone", "completed", "gone"),
    ),
    "tell_apart": (DONE, DONE, DONE, DONE, DONE, DONE, DONE, DONE),
    # Taking part
    "grant_leave": (
        *("not_active", "not_active", "not_active", "not_active"),
        *(DONE, "not_active", "not_active", "not_active"),
    ),
    "extend": (
        *("not_active", "not_active", "not_active", "not_active"),
        *(DONE, "not_active", "not_active", "not_active"),
    ),
    "take_back": (
        *("not_active", "not_active", "not_active", "not_active"),
        *(DONE, "not_active", "not_active", "not_active"),
    ),
    "attend": ("no_seat", "no_seat", "no_seat", "no_seat", DONE, "no_seat", DONE, "no_seat"),
    # The page offers those with a seat; that somebody came stays so when they have left since.
    "note_attendance": (DONE, DONE, DONE, DONE, DONE, DONE, DONE, DONE),
}

Act = Callable[[Scene, Enrolment], object]
A_DAY = timedelta(days=1)


def transferred(s: Scene, e: Enrolment) -> object:
    return transfer(e, to=Cohort.all_objects.get(name="Other"), by=s.by, now=OPEN_AT)


def away(s: Scene, e: Enrolment) -> object:
    day = s.cohort.starts + A_DAY
    return grant_leave(e, starts=day, ends=day, reason="Ill", by=s.by, now=OPEN_AT)


def given_time(s: Scene, e: Enrolment) -> object:
    day = s.cohort.starts + 10 * A_DAY
    return extend(e, release=s.release, due_on=day, reason="Ill", by=s.by, now=OPEN_AT)


def noted(s: Scene, e: Enrolment) -> object:
    came, nobody = Enrolment.all_objects.filter(pk=e.pk), Enrolment.all_objects.none()
    return note_attendance(s.session, came=came, stayed_away=nobody, by=s.by, now=s.session.starts_at)


def other(s: Scene) -> Enrolment:
    return Enrolment.all_objects.get(cohort=s.cohort, user=s.cast.stranger)


def time_taken_back(s: Scene, e: Enrolment) -> object:
    return take_back(Extension.all_objects.get(enrolment=e), by=s.by, now=OPEN_AT)


def grant_time(s: Scene, e: Enrolment) -> None:
    said = {"due_on": s.cohort.starts + 10 * A_DAY, "reason": "Ill", "granted_by": s.by, "granted_at": NOW}
    Extension.all_objects.create(enrolment=e, release=s.release, **said)


def another_cohort(s: Scene, _e: Enrolment) -> None:
    s.make("Other", CohortState.RUNNING)


def seat_of_another(s: Scene, _e: Enrolment) -> None:
    s.row(s.cast.stranger, S.ACTIVE)


def had_a_seat(_s: Scene, e: Enrolment) -> None:
    e.enrolled_at = NOW
    e.save(update_fields=["enrolled_at"])


def was_answered(s: Scene, e: Enrolment) -> None:
    """The host's no has a reason; who had a seat before has it no more."""
    had_a_seat(s, e)
    e.answer = "Others first."
    e.save(update_fields=["answer"])


# line of the table → what is there before, where it needs something.
BEFORE: dict[str, Callable[[Scene, Enrolment], None]] = {
    "enrol: after a no": was_answered,
    "apply: after a no": was_answered,
    "join_waiting_list: after a no": was_answered,
    "bring_back: who had a seat": had_a_seat,
    "transfer": another_cohort,
    "take_back": grant_time,
    "unite: kept": seat_of_another,
    "unite: given up": seat_of_another,
    "tell_apart": seat_of_another,
}
# line of the table → how it is done.
DO: dict[str, Act] = {
    "enrol": lambda s, e: enrol(s.cohort, user=e.user, now=OPEN_AT),
    "enrol: invited": lambda s, e: enrol(s.cohort, user=e.user, invited=True, now=OPEN_AT),
    "enrol: after a no": lambda s, e: enrol(s.cohort, user=e.user, now=OPEN_AT),
    "apply: after a no": lambda s, e: apply(s.cohort, user=e.user, answers=["To learn"], now=OPEN_AT),
    "join_waiting_list: after a no": lambda s, e: join_waiting_list(s.cohort, user=e.user, now=OPEN_AT),
    "apply": lambda s, e: apply(s.cohort, user=e.user, answers=["To learn"], now=OPEN_AT),
    "join_waiting_list": lambda s, e: join_waiting_list(s.cohort, user=e.user, now=OPEN_AT),
    "approve": lambda s, e: approve(e, by=s.by, now=OPEN_AT),
    "refuse": lambda s, e: refuse(e, reason="Others first.", by=s.by, now=OPEN_AT),
    "offer_places": lambda s, e: offer_places(OPEN_AT),
    "lapse_offers": lambda s, e: lapse_offers(OPEN_AT + A_DAY),
    "end_queues": lambda s, e: end_queues(s.cohort.starts_at),
    "withdraw": lambda s, e: withdraw(e, now=OPEN_AT),
    "withdraw_person": lambda s, e: withdraw_person(e, reason="No sign of them.", by=s.by, now=OPEN_AT),
    "bring_back": lambda s, e: bring_back(e, by=s.by, now=OPEN_AT),
    "bring_back: who had a seat": lambda s, e: bring_back(e, by=s.by, now=OPEN_AT),
    "cancel": lambda s, e: cancel(s.cohort, by=s.by, now=OPEN_AT),
    "close_cohorts": lambda s, e: close_cohorts(s.cohort.ends_at),
    "transfer": transferred,
    "unite: kept": lambda s, e: unite(e, other=other(s), by=s.by, now=OPEN_AT),
    "unite: given up": lambda s, e: unite(other(s), other=e, by=s.by, now=OPEN_AT),
    "tell_apart": lambda s, e: tell_apart((e, other(s)), by=s.by, now=OPEN_AT),
    "grant_leave": away,
    "extend": given_time,
    "take_back": time_taken_back,
    "attend": lambda s, e: attend(s.session, enrolment=e, code=s.session.code, now=s.session.starts_at),
    "note_attendance": noted,
}


def test_every_act_has_a_line_and_every_line_every_state() -> None:
    assert lacking(TABLE, acts_on_somebody() | ON_ALL, where="test_states_of_enrolments.py") == []
    assert TABLE.keys() == DO.keys() >= BEFORE.keys()
    assert set(STATES) == set(EnrolmentState)
    assert {len(line) for line in TABLE.values()} == {len(STATES)}


@pytest.mark.parametrize("line", TABLE)
@pytest.mark.parametrize("state", STATES)
def test_every_state_against_every_act(
    cast: Cast,
    course_and_syllabus: tuple[CoursePage, Syllabus],  # noqa: F811  # the fixture
    state: EnrolmentState,
    line: str,
) -> None:
    scene = Scene(cast, *course_and_syllabus, state=CohortState.RUNNING)
    enrolment = scene.row(cast.trainee, state)
    if line in BEFORE:
        BEFORE[line](scene, enrolment)
    assert came_to(lambda: DO[line](scene, enrolment), enrolment) == TABLE[line][STATES.index(state)]
