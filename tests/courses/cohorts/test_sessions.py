"""Live sessions: planned, moved, cancelled; reminded of, attended; in the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.errors import NotAllowed, Refusal
from cms.notices.models import Notice
from cms.people.models import User
from courses.cohorts.actions import attend, cancel, remind_of_sessions, withdraw
from courses.cohorts.actions.change import change_cohort
from courses.cohorts.actions.session import cancel_session, change_session, note_attendance, plan_session
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Attendance, Cohort, Enrolment, LiveSession
from tests.cast import make_person
from tests.courses import taught
from tests.courses.learning.feeds import events, fetched
from tests.mailing import deliver_due

pytestmark = pytest.mark.django_db

# Of a cohort in Dakar that starts on 1 March 2027: its tenth day at 10:00.
AT = datetime(2027, 3, 10, 10, tzinfo=UTC)
LONG_BEFORE = AT - timedelta(days=5)
NOBODY = Enrolment.all_objects.none()
VALUES = {
    "title": "The first call",
    "day_offset": 9,
    "local_time": time(10),
    "minutes": 60,
    "place": "Room 3",
}


@pytest.fixture
def central() -> User:
    return make_person("central", central=True)


@pytest.fixture
def cohort() -> Cohort:
    return taught.a_running_cohort()


@pytest.fixture
def session(cohort: Cohort, central: User) -> LiveSession:
    return plan_session(cohort, values=VALUES, by=central, now=LONG_BEFORE)


def told(kind: str) -> list[str]:
    return list(Notice.objects.filter(kind=kind).values_list("recipient__email", flat=True))


def test_it_stands_on_the_clock_of_the_cohort(session: LiveSession) -> None:
    assert (session.starts_at, session.ends_at) == (AT, AT + timedelta(hours=1))


@pytest.mark.parametrize("offset", [-1, 400])
def test_it_lies_within_the_cohort(cohort: Cohort, central: User, offset: int) -> None:
    with pytest.raises(Refusal) as refusal:
        plan_session(cohort, values=VALUES | {"day_offset": offset}, by=central, now=LONG_BEFORE)
    assert refusal.value.code == "outside"


def test_only_organisers_plan(cohort: Cohort, session: LiveSession) -> None:
    stranger = make_person("stranger")
    for act in (
        lambda: plan_session(cohort, values=VALUES, by=stranger, now=LONG_BEFORE),
        lambda: change_session(session, values=VALUES, by=stranger, now=LONG_BEFORE),
        lambda: cancel_session(session, by=stranger, now=LONG_BEFORE),
        lambda: note_attendance(session, came=NOBODY, stayed_away=NOBODY, by=stranger, now=AT),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_each_is_reminded_a_day_and_an_hour_before_once(cohort: Cohort, session: LiveSession) -> None:
    taught.enrolled(cohort, "amina@example.org")
    taught.enrolled(cohort, "gone@example.org", state=EnrolmentState.WITHDRAWN)
    moments = (
        AT - timedelta(days=1, seconds=1),
        AT - timedelta(days=1),
        AT - timedelta(hours=5),
        AT - timedelta(hours=1, seconds=-1),
        AT - timedelta(minutes=30),
        AT,
    )
    assert [remind_of_sessions(moment) for moment in moments] == [0, 1, 0, 1, 0, 0]
    assert told("session_tomorrow") == told("session_soon") == ["amina@example.org"]


def test_after_a_downtime_only_what_is_still_ahead_is_said(cohort: Cohort, session: LiveSession) -> None:
    taught.enrolled(cohort, "amina@example.org")
    assert remind_of_sessions(AT - timedelta(minutes=20)) == 1
    assert (told("session_tomorrow"), told("session_soon")) == ([], ["amina@example.org"])


def test_a_move_is_told_with_both_times_and_reminded_anew(
    cohort: Cohort, session: LiveSession, central: User
) -> None:
    taught.enrolled(cohort, "amina@example.org")
    remind_of_sessions(AT - timedelta(hours=20))
    moved = change_session(session, values={"day_offset": 10}, by=central, now=AT - timedelta(hours=19))
    [notice] = Notice.objects.filter(kind="session_moved")
    assert (notice.facts["before"], notice.facts["at"]) == (
        "2027-03-10T10:00:00+00:00",
        "2027-03-11T10:00:00+00:00",
    )
    change_session(moved, values={"title": "Another title"}, by=central, now=AT - timedelta(hours=18))
    assert len(told("session_moved")) == 1
    assert remind_of_sessions(AT + timedelta(hours=1)) == 1
    assert len(told("session_tomorrow")) == 2


@pytest.mark.parametrize("state", [CohortState.OPEN, CohortState.RUNNING, CohortState.DRAFT])
def test_nothing_is_planned_in_the_past_or_moved_there_but_in_a_draft(
    cohort: Cohort, session: LiveSession, central: User, state: CohortState
) -> None:
    Cohort.all_objects.filter(pk=cohort.pk).update(state=state)
    late = AT - timedelta(days=2)

    def outcome(act: Callable[[], LiveSession]) -> str:
        try:
            act()
        except Refusal as refusal:
            return refusal.code
        return ""

    wanted = "" if state == CohortState.DRAFT else "past"
    past = {"day_offset": 6}
    assert outcome(lambda: plan_session(cohort, values=VALUES | past, by=central, now=late)) == wanted
    assert outcome(lambda: change_session(session, values=past, by=central, now=late)) == wanted
    session.refresh_from_db()
    assert session.starts_at == (AT - timedelta(days=3) if state == CohortState.DRAFT else AT)
    # It can be mended, and called off.
    change_session(session, values={"day_offset": 9}, by=central, now=late)
    cancel_session(session, by=central, now=late)
    assert not told("session_moved")


def test_a_time_that_has_passed_is_said_beside_the_day(
    client: Client, cohort: Cohort, session: LiveSession, central: User
) -> None:
    said = {"title": "The first call", "day": "2027-03-07", "local_time": "10:00", "minutes": "60"}
    with time_machine.travel(AT - timedelta(days=2), tick=False):
        client.force_login(central)
        shown = client.post(reverse("session:edit", args=[session.pk]), said)
    assert list(shown.context["form"].errors) == ["day"]


NEWS = {
    "place": ({"place": "Room 9"}, "New place: Room 9"),
    "no_place": ({"place": ""}, "No place is named any more."),
    "link": ({"link": "https://meet.example.org/1"}, "It has a new link, which stands with your course."),
    "minutes": ({"minutes": 90}, "It now ends on "),
}


@pytest.mark.parametrize("what", NEWS)
def test_what_else_is_new_is_told_and_counted_by_calendars(
    cohort: Cohort, session: LiveSession, central: User, mailoutbox: list, what: str
) -> None:
    enrolment = taught.enrolled(cohort, "amina@example.org", time_zone="Africa/Dakar")
    values, sentence = NEWS[what]
    changed = change_session(session, values=values, by=central, now=LONG_BEFORE)
    change_session(changed, values=values, by=central, now=LONG_BEFORE)
    assert (told("session_changed"), told("session_moved")) == ([enrolment.user.email], [])
    assert (changed.sequence, changed.starts_at) == (1, AT)
    deliver_due(LONG_BEFORE)
    [mail] = mailoutbox
    assert mail.subject == "Changed: The first call"
    assert sentence in mail.body
    assert "begins on Wednesday, 10 March 2027, 10:00, Dakar time" in mail.body


def test_another_title_is_counted_and_not_told(cohort: Cohort, session: LiveSession, central: User) -> None:
    taught.enrolled(cohort, "amina@example.org")
    changed = change_session(session, values={"title": "The call"}, by=central, now=LONG_BEFORE)
    assert (changed.sequence, Notice.objects.count()) == (1, 0)


def test_what_was_not_sent_before_a_cancellation_is_not_sent_after_it(
    cohort: Cohort, session: LiveSession, central: User, mailoutbox: list
) -> None:
    taught.enrolled(cohort, "amina@example.org")
    remind_of_sessions(AT - timedelta(hours=20))
    cancel_session(session, by=central, now=AT - timedelta(hours=19))
    deliver_due(AT - timedelta(hours=19))
    states = dict(Notice.objects.values_list("kind", "state"))
    assert states == {"session_tomorrow": "cancelled", "session_cancelled": "done"}


def test_nothing_is_said_of_the_sessions_of_a_cancelled_cohort(
    cohort: Cohort, session: LiveSession, central: User
) -> None:
    taught.enrolled(cohort, "amina@example.org")
    cancel(cohort, by=central, now=LONG_BEFORE)
    assert remind_of_sessions(AT - timedelta(hours=2)) == 0


def test_the_calendar_follows_a_move_and_a_cancellation(
    cohort: Cohort, session: LiveSession, central: User
) -> None:
    user = taught.enrolled(cohort, "amina@example.org").user
    key = f"session-{session.pk}"
    with time_machine.travel(LONG_BEFORE, tick=False):
        first = events(fetched(user))[key]
        session = change_session(session, values={"local_time": time(11)}, by=central, now=LONG_BEFORE)
        second = events(fetched(user))[key]
        cancel_session(session, by=central, now=LONG_BEFORE)
        third = events(fetched(user))[key]
    assert [first.decoded("dtstart"), second.decoded("dtstart")] == [AT, AT + timedelta(hours=1)]
    assert first.decoded("dtend") - first.decoded("dtstart") == timedelta(hours=1)
    assert first["sequence"] < second["sequence"] < third["sequence"]
    assert third["status"] == "CANCELLED"
    assert str(first["location"]) == "Room 3"


def test_the_code_is_taken_around_the_session_whatever_its_case(cohort: Cohort, session: LiveSession) -> None:
    enrolment = taught.enrolled(cohort, "amina@example.org")
    typed = f" {session.code[:3].lower()} {session.code[3:]}"

    def outcome(code: str, now: datetime) -> str:
        try:
            return attend(session, enrolment=enrolment, code=code, now=now).source
        except Refusal as refusal:
            return refusal.code

    assert outcome(typed, AT - timedelta(minutes=16)) == "not_now"
    assert outcome("ZZZZZZ", AT) == "wrong_code"
    assert outcome(typed, AT - timedelta(minutes=15)) == "code"
    assert outcome(typed, AT + timedelta(minutes=119)) == "code"
    assert outcome(typed, AT + timedelta(hours=2)) == "not_now"
    assert Attendance.objects.count() == 1
    withdraw(enrolment, now=AT)
    enrolment.refresh_from_db()
    assert outcome(typed, AT) == "no_seat"


def test_the_list_notes_who_came_and_leaves_who_said_so_meanwhile(
    cohort: Cohort, session: LiveSession, central: User
) -> None:
    one, other, third = (taught.enrolled(cohort, f"{name}@example.org") for name in ("a", "b", "c"))

    def noted(came: list[Enrolment], stayed_away: list[Enrolment], now: datetime = AT) -> int:
        some = [
            Enrolment.all_objects.filter(pk__in=[each.pk for each in those]) for those in (came, stayed_away)
        ]
        return note_attendance(session, came=some[0], stayed_away=some[1], by=central, now=now)

    attend(session, enrolment=one, code=session.code, now=AT)
    assert noted([one, other], []) == 1
    assert noted([other], []) == 0
    assert dict(Attendance.objects.values_list("enrolment", "source")) == {one.pk: "code", other.pk: "list"}
    attend(session, enrolment=third, code=session.code, now=AT)
    noted([], [other])
    assert set(Attendance.objects.values_list("enrolment", flat=True)) == {one.pk, third.pk}
    with pytest.raises(Refusal) as refusal:
        noted([other], [], AT - timedelta(seconds=1))
    assert refusal.value.code == "not_begun"


def test_who_typed_the_code_while_the_list_was_open_stays_noted(
    client: Client, cohort: Cohort, session: LiveSession, central: User
) -> None:
    early, late, never = (taught.enrolled(cohort, f"{name}@example.org") for name in ("a", "b", "c"))
    attend(session, enrolment=early, code=session.code, now=AT)
    address = reverse("session:attendance", args=[session.pk])
    with time_machine.travel(AT, tick=False):
        client.force_login(central)
        assert f'name="were" value="{early.pk}"' in client.get(address).content.decode()
        attend(session, enrolment=late, code=session.code, now=AT)
        client.post(address, {"were": [early.pk], "present": [never.pk]})
    assert set(Attendance.objects.values_list("enrolment", flat=True)) == {late.pk, never.pk}


def test_a_draft_that_moves_takes_its_sessions_along(central: User, cohort: Cohort) -> None:
    Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.DRAFT)
    cohort.refresh_from_db()
    session = plan_session(cohort, values=VALUES, by=central, now=LONG_BEFORE)
    change_cohort(cohort, values={"starts": date(2027, 3, 8)}, releases=None, by=central, now=LONG_BEFORE)
    session.refresh_from_db()
    assert session.starts_at == AT + timedelta(days=7)


def test_from_the_admin_form_to_the_trainees_page(client: Client, cohort: Cohort, central: User) -> None:
    client.force_login(central)
    address = reverse("session:add", args=[cohort.pk])
    said = {"title": "The first call", "day": "2027-03-10", "local_time": "10:00", "minutes": "60"}
    assert "first and its last" in client.post(address, said | {"day": "2028-01-01"}).content.decode()
    said |= {"link": "https://meet.example.org/1"}
    assert client.post(address, said).status_code == 302
    session = LiveSession.objects.get()
    trainee = taught.enrolled(cohort, "amina@example.org")
    outline = reverse("learning:outline", args=[trainee.pk])
    with time_machine.travel(AT, tick=False):
        client.force_login(trainee.user)
        assert "https://meet.example.org/1" in client.get(outline).content.decode()
        client.post(reverse("cohorts:attend", args=[session.pk]), {"code": session.code})
        assert "You were there" in client.get(outline).content.decode()
        client.force_login(central)
        page = client.get(reverse("session:attendance", args=[session.pk])).content.decode()
        assert "1 of 1 is noted" in page
        assert session.code in page


def test_many_sessions_cost_a_trainee_the_same(client: Client, cohort: Cohort, central: User) -> None:
    trainee = taught.enrolled(cohort, "amina@example.org")
    counts = []
    for day in (5, 6, 7):
        plan_session(cohort, values=VALUES | {"day_offset": day}, by=central, now=LONG_BEFORE)
        with time_machine.travel(LONG_BEFORE, tick=False):
            client.force_login(trainee.user)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse("learning:learn")).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2]
