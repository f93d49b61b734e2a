"""Dates of one person: leave of absence, and more time for a module."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from html import unescape

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.errors import NotAllowed, Refusal
from cms.core.saying import say_date
from cms.notices.models import Notice
from cms.people.enums import AccessKind
from cms.people.models import DataAccess
from courses.cohorts.actions import extend, grant_leave, release_due, take_back
from courses.cohorts.actions.move import move, moving, recompute_dates
from courses.cohorts.calendar import dates_of_cohorts
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Extension, Leave, OwnDates
from courses.cohorts.own_dates import releases_by_enrolment
from courses.cohorts.planning.moving import Scope
from courses.learning.behind import behind
from courses.learning.board import Where, people_of, rows_of
from courses.learning.models import Progress
from courses.learning.people_by_day import people_by_day
from courses.learning.reminders import remind, remind_own
from tests.cast import Cast
from tests.courses.cohorts.own_dates import LAST_MINUTE, due_days, told
from tests.courses.taught import a_running_cohort, enrolled, first_release, required_keys

# The first module of the cohort is due at the end of 22 March, the second at the end of 29 March.
NOW = datetime(2027, 3, 10, 9, tzinfo=UTC)
AFTER_THE_FIRST = datetime(2027, 3, 23, 9, tzinfo=UTC)


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    cohort = a_running_cohort(slug="hosts")
    cohort.network = cast.wacap
    cohort.save()
    release_due(NOW)
    return cohort


@pytest.fixture
def awa(cohort: Cohort) -> Enrolment:
    return enrolled(cohort, "awa@example.org", display_name="Awa")


@pytest.fixture
def musa(cohort: Cohort) -> Enrolment:
    return enrolled(cohort, "musa@example.org", display_name="Musa")


def away(enrolment: Enrolment, cast: Cast, first: date, last: date, *, now: datetime = NOW) -> Leave:
    grant_leave(enrolment, starts=first, ends=last, reason="Court recess at home", by=cast.organiser, now=now)
    return Leave.all_objects.latest("pk")


@pytest.mark.django_db
def test_a_leave_moves_what_is_due_in_it_or_after_it(cast: Cast, awa: Enrolment, musa: Enrolment) -> None:
    away(awa, cast, date(2027, 3, 23), date(2027, 4, 1))
    assert due_days(awa) == [date(2027, 3, 22), date(2027, 4, 8)]
    assert due_days(musa) == [date(2027, 3, 22), date(2027, 3, 29)]
    assert (told(awa, "dates_moved"), told(musa, "dates_moved")) == (1, 0)
    [move] = Notice.objects.get(recipient=awa.user, kind="dates_moved").facts["moves"]
    assert (move["moved"], move["title"]) == ("due", "While you wait")


@pytest.mark.django_db
def test_two_leaves_add_up_and_the_end_of_the_cohort_holds(cast: Cast, awa: Enrolment) -> None:
    away(awa, cast, date(2027, 3, 15), date(2027, 3, 16))
    away(awa, cast, date(2027, 3, 24), date(2027, 3, 24))
    # The first moves to 24 March, which lies in the second leave.
    assert due_days(awa) == [date(2027, 3, 25), date(2027, 4, 1)]
    away(awa, cast, date(2027, 4, 1), date(2027, 12, 31))
    assert due_days(awa) == [date(2027, 3, 25), date(2027, 12, 31)]


@pytest.mark.django_db
def test_more_time_for_one_module(cast: Cast, cohort: Cohort, awa: Enrolment) -> None:
    release = first_release(cohort)
    said = {"release": release, "reason": "No power for a week", "by": cast.organiser}
    extend(awa, due_on=date(2027, 4, 2), **said, now=NOW)
    assert due_days(awa) == [date(2027, 4, 2), date(2027, 3, 29)]
    extend(awa, due_on=date(2027, 4, 9), **said, now=NOW + LAST_MINUTE)
    assert due_days(awa)[0] == date(2027, 4, 9)
    assert Extension.all_objects.count() == 1
    own = OwnDates.objects.get(enrolment=awa)
    assert own.sequence == 2
    # Taken back, the row stays for calendar programs, which go by the sequence.
    take_back(Extension.all_objects.get(), by=cast.organiser, now=NOW + 2 * LAST_MINUTE)
    assert due_days(awa)[0] == date(2027, 3, 22)
    own.refresh_from_db()
    assert (own.sequence, own.due_at) == (3, release.due_at)
    assert told(awa, "dates_moved") == 3


@pytest.mark.django_db
def test_a_leave_moves_a_day_that_was_named_before_it_and_none_that_is_named_after_it(
    cast: Cast, cohort: Cohort, awa: Enrolment
) -> None:
    said = {"release": first_release(cohort), "reason": "No power", "by": cast.organiser}
    extend(awa, due_on=date(2027, 4, 15), **said, now=NOW)
    away(awa, cast, date(2027, 4, 13), date(2027, 4, 17), now=NOW + LAST_MINUTE)
    assert due_days(awa) == [date(2027, 4, 20), date(2027, 3, 29)]
    extend(awa, due_on=date(2027, 4, 21), **said, now=NOW + 2 * LAST_MINUTE)
    assert due_days(awa)[0] == date(2027, 4, 21)


@pytest.mark.django_db
def test_more_time_until_an_hour_of_today_that_has_passed_is_refused(
    cast: Cast, cohort: Cohort, awa: Enrolment
) -> None:
    release = first_release(cohort)
    release.due_local_time = time(12)
    release.save()
    said = {"release": release, "reason": "Ill", "by": cast.organiser}
    at_three = datetime(2027, 3, 25, 15, tzinfo=UTC)
    with pytest.raises(Refusal) as refused:
        extend(awa, due_on=at_three.date(), **said, now=at_three)
    assert refused.value.code == "past"
    extend(awa, due_on=at_three.date(), **said, now=at_three - timedelta(hours=4))


REFUSED_LEAVES = {
    "outside": (date(2027, 2, 1), date(2027, 2, 5), "Away"),
    "no_effect": (date(2027, 4, 5), date(2027, 4, 9), "Away"),
    "no_reason": (date(2027, 3, 20), date(2027, 3, 25), "  "),
    "overlap": (date(2027, 3, 12), date(2027, 3, 13), "Away"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("code", REFUSED_LEAVES)
def test_leaves_that_are_refused(cast: Cast, awa: Enrolment, code: str) -> None:
    if code == "overlap":
        away(awa, cast, date(2027, 3, 13), date(2027, 3, 14))
    starts, ends, reason = REFUSED_LEAVES[code]
    before = Leave.all_objects.count()
    with pytest.raises(Refusal) as refused:
        grant_leave(awa, starts=starts, ends=ends, reason=reason, by=cast.organiser, now=NOW)
    assert (refused.value.code, Leave.all_objects.count()) == (code, before)


REFUSED_EXTENSIONS = {
    "past": date(2027, 3, 9),
    "outside": date(2028, 1, 1),
    "no_effect": date(2027, 3, 22),
    "no_due_date": date(2027, 4, 2),
}


@pytest.mark.django_db
@pytest.mark.parametrize("code", REFUSED_EXTENSIONS)
def test_extensions_that_are_refused(cast: Cast, cohort: Cohort, awa: Enrolment, code: str) -> None:
    release = first_release(cohort)
    if code == "no_due_date":
        release.due_offset = None
        release.save()
    with pytest.raises(Refusal) as refused:
        extend(
            awa, release=release, due_on=REFUSED_EXTENSIONS[code], reason="Ill", by=cast.organiser, now=NOW
        )
    assert (refused.value.code, Extension.all_objects.count()) == (code, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("state", CohortState)
def test_in_every_state_of_a_cohort(cast: Cast, cohort: Cohort, awa: Enrolment, state: CohortState) -> None:
    Cohort.all_objects.filter(pk=cohort.pk).update(state=state)
    over = state in {CohortState.CLOSED, CohortState.ARCHIVED, CohortState.CANCELLED}
    if not over:
        away(awa, cast, date(2027, 3, 20), date(2027, 3, 25))
        return
    with pytest.raises(Refusal) as refused:
        away(awa, cast, date(2027, 3, 20), date(2027, 3, 25))
    assert refused.value.code == "ended"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state", sorted(set(EnrolmentState) - {EnrolmentState.ACTIVE, EnrolmentState.OFFERED})
)
def test_only_who_takes_part_has_dates_of_their_own(cast: Cast, awa: Enrolment, state: str) -> None:
    Enrolment.all_objects.filter(pk=awa.pk).update(state=state)
    with pytest.raises(Refusal) as refused:
        away(awa, cast, date(2027, 3, 20), date(2027, 3, 25))
    assert refused.value.code == "not_active"


@pytest.mark.django_db
def test_only_organisers_of_the_host_grant(cast: Cast, awa: Enrolment) -> None:
    for person in (cast.secretariat, cast.casc_organiser, awa.user):
        with pytest.raises(NotAllowed):
            grant_leave(
                awa, starts=date(2027, 3, 20), ends=date(2027, 3, 25), reason="Mine", by=person, now=NOW
            )


@pytest.mark.django_db
def test_behind_and_reminders_go_by_ones_own_dates(
    cast: Cast, cohort: Cohort, awa: Enrolment, musa: Enrolment
) -> None:
    away(awa, cast, date(2027, 3, 20), date(2027, 3, 25))  # hers is due on 28 March
    assert set(behind(cohort, now=AFTER_THE_FIRST)) == {musa}
    for step in (remind, remind_own):
        step(AFTER_THE_FIRST)
    assert (told(awa, "overdue"), told(musa, "overdue")) == (0, 1)
    her_eve = datetime(2027, 3, 28, 9, tzinfo=UTC)
    assert [remind_own(her_eve), remind_own(her_eve)] == [1, 0]
    assert told(awa, "due_tomorrow") == 1
    for key in required_keys(cohort, first_release(cohort)):
        Progress.all_objects.create(enrolment=awa, step_key=key, opened_at=NOW, completed_at=NOW)
    assert set(behind(cohort, now=datetime(2027, 3, 29, 9, tzinfo=UTC))) == {musa}
    remind_own(datetime(2027, 3, 29, 9, tzinfo=UTC))
    assert told(awa, "overdue") == 0
    # Her second module is due on 4 April, his was on 29 March.
    assert set(behind(cohort, now=datetime(2027, 4, 4, 9, tzinfo=UTC))) == {musa}
    assert set(behind(cohort, now=datetime(2027, 4, 5, 9, tzinfo=UTC))) == {awa, musa}


@pytest.mark.django_db
def test_the_board_goes_by_ones_own_dates(
    cast: Cast, cohort: Cohort, awa: Enrolment, musa: Enrolment
) -> None:
    away(awa, cast, date(2027, 3, 20), date(2027, 3, 25))
    people = list(people_of(cohort).order_by("pk"))
    rows = rows_of(people, cohort=cohort, language="en", now=AFTER_THE_FIRST)
    assert [Where.BEHIND in row.where for row in rows] == [False, True]
    assert people_by_day(cohort, now=AFTER_THE_FIRST)[-1].behind == 1


@pytest.mark.django_db
def test_the_calendar_has_ones_own_dates_and_knows_that_they_moved(cast: Cast, awa: Enrolment) -> None:
    def due() -> list[tuple[datetime, int]]:
        awa.refresh_from_db()
        mine = [e for e in dates_of_cohorts([awa], language="en") if e.key.endswith("-due")]
        return [(entry.starts, entry.sequence) for entry in mine]

    before = due()
    leave = away(awa, cast, date(2027, 3, 20), date(2027, 3, 25))
    after = due()
    assert [at for at, _ in after] == [at + timedelta(days=6) for at, _ in before]
    take_back(leave, by=cast.organiser, now=NOW)
    again = due()
    assert [at for at, _ in again] == [at for at, _ in before]
    for (_, first), (_, second), (_, third) in zip(before, after, again, strict=True):
        assert first < second < third


@pytest.mark.django_db
def test_who_has_dates_of_their_own_is_told_how_those_move(
    cast: Cast, cohort: Cohort, awa: Enrolment, musa: Enrolment
) -> None:
    extend(
        awa,
        release=first_release(cohort),
        due_on=date(2027, 6, 1),
        reason="Ill",
        by=cast.organiser,
        now=NOW,
    )
    Notice.objects.all().delete()
    scope = Scope(7, since=date(2027, 3, 20))
    seen = moving(cohort, scope=scope, now=NOW).seen
    move(cohort, scope=scope, seen=seen, by=cast.organiser, now=NOW)
    assert due_days(awa) == [date(2027, 6, 1), date(2027, 4, 5)]
    assert due_days(musa) == [date(2027, 3, 29), date(2027, 4, 5)]
    moves = Notice.objects.get(recipient=awa.user).facts["moves"]
    assert [(move["moved"], move["title"]) for move in moves] == [("ends", ""), ("due", "While you wait")]
    assert len(Notice.objects.get(recipient=musa.user).facts["moves"]) == 3


@pytest.mark.django_db
def test_ones_own_dates_are_derived_anew_when_a_zone_changes_its_rules(
    cast: Cast, cohort: Cohort, awa: Enrolment, musa: Enrolment
) -> None:
    """What is stored of hers was derived by the old rules: an hour too early. The cohort's own dates are right."""
    away(awa, cast, date(2027, 3, 20), date(2027, 3, 25))
    Notice.objects.all().delete()
    own = OwnDates.objects.filter(enrolment=awa).latest("due_at")
    right = own.due_at
    OwnDates.objects.filter(pk=own.pk).update(due_at=right - timedelta(hours=1))
    for dry_run in (True, False):
        [(found, shifts)] = recompute_dates(NOW, dry_run=dry_run)
        assert (found, [shift.moved for shift in shifts]) == (cohort, ["due"])
        own.refresh_from_db()
        assert own.due_at == (right - timedelta(hours=1) if dry_run else right)
        assert (told(awa, "dates_moved"), told(musa, "dates_moved")) == (0 if dry_run else 1, 0)
    assert recompute_dates(NOW) == []


@pytest.mark.django_db
def test_the_database_keeps_dates_in_order(awa: Enrolment, cohort: Cohort) -> None:
    wrong = OwnDates(enrolment=awa, release=first_release(cohort), opens_at=NOW, due_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()
    backwards = Leave(
        enrolment=awa, starts=date(2027, 3, 2), ends=date(2027, 3, 1), granted_by=awa.user, granted_at=NOW
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        backwards.save()


def page_of(enrolment: Enrolment) -> str:
    return reverse("cohort:dates", args=[enrolment.pk])


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_the_page_grants_and_takes_back(cast: Cast, cohort: Cohort, awa: Enrolment, client: Client) -> None:
    client.force_login(cast.organiser)
    leave = {"leave": "1", "leave-starts": "2027-03-20", "leave-ends": "2027-03-25", "leave-reason": "Ill"}
    said = unescape(client.post(page_of(awa), leave, follow=True).content.decode())
    assert "The dates have moved for this person, who is told." in said
    assert f"Away from {say_date(date(2027, 3, 20))} to {say_date(date(2027, 3, 25))}" in said
    assert "For the cohort: " in said
    assert client.post(page_of(awa), leave).status_code == 200  # it overlaps, and says so
    assert Leave.all_objects.count() == 1
    extension = {
        "extend": "1",
        "extend-release": str(first_release(cohort).pk),
        "extend-due_on": "2027-05-04",
        "extend-reason": "Ill",
    }
    client.post(page_of(awa), extension)
    assert due_days(awa)[0] == date(2027, 5, 4)
    for granted in (
        f"leave:{Leave.all_objects.get().pk}",
        f"extension:{Extension.all_objects.get().pk}",
    ):
        assert client.post(page_of(awa), {"take_back": granted}).status_code == 302
        assert client.post(page_of(awa), {"take_back": granted}).status_code == 404
    assert due_days(awa) == [date(2027, 3, 22), date(2027, 3, 29)]
    seen = DataAccess.objects.filter(actor=cast.organiser, subject=awa.user, kind=AccessKind.VIEW)
    assert seen.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["", "leave:x", "leave:999999999999999999999", "cohort:1"])
def test_nothing_but_what_was_granted_is_taken_back(
    cast: Cast, awa: Enrolment, client: Client, wrong: str
) -> None:
    client.force_login(cast.organiser)
    assert client.post(page_of(awa), {"take_back": wrong}).status_code == 404


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_the_trainee_sees_their_own_dates(cast: Cast, awa: Enrolment, client: Client) -> None:
    awa.user.set_password("correct horse battery")
    awa.user.save()
    client.force_login(awa.user)
    address = reverse("learning:outline", args=[awa.pk])
    assert "Some of these dates are your own" not in client.get(address).content.decode()
    away(awa, cast, date(2027, 3, 20), date(2027, 3, 25))
    assert "Some of these dates are your own" in client.get(address).content.decode()


@pytest.mark.django_db
def test_one_query_however_many_people(cast: Cast, cohort: Cohort, awa: Enrolment, musa: Enrolment) -> None:
    away(awa, cast, date(2027, 3, 20), date(2027, 3, 25))
    people = [awa, musa]
    with CaptureQueriesContext(connection) as queries:
        found = releases_by_enrolment(people)
    assert len(queries) == 1, "nobody here is known to have dates of their own"
    people = list(Enrolment.all_objects.select_related("cohort").filter(pk__in=[awa.pk, musa.pk]))
    with CaptureQueriesContext(connection) as queries:
        found = releases_by_enrolment(people)
    assert len(queries) == 2
    assert [len(found[each.pk]) for each in people] == [2, 2]
    assert releases_by_enrolment([]) == {}
