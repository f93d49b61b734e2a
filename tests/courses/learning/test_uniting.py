"""Accounts that are likely one person's: offered, told apart or made one, never by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms.core.errors import NotAllowed, Refusal
from cms.notices.models import Notice
from courses.cohorts.actions import extend, grant_leave
from courses.cohorts.actions.distinct import tell_apart
from courses.cohorts.enums import AttendanceSource, CohortState, EnrolmentState
from courses.cohorts.likeness import mailbox_of, pairs_alike
from courses.cohorts.models import Attendance, Cohort, DistinctPeople, Enrolment, LiveSession
from courses.learning.actions.uniting import unite
from courses.learning.models import Progress
from tests.cast import Cast
from tests.courses.cohorts.own_dates import due_days
from tests.courses.taught import a_running_cohort, enrolled, first_release, required_keys

NOW = datetime(2027, 3, 10, 9, tzinfo=UTC)
WITHOUT_PLUS = st.text("abc.-", min_size=1, max_size=8)


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    cohort = a_running_cohort(slug="hosts")
    cohort.network = cast.wacap
    cohort.save()
    return cohort


@pytest.fixture
def pair(cohort: Cohort) -> tuple[Enrolment, Enrolment]:
    return enrolled(cohort, "awa@example.org"), enrolled(cohort, "awa+course@example.org")


def did(enrolment: Enrolment, *places: int) -> None:
    keys = required_keys(enrolment.cohort, first_release(enrolment.cohort))
    for place in places:
        Progress.all_objects.create(
            enrolment=enrolment, step_key=keys[place], opened_at=NOW, completed_at=NOW
        )


@given(name=WITHOUT_PLUS, one=st.text("abc+", max_size=4), other=st.text("ABC+", max_size=4))
def test_case_and_what_follows_a_plus_tell_nobody_apart(name: str, one: str, other: str) -> None:
    assert mailbox_of(f"{name}+{one}@Example.org") == mailbox_of(f" {name.upper()}+{other}@example.ORG")
    assert mailbox_of(f"{name}@example.org") != mailbox_of(f"{name}@example.com")


@pytest.mark.django_db
def test_pairs_are_offered_until_they_are_told_apart(
    cast: Cast, cohort: Cohort, pair: tuple[Enrolment, Enrolment]
) -> None:
    enrolled(cohort, "musa@example.org")
    assert pairs_alike(cohort) == [pair]
    other = a_running_cohort(slug="elsewhere")
    enrolled(other, "awa+elsewhere@example.org")
    assert pairs_alike(other) == []
    tell_apart((pair[1], pair[0]), by=cast.organiser, now=NOW)
    tell_apart(pair, by=cast.organiser, now=NOW)
    assert (pairs_alike(cohort), DistinctPeople.all_objects.count()) == ([], 1)
    with pytest.raises(NotAllowed):
        tell_apart(pair, by=cast.secretariat, now=NOW)


@pytest.mark.django_db
def test_who_has_left_is_no_pair(cohort: Cohort, pair: tuple[Enrolment, Enrolment]) -> None:
    Enrolment.all_objects.filter(pk=pair[1].pk).update(state=EnrolmentState.WITHDRAWN)
    assert pairs_alike(cohort) == []


@pytest.mark.django_db
def test_one_goes_on_with_the_best_of_both(cast: Cast, pair: tuple[Enrolment, Enrolment]) -> None:
    keep, other = pair
    did(keep, 0)
    did(other, 1)
    unite(keep, other=other, by=cast.organiser, now=NOW)
    other.refresh_from_db()
    assert other.state == EnrolmentState.WITHDRAWN
    assert Progress.all_objects.filter(enrolment=keep).count() == 2
    assert Progress.all_objects.filter(enrolment=other).count() == 1, "what was given up stays"
    told = Notice.objects.get(kind="seats_united")
    assert (told.recipient, told.facts["email"]) == (other.user, "awa@example.org")


@pytest.mark.django_db
def test_what_was_attended_counts_once(cast: Cast, pair: tuple[Enrolment, Enrolment]) -> None:
    keep, other = pair
    sessions = [
        LiveSession.objects.create(cohort=keep.cohort, title=f"Call {day}", day_offset=day) for day in (1, 2)
    ]
    for enrolment, attended in ((keep, sessions[:1]), (other, sessions)):
        for session in attended:
            Attendance.objects.create(
                session=session, enrolment=enrolment, source=AttendanceSource.CODE, at=NOW
            )
    unite(keep, other=other, by=cast.organiser, now=NOW)
    assert (keep.attendances.count(), other.attendances.count()) == (2, 2)


@pytest.mark.django_db
def test_what_was_granted_to_the_one_given_up_comes_along(
    cast: Cast, pair: tuple[Enrolment, Enrolment]
) -> None:
    keep, other = pair
    release = first_release(keep.cohort)
    days = {"starts": date(2027, 3, 11), "ends": date(2027, 3, 12)}
    grant_leave(other, reason="Sits", by=cast.organiser, now=NOW, **days)
    later = due_days(other)[0] + timedelta(days=5)
    extend(other, release=release, due_on=later, reason="Ill", by=cast.organiser, now=NOW)
    unite(keep, other=other, by=cast.organiser, now=NOW)
    assert due_days(keep) == due_days(other)
    assert (keep.leaves.count(), keep.extensions.get().due_on) == (1, later)


@pytest.mark.django_db
def test_both_timelines_say_it(cast: Cast, pair: tuple[Enrolment, Enrolment], client: Client) -> None:
    keep, other = pair
    unite(keep, other=other, by=cast.organiser, now=NOW)
    with time_machine.travel(NOW, tick=False):
        client.force_login(cast.organiser)
        kept, given_up = (client.get(reverse("board:timeline", args=[each.pk])).text for each in pair)
    assert "Another account of theirs became part of this one: awa+course@example.org" in unescape(kept)
    assert "Goes on with another account: awa@example.org" in unescape(given_up)


KEEPS = {
    (EnrolmentState.ACTIVE, EnrolmentState.ACTIVE): "",
    (EnrolmentState.ACTIVE, EnrolmentState.APPLIED): "",
    (EnrolmentState.ACTIVE, EnrolmentState.WAITING): "",
    (EnrolmentState.COMPLETED, EnrolmentState.ACTIVE): "",
    (EnrolmentState.ACTIVE, EnrolmentState.COMPLETED): "completed",
    (EnrolmentState.ACTIVE, EnrolmentState.WITHDRAWN): "gone",
    (EnrolmentState.APPLIED, EnrolmentState.WAITING): "",
    (EnrolmentState.WAITING, EnrolmentState.APPLIED): "",
    (EnrolmentState.APPLIED, EnrolmentState.APPLIED): "",
    (EnrolmentState.APPLIED, EnrolmentState.ACTIVE): "not_active",
    (EnrolmentState.WITHDRAWN, EnrolmentState.ACTIVE): "not_active",
}


@pytest.mark.django_db
@pytest.mark.parametrize("states", KEEPS)
def test_by_the_states_of_both(
    cast: Cast, pair: tuple[Enrolment, Enrolment], states: tuple[EnrolmentState, EnrolmentState]
) -> None:
    keep, other = pair
    for enrolment, state in zip(pair, states, strict=True):
        Enrolment.all_objects.filter(pk=enrolment.pk).update(state=state)
    code = KEEPS[states]
    if not code:
        unite(keep, other=other, by=cast.organiser, now=NOW)
        return
    with pytest.raises(Refusal) as refused:
        unite(keep, other=other, by=cast.organiser, now=NOW)
    assert refused.value.code == code
    assert not Notice.objects.filter(kind="seats_united").exists()


@pytest.mark.django_db
def test_nothing_across_cohorts_nor_after_the_end_nor_by_others(
    cast: Cast, cohort: Cohort, pair: tuple[Enrolment, Enrolment]
) -> None:
    elsewhere = enrolled(a_running_cohort(slug="elsewhere"), "awa+2@example.org")
    for other in (elsewhere, pair[0]):
        with pytest.raises(Refusal) as refused:
            unite(pair[0], other=other, by=cast.organiser, now=NOW)
        assert refused.value.code == "same"
    with pytest.raises(NotAllowed):
        unite(pair[0], other=pair[1], by=cast.casc_organiser, now=NOW)
    Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.CLOSED)
    with pytest.raises(Refusal) as refused:
        unite(pair[0], other=pair[1], by=cast.organiser, now=NOW)
    assert refused.value.code == "ended"


@pytest.mark.django_db
def test_the_database_keeps_pairs_once_and_in_order(
    cohort: Cohort, pair: tuple[Enrolment, Enrolment]
) -> None:
    one, other = pair[0].user, pair[1].user
    with pytest.raises(IntegrityError), transaction.atomic():
        DistinctPeople.all_objects.create(cohort=cohort, one=other, other=one, said_by=one, said_at=NOW)


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_the_board_leads_to_the_pair(
    cast: Cast, cohort: Cohort, pair: tuple[Enrolment, Enrolment], client: Client
) -> None:
    client.force_login(cast.organiser)
    address = reverse("board:alike", args=[cohort.pk])
    board = unescape(client.get(reverse("board:cohort", args=[cohort.pk])).content.decode())
    assert "1 pair of accounts is likely one person’s." in board and address in board
    page = client.get(address).content.decode()
    assert "awa+course@example.org" in page and f'value="{pair[1].pk}-{pair[0].pk}"' in page
    for wrong in ("", "1-2-3", f"{pair[0].pk}-{pair[0].pk}"):
        assert client.post(address, {"keep": wrong}).status_code == 404
        assert client.post(address, {"apart": wrong}).status_code == 404
    client.post(address, {"keep": f"{pair[1].pk}-{pair[0].pk}"})
    pair[0].refresh_from_db()
    assert pair[0].state == EnrolmentState.WITHDRAWN
    assert "No two accounts" in client.get(address).content.decode()


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_two_people_stay_two(
    cast: Cast, cohort: Cohort, pair: tuple[Enrolment, Enrolment], client: Client
) -> None:
    client.force_login(cast.organiser)
    address = reverse("board:alike", args=[cohort.pk])
    client.post(address, {"apart": f"{pair[0].pk}-{pair[1].pk}"})
    assert pairs_alike(cohort) == []
    assert Enrolment.all_objects.filter(state=EnrolmentState.ACTIVE).count() == 2


@pytest.mark.django_db
def test_the_queries_do_not_grow(cohort: Cohort, pair: tuple[Enrolment, Enrolment]) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            pairs_alike(cohort)
        return len(queries)

    one = cost()
    for number in range(3):
        enrolled(cohort, f"musa+{number}@example.org")
    assert cost() == one == 3
