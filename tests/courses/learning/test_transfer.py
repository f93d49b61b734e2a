"""Somebody moves to another cohort of the same course, with what they have done."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cms.core.errors import NotAllowed, Refusal
from cms.notices.models import Notice
from courses.cohorts.actions import grant_leave
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.learning.actions import completion_of, transfer
from courses.learning.board import people_of
from courses.learning.models import Note, Progress
from tests.cast import Cast, make_person
from tests.courses.cohorts.own_dates import due_days
from tests.courses.taught import LONG_AGO, a_running_cohort, enrolled, first_release, required_keys

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 25, 9, tzinfo=UTC)
S = EnrolmentState


@pytest.fixture
def cohorts(cast: Cast) -> tuple[Cohort, Cohort]:
    """Two running cohorts of one course and syllabus, both WACAP's."""
    one = a_running_cohort(slug="hosts")
    one.network = cast.wacap
    one.save()
    other = Cohort.all_objects.get(pk=one.pk)
    other.pk, other.name, other._state.adding, other.capacity = None, "Autumn", True, 2
    other.save()
    return one, other


@pytest.fixture
def enrolment(cohorts: tuple[Cohort, Cohort]) -> Enrolment:
    """Has done the two required steps of the first module."""
    one, _other = cohorts
    enrolment = enrolled(one, "mover@example.org", language="fr")
    for key in required_keys(one, first_release(one)):
        Progress.all_objects.create(
            enrolment=enrolment, step_key=key, opened_at=LONG_AGO, completed_at=LONG_AGO
        )
    return enrolment


def test_what_was_done_counts_in_the_new_cohort_and_the_old_rows_stay(
    cast: Cast, cohorts: tuple[Cohort, Cohort], enrolment: Enrolment
) -> None:
    before = completion_of(enrolment)
    new = transfer(enrolment, to=cohorts[1], by=cast.organiser, now=NOW)
    enrolment.refresh_from_db()
    assert (enrolment.state, new.state, new.language) == (S.WITHDRAWN, S.ACTIVE, "fr")
    assert completion_of(new).done == before.done == 2
    assert Progress.all_objects.filter(enrolment=enrolment).count() == 2
    assert list(Notice.objects.values_list("kind", "recipient")) == [("moved_to_cohort", enrolment.user_id)]
    assert Cohort.all_objects.with_seats_taken().get(pk=cohorts[0].pk).seats_taken == 0


def test_there_and_back_keeps_the_better_of_both(
    cast: Cast, cohorts: tuple[Cohort, Cohort], enrolment: Enrolment
) -> None:
    one, other = cohorts
    new = transfer(enrolment, to=other, by=cast.organiser, now=NOW)
    row = Progress.all_objects.filter(enrolment=new).first()
    assert row is not None
    row.score, row.passed = "0.9", True
    row.save()
    # In the old cohort a lower result stands by now.
    Progress.all_objects.filter(enrolment=enrolment, step_key=row.step_key).update(score="0.5", passed=False)
    back = transfer(new, to=one, by=cast.organiser, now=NOW)
    assert back.pk == enrolment.pk
    assert str(Progress.all_objects.get(enrolment=back, step_key=row.step_key).score) == "0.9000"


@pytest.mark.parametrize("state", S)
def test_only_who_takes_part_is_moved(
    cast: Cast, cohorts: tuple[Cohort, Cohort], enrolment: Enrolment, state: EnrolmentState
) -> None:
    answer_by = NOW if state == S.OFFERED else None
    Enrolment.all_objects.filter(pk=enrolment.pk).update(state=state, answer_by=answer_by)
    if state == S.ACTIVE:
        assert transfer(enrolment, to=cohorts[1], by=cast.organiser, now=NOW).state == S.ACTIVE
        return
    with pytest.raises(Refusal) as refused:
        transfer(enrolment, to=cohorts[1], by=cast.organiser, now=NOW)
    assert refused.value.code == "not_active"


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (CohortState.DRAFT, "not_open"),
        (CohortState.ANNOUNCED, None),
        (CohortState.OPEN, None),
        (CohortState.RUNNING, None),
        (CohortState.CLOSED, "closed"),
        (CohortState.ARCHIVED, "closed"),
        (CohortState.CANCELLED, "cancelled"),
    ],
)
def test_into_which_cohorts(
    cast: Cast, cohorts: tuple[Cohort, Cohort], enrolment: Enrolment, state: CohortState, code: str | None
) -> None:
    Cohort.all_objects.filter(pk=cohorts[1].pk).update(state=state)
    if code is None:
        assert transfer(enrolment, to=cohorts[1], by=cast.organiser, now=NOW).state == S.ACTIVE
        return
    with pytest.raises(Refusal) as refused:
        transfer(enrolment, to=cohorts[1], by=cast.organiser, now=NOW)
    assert refused.value.code == code
    enrolment.refresh_from_db()
    assert enrolment.state == S.ACTIVE


def test_seats_and_courses_and_rights_hold(
    cast: Cast, cohorts: tuple[Cohort, Cohort], enrolment: Enrolment
) -> None:
    one, other = cohorts

    def code(**values: object) -> str:
        with pytest.raises(Refusal) as refused:
            transfer(enrolment, **({"to": other, "by": cast.organiser, "now": NOW} | values))
        return refused.value.code

    assert code(to=one) == "same"
    for person in (cast.secretariat, cast.casc_organiser, cast.stranger):
        with pytest.raises(NotAllowed):
            transfer(enrolment, to=other, by=person, now=NOW)
    for number in range(2):
        enrolled(other, f"seated-{number}@example.org")
    assert code() == "full"
    Cohort.all_objects.filter(pk=other.pk).update(capacity=9)
    Enrolment.all_objects.create(
        cohort=other, user=enrolment.user, state=S.ACTIVE, language="en", enrolled_at=LONG_AGO
    )
    assert code() == "already"
    Cohort.all_objects.filter(pk=other.pk).update(course_key=uuid.uuid4())
    assert code() == "other_course"
    Cohort.all_objects.filter(pk=other.pk).update(network=cast.casc, course_key=one.course_key)
    with pytest.raises(NotAllowed):
        transfer(enrolment, to=other, by=cast.organiser, now=NOW)


def test_leave_comes_along_and_moves_what_is_due(
    cast: Cast, cohorts: tuple[Cohort, Cohort], enrolment: Enrolment
) -> None:
    one, other = cohorts
    for cohort in cohorts:
        module = first_release(one).module_key
        Release.objects.get_or_create(
            cohort=cohort, module_key=module, defaults={"local_time": time(9), "due_offset": 40}
        )
    grant_leave(
        enrolment,
        starts=date(2027, 3, 26),
        ends=date(2027, 4, 2),
        reason="Sits",
        by=cast.organiser,
        now=NOW,
    )
    new = transfer(enrolment, to=other, by=cast.organiser, now=NOW)
    [leave] = new.leaves.all()
    assert (leave.starts, leave.ends, leave.reason) == (date(2027, 3, 26), date(2027, 4, 2), "Sits")
    assert due_days(new) == [other.starts + timedelta(days=48)]
    back = transfer(new, to=one, by=cast.organiser, now=NOW)
    assert back.leaves.count() == 1


def test_their_notes_come_along(cast: Cast, cohorts: tuple[Cohort, Cohort], enrolment: Enrolment) -> None:
    keys = {"step_key": uuid.uuid4(), "block_key": uuid.uuid4()}
    note(enrolment, "Ask the registry.", **keys)
    note(enrolment, "Only here.")
    there = Enrolment.all_objects.create(
        cohort=cohorts[1], user=enrolment.user, state=S.WITHDRAWN, language="en", enrolled_at=LONG_AGO
    )
    note(there, "Written before.", **keys)
    transfer(enrolment, to=cohorts[1], by=cast.organiser, now=NOW)
    assert not enrolment.notes.exists()
    assert set(there.notes.values_list("text", flat=True)) == {
        "Only here.",
        "Written before.\n\nAsk the registry.",
    }


def note(enrolment: Enrolment, text: str, **keys: uuid.UUID) -> Note:
    where = {"step_key": uuid.uuid4(), "block_key": uuid.uuid4()} | keys
    words = {"language": "en", "step_title": "One", "created_at": NOW, "changed_at": NOW}
    return Note.all_objects.create(enrolment=enrolment, text=text, **where, **words)


def test_both_timelines_say_where_they_went(
    client: Client, cast: Cast, cohorts: tuple[Cohort, Cohort], enrolment: Enrolment
) -> None:
    new = transfer(enrolment, to=cohorts[1], by=cast.organiser, now=NOW)
    pages = [reverse("board:timeline", args=[each.pk]) for each in (enrolment, new)]
    with time_machine.travel(NOW, tick=False):
        client.force_login(cast.organiser)
        old_page, new_page = (client.get(page).text for page in pages)
        assert "Moved to “Autumn”" in old_page
        assert pages[1] in old_page
        assert f"Came from “{cohorts[0].name}”" in new_page
        assert pages[0] in new_page
        Cohort.all_objects.filter(pk=cohorts[1].pk).update(network=cast.casc)
        page = client.get(pages[0]).text
        assert "Moved to “Autumn”" in page
        assert pages[1] not in page


def test_moving_by_hand(
    client: Client, cast: Cast, cohorts: tuple[Cohort, Cohort], enrolment: Enrolment
) -> None:
    page = reverse("board:transfer", args=[enrolment.pk])
    with time_machine.travel(NOW, tick=False):
        client.force_login(cast.organiser)
        assert page in client.get(reverse("board:timeline", args=[enrolment.pk])).text
        assert "Autumn" in client.get(page).text
        assert "What does not come along" in client.get(page).text
        assert "This field is required" in client.post(page, {}).text
        moved = client.post(page, {"to": cohorts[1].pk})
        new = Enrolment.all_objects.get(cohort=cohorts[1])
        assert moved.url == reverse("board:timeline", args=[new.pk])
        # A second click finds somebody who is there already.
        assert "Only who takes part now" in client.post(page, {"to": cohorts[1].pk}).text
        client.force_login(cast.secretariat)
        assert client.get(page).status_code in {302, 403}
        client.force_login(make_person("nobody"))
        assert client.get(page).status_code in {302, 403, 404}


def test_the_board_says_where_who_left_was_moved_to(
    cast: Cast, client: Client, cohorts: tuple[Cohort, Cohort], enrolment: Enrolment
) -> None:
    left = enrolled(cohorts[0], "left@example.org", state=S.WITHDRAWN)
    transfer(enrolment, to=cohorts[1], by=cast.organiser, now=NOW)
    people = {each.pk: each.went_to for each in people_of(cohorts[0])}
    assert people == {enrolment.pk: cohorts[1].name, left.pk: ""}
    client.force_login(cast.organiser)
    page = client.get(reverse("board:cohort", args=[cohorts[0].pk])).content.decode()
    assert f"moved to “{cohorts[1].name}”" in page
