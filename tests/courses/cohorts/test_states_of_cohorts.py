"""Every state of a cohort against every act: what it leads to, or with which code it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from cms.core.enums import JobState
from cms.people.models import User
from courses.catalogue.models import CoursePage
from courses.cohorts.actions import (
    announce,
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
    open_enrolment,
    refuse,
    release_due,
    release_own,
    remind_of_sessions,
    start_cohorts,
    take_back,
    withdraw,
)
from courses.cohorts.actions.change import change_cohort, discard_draft
from courses.cohorts.actions.copy import copy_cohort
from courses.cohorts.actions.distinct import tell_apart
from courses.cohorts.actions.group import add_group, remove_group
from courses.cohorts.actions.invitation import invite_to_cohort
from courses.cohorts.actions.move import move, moving
from courses.cohorts.actions.nomination import (
    ask_to_nominate,
    decline,
    move_up,
    propose,
    select,
    settle_unanswered,
    take_back_asking,
    withdraw_nominee,
)
from courses.cohorts.actions.seat import bring_back, withdraw_person
from courses.cohorts.actions.seat_list import confirm_list, invite_lists, upload_list
from courses.cohorts.actions.session import cancel_session, change_session, note_attendance, plan_session
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import (
    Cohort,
    Enrolment,
    Extension,
    Group,
    Nominee,
    OwnDates,
    SeatList,
    SendingAuthority,
)
from courses.cohorts.planning.moving import Scope
from courses.editions.models import Syllabus
from courses.learning.actions import transfer
from courses.learning.actions.uniting import unite
from tests.cast import NOW, Cast
from tests.courses.cohorts.acts import (
    DONE,
    GONE,
    NOTHING,
    OPEN_AT,
    Scene,
    came_to,
    course_and_syllabus,  # noqa: F401  # a fixture
    lacking,
    public_acts,
)

pytestmark = pytest.mark.django_db

S, E = CohortState, EnrolmentState
STATES = (S.DRAFT, S.ANNOUNCED, S.OPEN, S.RUNNING, S.CLOSED, S.ARCHIVED, S.CANCELLED)

# act → what it comes to in each of STATES, at a time at which the dates would let it happen.
TABLE: dict[str, tuple[object, ...]] = {
    # The cohort itself
    "announce": (S.ANNOUNCED, NOTHING, "not_draft", "not_draft", "not_draft", "not_draft", "not_draft"),
    "cancel": (S.CANCELLED, S.CANCELLED, S.CANCELLED, S.CANCELLED, "ended", "ended", NOTHING),
    "discard_draft": (GONE, "not_draft", "not_draft", "not_draft", "not_draft", "not_draft", "not_draft"),
    "open_enrolment": (NOTHING, S.OPEN, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING),
    "start_cohorts": (NOTHING, S.RUNNING, S.RUNNING, NOTHING, NOTHING, NOTHING, NOTHING),
    "close_cohorts": (NOTHING, NOTHING, NOTHING, S.CLOSED, NOTHING, NOTHING, NOTHING),
    "copy_cohort": (DONE, DONE, DONE, DONE, DONE, DONE, DONE),
    "change_cohort": (DONE, DONE, DONE, DONE, "ended", "ended", "ended"),
    "change_cohort: its first day": (DONE, "fixed", "fixed", "fixed", "ended", "ended", "ended"),
    "change_cohort: an earlier last day": (DONE, "earlier", "earlier", "earlier", "ended", "ended", "ended"),
    "move": (DONE, DONE, DONE, DONE, "ended", "ended", "ended"),
    "add_group": (DONE, DONE, DONE, DONE, "ended", "ended", "ended"),
    "remove_group": (DONE, DONE, DONE, DONE, DONE, DONE, DONE),
    # Who comes in
    "enrol": ("not_open", "not_open", DONE, DONE, "closed", "closed", "cancelled"),
    "apply": ("not_open", "not_open", DONE, DONE, "closed", "closed", "cancelled"),
    "join_waiting_list": ("not_open", "not_open", DONE, DONE, "closed", "closed", "cancelled"),
    "approve": (DONE, DONE, DONE, DONE, "closed", "closed", "cancelled"),
    "refuse": (DONE, DONE, DONE, DONE, "closed", "closed", "cancelled"),
    "withdraw": (DONE, DONE, DONE, DONE, DONE, DONE, DONE),
    "withdraw_person": (DONE, DONE, DONE, DONE, "closed", "closed", "cancelled"),
    "bring_back": (DONE, DONE, DONE, DONE, "closed", "closed", "cancelled"),
    "lapse_offers": (DONE, DONE, DONE, DONE, DONE, DONE, DONE),
    "offer_places": (NOTHING, DONE, DONE, DONE, NOTHING, NOTHING, NOTHING),
    "end_queues": (DONE, DONE, DONE, DONE, NOTHING, NOTHING, NOTHING),
    "invite_to_cohort": ("not_offered", DONE, DONE, DONE, "not_offered", "not_offered", "not_offered"),
    "upload_list": ("not_offered", DONE, DONE, DONE, "not_offered", "not_offered", "not_offered"),
    "confirm_list": ("not_offered", DONE, DONE, DONE, "not_offered", "not_offered", "not_offered"),
    # Where nobody can be invited any more, the list is given up, with the reason.
    "invite_lists": (DONE, DONE, DONE, DONE, DONE, DONE, DONE),
    "transfer: into it": ("not_open", DONE, DONE, DONE, "closed", "closed", "cancelled"),
    "transfer: out of it": (DONE, DONE, DONE, DONE, DONE, DONE, DONE),
    "unite": (DONE, DONE, DONE, DONE, "ended", "ended", "ended"),
    "tell_apart": (DONE, DONE, DONE, DONE, DONE, DONE, DONE),
    # Nominations
    "ask_to_nominate": ("not_offered", DONE, DONE, DONE, "not_offered", "not_offered", "not_offered"),
    "take_back_asking": (DONE, DONE, DONE, DONE, DONE, DONE, DONE),
    "propose": (DONE, DONE, DONE, DONE, "over", "over", "over"),
    "withdraw_nominee": (DONE, DONE, DONE, DONE, "over", "over", "over"),
    "move_up": (DONE, DONE, DONE, DONE, "over", "over", "over"),
    "select": ("not_offered", DONE, DONE, DONE, "not_offered", "not_offered", "not_offered"),
    "decline": (DONE, DONE, DONE, DONE, DONE, DONE, DONE),
    "settle_unanswered": (NOTHING, NOTHING, NOTHING, NOTHING, DONE, DONE, DONE),
    # Teaching
    "release_due": (NOTHING, NOTHING, NOTHING, DONE, NOTHING, NOTHING, NOTHING),
    "release_own": (NOTHING, NOTHING, NOTHING, DONE, NOTHING, NOTHING, NOTHING),
    "grant_leave": (DONE, DONE, DONE, DONE, "ended", "ended", "ended"),
    "extend": (DONE, DONE, DONE, DONE, "ended", "ended", "ended"),
    "take_back": (DONE, DONE, DONE, DONE, "ended", "ended", "ended"),
    "plan_session": (DONE, DONE, DONE, DONE, "ended", "ended", "ended"),
    "change_session": (DONE, DONE, DONE, DONE, "ended", "ended", "ended"),
    "cancel_session": (DONE, DONE, DONE, DONE, "ended", "ended", "ended"),
    "remind_of_sessions": (NOTHING, NOTHING, DONE, DONE, NOTHING, NOTHING, NOTHING),
    "attend": ("no_seat", "no_seat", "no_seat", DONE, "no_seat", "no_seat", "no_seat"),
    # Who was there is noted when there is time for it.
    "note_attendance": (DONE, DONE, DONE, DONE, DONE, DONE, DONE),
}

Act = Callable[[], object]
A_DAY = timedelta(days=1)
IN_MARCH = date(2027, 3, 20)


def changing(**values: object) -> Callable[[Scene], Act]:
    return lambda s: lambda: change_cohort(s.cohort, values=values, releases=None, by=s.by, now=NOW)


def moved(s: Scene) -> Act:
    seen = moving(s.cohort, scope=Scope(7), now=NOW).seen
    return lambda: move(s.cohort, scope=Scope(7), seen=seen, by=s.by, now=NOW)


def a_group(s: Scene) -> Act:
    group = Group.all_objects.create(cohort=s.cohort, name="West", countries=["SN"])
    return lambda: remove_group(group, by=s.by)


def seated(s: Scene, user: User | None = None) -> Enrolment:
    return s.row(user or s.cast.trainee, E.ACTIVE)


def enrolled_at_once(s: Scene) -> Act:
    Cohort.all_objects.filter(pk=s.cohort.pk).update(entry="open")
    return lambda: enrol(s.cohort, user=s.cast.trainee, now=OPEN_AT)


def queued(s: Scene) -> Act:
    Cohort.all_objects.filter(pk=s.cohort.pk).update(entry="open", capacity=1)
    seated(s, s.cast.stranger)
    return lambda: join_waiting_list(s.cohort, user=s.cast.trainee, now=OPEN_AT)


def asking(state: EnrolmentState, act: Callable[[Scene, Enrolment], object]) -> Callable[[Scene], Act]:
    def prepared(s: Scene) -> Act:
        enrolment = s.row(s.cast.trainee, state)
        return lambda: act(s, enrolment)

    return prepared


def came_back(s: Scene) -> Act:
    enrolment = s.row(s.cast.trainee, E.WITHDRAWN)
    enrolment.enrolled_at = NOW
    enrolment.save(update_fields=["enrolled_at"])
    return lambda: bring_back(enrolment, by=s.by, now=OPEN_AT)


def a_list(s: Scene, **values: object) -> SeatList:
    rows = [[2, "new@example.org", "New", "", "", ""]]
    said = {"uploaded_at": NOW, "due_at": NOW, "author": s.by, "file_name": "people.csv"} | values
    return SeatList.objects.create(cohort=s.cohort, rows=rows, **said)


def confirmed(s: Scene) -> Act:
    listed = a_list(s)
    return lambda: confirm_list(listed, by=s.by, now=NOW)


def invited(s: Scene) -> Act:
    a_list(s, confirmed_at=NOW, state=JobState.WAITING)
    return lambda: invite_lists(NOW)


def into(s: Scene) -> Act:
    other = s.make("Other", S.OPEN)
    enrolment = s.row(s.cast.trainee, E.ACTIVE, other)
    return lambda: transfer(enrolment, to=s.cohort, by=s.by, now=NOW)


def out_of(s: Scene) -> Act:
    enrolment, other = seated(s), s.make("Other", S.OPEN)
    return lambda: transfer(enrolment, to=other, by=s.by, now=NOW)


def two(act: Callable[[Scene, Enrolment, Enrolment], object]) -> Callable[[Scene], Act]:
    def prepared(s: Scene) -> Act:
        pair = seated(s), seated(s, s.cast.stranger)
        return lambda: act(s, *pair)

    return prepared


def asked(s: Scene) -> Act:
    said = {"name": "Ministry", "email": "ministry@example.org", "language": "en", "most": 3}
    return lambda: ask_to_nominate(s.cohort, **said, closes_on=IN_MARCH, by=s.by, now=NOW)


def nominated(act: Callable[[Scene, SendingAuthority, Nominee], object]) -> Callable[[Scene], Act]:
    """With two people on the authority's list; `act` is told the second."""

    def prepared(s: Scene) -> Act:
        authority = SendingAuthority.all_objects.create(
            cohort=s.cohort,
            name="Ministry",
            email="ministry@example.org",
            most=3,
            closes_on=IN_MARCH,
            asked_by=s.by,
            asked_at=NOW,
            nominator=s.cast.stranger,
        )
        for place in (1, 2):
            last = Nominee.all_objects.create(
                authority=authority, position=place, email=f"n{place}@example.org", name="N", role="judge"
            )
        return lambda: act(s, authority, last)

    return prepared


def proposed(s: Scene, authority: SendingAuthority, _last: Nominee) -> object:
    said = {"email": "n3@example.org", "name": "N", "country": None, "role": "judge", "note": ""}
    return propose(authority, **said, by=s.cast.stranger, now=NOW)


def opens_for_one(s: Scene) -> Act:
    OwnDates.objects.create(
        enrolment=seated(s), release=s.release, opens_at=s.release.opens_at + A_DAY, moved_at=NOW
    )
    return lambda: release_own(s.release.opens_at + A_DAY)


def away(s: Scene) -> Act:
    enrolment, day = seated(s), s.cohort.starts + A_DAY
    return lambda: grant_leave(enrolment, starts=day, ends=day, reason="Ill", by=s.by, now=NOW)


def given_time(s: Scene) -> Act:
    enrolment, day = seated(s), s.cohort.starts + 10 * A_DAY
    return lambda: extend(enrolment, release=s.release, due_on=day, reason="Ill", by=s.by, now=NOW)


def time_taken_back(s: Scene) -> Act:
    said = {"due_on": s.cohort.starts + 10 * A_DAY, "reason": "Ill", "granted_by": s.by, "granted_at": NOW}
    granted = Extension.all_objects.create(enrolment=seated(s), release=s.release, **said)
    return lambda: take_back(granted, by=s.by, now=NOW)


def reminded(s: Scene) -> Act:
    seated(s)
    return lambda: remind_of_sessions(s.session.starts_at - A_DAY / 2)


def attended(s: Scene) -> Act:
    enrolment, at = seated(s), s.session.starts_at
    return lambda: attend(s.session, enrolment=enrolment, code=s.session.code, now=at)


def noted(s: Scene) -> Act:
    enrolment = seated(s)
    came, nobody = Enrolment.all_objects.filter(pk=enrolment.pk), Enrolment.all_objects.none()
    at = s.session.starts_at
    return lambda: note_attendance(s.session, came=came, stayed_away=nobody, by=s.by, now=at)


# line of the table → what is prepared, and then done.
DO: dict[str, Callable[[Scene], Act]] = {
    "announce": lambda s: lambda: announce(s.cohort, by=s.by, now=NOW),
    "cancel": lambda s: lambda: cancel(s.cohort, by=s.by, now=NOW),
    "discard_draft": lambda s: lambda: discard_draft(s.cohort, by=s.by, now=NOW),
    "open_enrolment": lambda s: lambda: open_enrolment(s.cohort.enrolment_opens_at),
    "start_cohorts": lambda s: lambda: start_cohorts(s.cohort.starts_at),
    "close_cohorts": lambda s: lambda: close_cohorts(s.cohort.ends_at),
    "copy_cohort": lambda s: lambda: copy_cohort(s.cohort, name="Winter", starts=date(2027, 11, 1), by=s.by),
    "change_cohort": changing(name="Early spring"),
    "change_cohort: its first day": changing(starts=date(2027, 4, 6)),
    "change_cohort: an earlier last day": changing(ends=date(2027, 4, 29)),
    "move": moved,
    "add_group": lambda s: (
        lambda: add_group(s.cohort, name="West", countries=["SN"], languages=[], facilitator=None, by=s.by)
    ),
    "remove_group": a_group,
    "enrol": enrolled_at_once,
    "apply": lambda s: lambda: apply(s.cohort, user=s.cast.trainee, answers=["To learn"], now=OPEN_AT),
    "join_waiting_list": queued,
    "approve": asking(E.APPLIED, lambda s, e: approve(e, by=s.by, now=OPEN_AT)),
    "refuse": asking(E.APPLIED, lambda s, e: refuse(e, reason="Others first.", by=s.by, now=OPEN_AT)),
    "withdraw": asking(E.ACTIVE, lambda s, e: withdraw(e, now=OPEN_AT)),
    "withdraw_person": asking(
        E.ACTIVE, lambda s, e: withdraw_person(e, reason="No sign of them.", by=s.by, now=OPEN_AT)
    ),
    "bring_back": came_back,
    "lapse_offers": asking(E.OFFERED, lambda s, e: lapse_offers(OPEN_AT + A_DAY)),
    "offer_places": asking(E.WAITING, lambda s, e: offer_places(OPEN_AT)),
    "end_queues": asking(E.WAITING, lambda s, e: end_queues(s.cohort.starts_at)),
    "invite_to_cohort": lambda s: (
        lambda: invite_to_cohort(s.cohort, emails=["new@example.org"], language="en", by=s.by, now=NOW)
    ),
    "upload_list": lambda s: (
        lambda: upload_list(
            s.cohort, data=b"e-mail\nnew@example.org", file_name="people.csv", by=s.by, now=NOW
        )
    ),
    "confirm_list": confirmed,
    "invite_lists": invited,
    "transfer: into it": into,
    "transfer: out of it": out_of,
    "unite": two(lambda s, one, other: unite(one, other=other, by=s.by, now=NOW)),
    "tell_apart": two(lambda s, one, other: tell_apart((one, other), by=s.by, now=NOW)),
    "ask_to_nominate": asked,
    "take_back_asking": nominated(lambda s, authority, _last: take_back_asking(authority, by=s.by, now=NOW)),
    "propose": nominated(proposed),
    "withdraw_nominee": nominated(lambda s, _a, last: withdraw_nominee(last, by=s.cast.stranger, now=NOW)),
    "move_up": nominated(lambda s, _a, last: move_up(last, by=s.cast.stranger, now=NOW)),
    "select": nominated(lambda s, _a, last: select(last, by=s.by, now=NOW)),
    "decline": nominated(lambda s, _a, last: decline(last, reason="Others first.", by=s.by, now=NOW)),
    "settle_unanswered": nominated(lambda s, _a, _last: settle_unanswered(NOW)),
    "release_due": lambda s: lambda: release_due(s.release.opens_at),
    "release_own": opens_for_one,
    "grant_leave": away,
    "extend": given_time,
    "take_back": time_taken_back,
    "plan_session": lambda s: (
        lambda: plan_session(
            s.cohort, values={"title": "Another", "day_offset": 3, "local_time": time(10)}, by=s.by, now=NOW
        )
    ),
    "change_session": lambda s: lambda: change_session(s.session, values={"title": "X"}, by=s.by, now=NOW),
    "cancel_session": lambda s: lambda: cancel_session(s.session, by=s.by, now=NOW),
    "remind_of_sessions": reminded,
    "attend": attended,
    "note_attendance": noted,
}


def test_every_act_has_a_line_and_every_line_every_state() -> None:
    acts = set(public_acts())
    assert lacking(TABLE, acts, where="test_states_of_cohorts.py") == []
    assert TABLE.keys() == DO.keys()
    assert set(STATES) == set(CohortState)
    assert {len(line) for line in TABLE.values()} == {len(STATES)}


@pytest.mark.parametrize("line", TABLE)
@pytest.mark.parametrize("state", STATES)
def test_every_state_against_every_act(
    cast: Cast,
    course_and_syllabus: tuple[CoursePage, Syllabus],  # noqa: F811  # the fixture
    state: CohortState,
    line: str,
) -> None:
    scene = Scene(cast, *course_and_syllabus, state=state)
    assert came_to(DO[line](scene), scene.cohort) == TABLE[line][STATES.index(state)]
