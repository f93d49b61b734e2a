"""Dates that move while the sweep releases, a cohort cancelled while its notices go out, a list invited while people enrol."""

from __future__ import annotations

import time as clock
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from cms.core.enums import JobState
from cms.core.errors import Refusal
from cms.invitations.models import Invitation
from cms.notices import tasks
from cms.notices.models import Notice
from cms.people.models import User
from courses.cohorts.actions import cancel, enrol, grant_leave, release_due
from courses.cohorts.actions.move import move, moving
from courses.cohorts.actions.seat_list import confirm_list, invite_lists, upload_list
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, LiveSession, OwnDates, Release, SeatList
from courses.cohorts.planning.moving import Scope
from courses.cohorts.session_notices import tell_that_it_is_near
from tests.cast import NOW, make_person
from tests.courses import taught
from tests.courses.cohorts.test_races import an_open_cohort
from tests.races import PATIENCE, ROUNDS, problems, race

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
A_WEEK = Scope(days=7)


def organiser_moves(given: dict[str, Any]) -> str:
    cohort = Cohort.all_objects.get(pk=given["cohort"])
    by = User.objects.get(email="central@example.org")
    release = Release.objects.get(pk=given["release"])
    try:
        move(cohort, scope=A_WEEK, seen=given["seen"], by=by, now=release.opens_at - timedelta(seconds=1))
    except Refusal as refusal:
        return refusal.code
    return "moved"


def sweep_releases(given: dict[str, Any]) -> int:
    return release_due(Release.objects.get(pk=given["release"]).opens_at)


def test_a_module_is_released_or_moved_and_never_both() -> None:
    host = taught.a_running_cohort()
    make_person("central", central=True)
    module = host.releases.order_by("opens_at")[0].module_key

    def before(number: int) -> dict[str, Any]:
        Cohort.all_objects.exclude(pk=host.pk).update(state=CohortState.CLOSED)
        Cohort.all_objects.filter(pk=host.pk).update(state=CohortState.CLOSED)
        cohort = an_open_cohort(host.network, host.course_key, number)
        Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.RUNNING, syllabus=host.syllabus)
        cohort.refresh_from_db()
        taught.enrolled(cohort, "one@example.org")
        release = Release.objects.create(cohort=cohort, module_key=module, day_offset=3, due_offset=10)
        before_it = release.opens_at - timedelta(seconds=1)
        seen = moving(cohort, scope=A_WEEK, now=before_it).seen
        return {"cohort": cohort.pk, "release": release.pk, "seen": seen}

    results = race([organiser_moves, sweep_releases], before=before)

    assert problems(results) == []
    releases = list(Release.objects.exclude(cohort=host).order_by("cohort"))
    for (said, released), release in zip(results, releases, strict=True):
        told = Notice.objects.filter(kind="module_released", subject=f"release:{release.pk}").count()
        moved = Notice.objects.filter(kind="dates_moved", subject=f"cohort:{release.cohort_id}").count()
        if said == "moved":
            # The sweep came first to nothing, or found that the module opens a week later.
            assert (released, release.day_offset, release.released_at, told, moved) == (0, 10, None, 0, 1)
        else:
            assert (said, released, release.day_offset, told, moved) == ("changed", 1, 3, 1, 0)


def organiser_grants(given: dict[str, Any]) -> str:
    enrolment = Enrolment.all_objects.get(pk=given["enrolment"])
    day = given["day"]
    by = User.objects.get(email="central@example.org")
    grant_leave(enrolment, starts=day, ends=day, reason="Ill", by=by, now=given["now"])
    return "granted"


def organiser_moves_all(given: dict[str, Any]) -> str:
    cohort, by = Cohort.all_objects.get(pk=given["cohort"]), User.objects.get(email="central@example.org")
    try:
        move(cohort, scope=A_WEEK, seen=given["seen"], by=by, now=given["now"])
    except Refusal as refusal:
        return refusal.code
    return "moved"


def test_a_leave_and_a_move_end_in_one_plan_whichever_comes_first() -> None:
    host = taught.a_running_cohort()
    make_person("central", central=True)
    module = host.releases.order_by("opens_at")[0].module_key

    def before(number: int) -> dict[str, Any]:
        cohort = an_open_cohort(host.network, host.course_key, number)
        Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.RUNNING, syllabus=host.syllabus)
        cohort.refresh_from_db()
        enrolment = taught.enrolled(cohort, f"one{number}@example.org")
        Release.objects.create(cohort=cohort, module_key=module, day_offset=1, due_offset=6)
        now = cohort.starts_at + timedelta(hours=1)
        seen = moving(cohort, scope=A_WEEK, now=now).seen
        day = cohort.starts + timedelta(days=2)
        return {"cohort": cohort.pk, "enrolment": enrolment.pk, "seen": seen, "now": now, "day": day}

    results = race([organiser_grants, organiser_moves_all], before=before)

    assert problems(results) == []
    assert {granted for granted, _said in results} == {"granted"}
    assert {said for _granted, said in results} == {"moved"}
    for own in OwnDates.objects.select_related("release"):
        assert own.due_at - own.release.due_at == timedelta(days=1)
    assert OwnDates.objects.count() == ROUNDS


def organiser_cancels(given: dict[str, Any]) -> str:
    cohort = Cohort.all_objects.get(pk=given["cohort"])
    clock.sleep(given["pause"])
    return cancel(cohort, by=User.objects.get(email="central@example.org"), now=timezone.now()).state


def notices_go_out(given: dict[str, Any]) -> list[tuple[bool, bool]]:
    """Of each: whether the cohort was cancelled when its delivery began, and whether it was sent.

    The last waits for the cancellation, so that it begins after it in every round.
    """
    rows = Notice.objects.filter(kind="session_soon", facts__cohort=given["name"]).order_by("pk")
    cancelled = Cohort.all_objects.filter(pk=given["cohort"], state=CohortState.CANCELLED)
    pks = list(rows.values_list("pk", flat=True))
    found = []
    for pk in pks:
        patience = clock.monotonic() + PATIENCE
        while pk == pks[-1] and not cancelled.exists():
            assert clock.monotonic() < patience, "it was never cancelled"
            clock.sleep(0.005)
        before = cancelled.exists()
        tasks.deliver(pk)
        found.append((before, rows.get(pk=pk).state == JobState.DONE))
    return found


def test_of_a_cancelled_cohort_nothing_more_goes_out() -> None:
    host = taught.a_running_cohort()
    make_person("central", central=True)
    people = [make_person(f"trainee-{number}").email for number in range(4)]

    def before(number: int) -> dict[str, Any]:
        now = timezone.now()
        cohort = an_open_cohort(host.network, host.course_key, number)
        starts = now.date() - timedelta(days=3)
        values = {"starts": starts, "ends": starts + timedelta(days=30), "state": CohortState.RUNNING}
        for name, value in values.items():
            setattr(cohort, name, value)
        cohort.syllabus = host.syllabus
        cohort.save()
        for email in people:
            taught.enrolled(cohort, email)
        # As a clock shows it: notices keep instants to the second.
        soon = (now + timedelta(minutes=50)).replace(second=0, microsecond=0)
        session = LiveSession(
            cohort=cohort,
            title="Call",
            day_offset=3 + (soon.date() - now.date()).days,
            local_time=soon.time(),
        )
        session.save()
        with transaction.atomic():
            tell_that_it_is_near(session, soon=True, now=now)
        # From the cancellation that comes first of all to one that comes when all but the last are sent.
        return {"cohort": cohort.pk, "name": cohort.name, "pause": number % 5 * 0.02}

    results = race([organiser_cancels, notices_go_out], before=before)

    assert problems(results) == []
    assert {said for said, _told in results} == {CohortState.CANCELLED}
    told = [each for _said, those in results for each in those]
    assert (True, True) not in told, "sent, though its cohort was cancelled when the delivery began"
    assert {(True, False), (False, True)} <= set(told), "both orders come up"
    near = Notice.objects.filter(kind="session_soon")
    assert near.count() == len(told) == ROUNDS * len(people)
    assert near.filter(state=JobState.DONE).count() == sum(sent for _before, sent in told)
    assert set(near.values_list("state", flat=True)) <= {JobState.DONE, JobState.CANCELLED}
    assert Notice.objects.filter(kind="cohort_cancelled").count() == ROUNDS * len(people)


def list_is_invited(given: dict[str, Any]) -> int:
    return invite_lists(NOW)


def people_enrol(given: dict[str, Any]) -> list[str]:
    cohort = Cohort.all_objects.get(pk=given["cohort"])
    answers = []
    for email in given["people"]:
        try:
            answers.append(enrol(cohort, user=User.objects.get(email=email), now=NOW).state)
        except Refusal as refusal:
            answers.append(refusal.code)
    return answers


def test_who_enrols_while_the_list_is_invited_has_one_seat() -> None:
    host = taught.a_running_cohort()
    central = make_person("central", central=True)
    people = [make_person(f"trainee-{number}").email for number in range(6)]
    file = "\n".join(["e-mail", *people, "new@example.org"]).encode()

    def before(number: int) -> dict[str, Any]:
        cohort = an_open_cohort(host.network, host.course_key, number, capacity=4)
        made = upload_list(cohort, data=file, file_name="people.csv", by=central, now=NOW)
        confirm_list(made, by=central, now=NOW)
        return {"cohort": cohort.pk, "people": people}

    results = race([list_is_invited, people_enrol], before=before, rounds=min(ROUNDS, 10))

    assert problems(results) == []
    for _invited, answers in results:
        assert sorted(answers) == ["active"] * 4 + ["full"] * 2
    rounds = Cohort.all_objects.exclude(pk=host.pk).with_seats_taken()
    assert set(rounds.values_list("seats_taken", flat=True)) == {4}
    # Every list came to its end, and who had no seat when it was their turn was invited, once.
    assert set(SeatList.objects.values_list("state", flat=True)) == {JobState.DONE}
    stranger = Invitation.all_objects.filter(email="new@example.org").values_list("subject", flat=True)
    assert len(stranger) == len(set(stranger)) == len(results)
    each = Invitation.all_objects.values_list("email", "subject")
    assert len(each) == len(set(each))
    seated = Enrolment.all_objects.filter(state=EnrolmentState.ACTIVE).exclude(cohort=host)
    assert seated.count() == 4 * len(results)
