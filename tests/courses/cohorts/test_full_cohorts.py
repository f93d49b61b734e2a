"""Invited or admitted where every seat is taken: the waiting list, and what the organiser is told of it."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.errors import Refusal
from cms.core.sweep import sweep
from cms.invitations.actions import accept
from cms.invitations.models import Invitation
from cms.notices.models import Notice
from courses.catalogue.models import CoursePage
from courses.cohorts.actions import apply, approve, enrol, offer_places, withdraw
from courses.cohorts.actions.invitation import invite_to_cohort
from courses.cohorts.actions.seat_list import upload_list
from courses.cohorts.enums import CohortState, EnrolmentState, Entry
from courses.cohorts.models import Cohort, Enrolment
from tests.cast import Cast, make_cohort, make_course, make_module, make_person
from tests.cms.invitations.invited import delivered
from tests.courses.cohorts.test_admission import OPEN_AT

S = EnrolmentState


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))


def a_cohort(cast: Cast, course: CoursePage, **values: object) -> Cohort:
    said = {"capacity": 1, "entry": Entry.INVITATION} | values
    return make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN, **said)


def invite(cohort: Cohort, cast: Cast, *emails: str) -> Invitation:
    invite_to_cohort(cohort, emails=emails, language="en", by=cast.organiser, now=OPEN_AT)
    return Invitation.all_objects.select_related("mailing").get(email=emails[0])


def seat_for(cohort: Cohort, name: str) -> Enrolment:
    return enrol(cohort, user=make_person(name), invited=True, now=OPEN_AT)


def test_who_is_invited_into_a_full_cohort_waits_and_is_offered_what_comes_free(
    cast: Cast, course: CoursePage
) -> None:
    cohort = a_cohort(cast, course)
    holder = seat_for(cohort, "holder")
    new = make_person("new")
    invitation = accept(invite(cohort, cast, new.email), user=new, now=OPEN_AT)
    assert not invitation.is_open
    waiting = Enrolment.all_objects.get(user=new)
    assert (waiting.state, waiting.asked_at) == (S.WAITING, OPEN_AT)
    withdraw(holder, now=OPEN_AT)
    assert offer_places(OPEN_AT) == 1
    assert enrol(cohort, user=new, now=OPEN_AT).state == S.ACTIVE
    told = Notice.objects.filter(recipient=new).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["place_in_queue", "place_free", "seat_taken"]


def test_who_has_applied_and_is_invited_is_let_onto_the_list(cast: Cast, course: CoursePage) -> None:
    cohort = a_cohort(cast, course, entry=Entry.APPROVAL)
    seat_for(cohort, "holder")
    apply(cohort, user=cast.trainee, answers=["To learn"], now=OPEN_AT)
    accept(invite(cohort, cast, cast.trainee.email), user=cast.trainee, now=OPEN_AT)
    assert Enrolment.all_objects.get(user=cast.trainee).state == S.WAITING


def test_where_no_list_is_kept_the_invitation_stays_open(cast: Cast, course: CoursePage) -> None:
    cohort = a_cohort(cast, course, waiting_list=False)
    seat_for(cohort, "holder")
    invitation = invite(cohort, cast, "new@example.org")
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "full"):
        accept(invitation, user=make_person("new"), now=OPEN_AT)
    assert Invitation.all_objects.get().is_open


def test_the_page_says_it_before_and_after(client: Client, cast: Cast, course: CoursePage) -> None:
    cohort = a_cohort(cast, course)
    invitation = delivered(invite(cohort, cast, "new@example.org"), at=OPEN_AT)
    with time_machine.travel(OPEN_AT, tick=False):
        client.force_login(make_person("new"))
        client.get(reverse("invitations:open", args=[invitation.token]))
        address = reverse("invitations:invitation")
        assert "yours when you accept" in client.get(address).text
        seat_for(cohort, "holder")
        before = client.get(address).text
        assert "you are put on the waiting list" in before and "yours when you accept" not in before
        after = client.post(reverse("invitations:accept"), follow=True).text
        assert "You are on the waiting list" in after
        client.get(reverse("invitations:open", args=[invitation.token]))
        again = client.get(address).text
        assert "You are on the waiting list" in again and "yours when you accept" not in again


def pages_for_inviting(cohort: Cohort, cast: Cast) -> list[str]:
    made = upload_list(
        cohort, data=b"e-mail\none@example.org", file_name="people.csv", by=cast.organiser, now=OPEN_AT
    )
    return [
        reverse("cohort:invite", args=[cohort.pk]),
        reverse("seat_list:upload", args=[cohort.pk]),
        reverse("seat_list:one", args=[made.pk]),
        reverse("cohort:nominations", args=[cohort.pk]),
    ]


def test_who_invites_sees_how_many_seats_are_left_and_invitations_open(
    client: Client, cast: Cast, course: CoursePage
) -> None:
    cohort = a_cohort(cast, course, capacity=4)
    seat_for(cohort, "holder")
    invite(cohort, cast, "one@example.org", "two@example.org")
    Invitation.all_objects.filter(email="two@example.org").update(expires_at=OPEN_AT)
    with time_machine.travel(OPEN_AT, tick=False):
        client.force_login(cast.organiser)
        addresses = pages_for_inviting(cohort, cast)
        cost = {}
        for address in addresses:
            page = unescape(client.get(address).text)
            assert "3 of 4 seats left" in page and "1 invitation open" in page
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            cost[address] = len(queries)
        invite(cohort, cast, "three@example.org", "four@example.org")
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert "3 invitations open" in client.get(address).text
            assert len(queries) == cost[address]


def applied(cohort: Cohort, *names: str) -> list[Enrolment]:
    return [apply(cohort, user=make_person(name), answers=["To learn"], now=OPEN_AT) for name in names]


def test_who_is_put_on_the_list_is_not_counted_as_admitted(
    client: Client, cast: Cast, course: CoursePage
) -> None:
    cohort = a_cohort(cast, course, entry=Entry.APPROVAL)
    asking = applied(cohort, "one", "two", "three")
    address = reverse("cohort:applications", args=[cohort.pk])
    with time_machine.travel(OPEN_AT, tick=False):
        client.force_login(cast.organiser)
        page = client.post(address, {"approve": [each.pk for each in asking]}, follow=True).text
        assert "1 person is admitted." in page
        assert "2 people are on the waiting list now: all seats are taken." in page
        [last] = applied(cohort, "four")
        page = client.post(address, {"approve": [last.pk]}, follow=True).text
        assert "1 person is on the waiting list now: all seats are taken." in page
        assert "admitted." not in page


def test_nobody_is_put_on_a_list_that_has_ended(cast: Cast, course: CoursePage) -> None:
    cohort = a_cohort(cast, course, entry=Entry.APPROVAL)
    seat_for(cohort, "holder")
    [enrolment] = applied(cohort, "late")
    now = cohort.starts_at + timedelta(hours=1)
    Cohort.all_objects.update(state=CohortState.RUNNING)
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "full") as refusal:
        approve(enrolment, by=cast.organiser, now=now)
    assert "more seats" in str(refusal.value)
    enrolment.refresh_from_db()
    assert enrolment.state == S.APPLIED
    assert not Notice.objects.filter(kind="place_in_queue").exists()
    Cohort.all_objects.update(capacity=2)
    assert approve(enrolment, by=cast.organiser, now=now).state == S.ACTIVE


def test_a_queue_that_has_ended_keeps_nobody_from_a_seat(cast: Cast, course: CoursePage) -> None:
    cohort = a_cohort(cast, course, entry=Entry.APPROVAL)
    holder = seat_for(cohort, "holder")
    first, late = applied(cohort, "first", "late")
    approve(first, by=cast.organiser, now=OPEN_AT)
    Cohort.all_objects.update(state=CohortState.RUNNING)
    now = cohort.starts_at
    withdraw(holder, now=now)
    assert approve(late, by=cast.organiser, now=now).state == S.ACTIVE
    sweep(now)
    first.refresh_from_db()
    assert first.state == S.REFUSED
