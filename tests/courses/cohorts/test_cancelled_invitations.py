"""Who holds a letter for a cohort that is cancelled, or ends: nothing more goes out, and who had one is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from cms.core.enums import JobState
from cms.core.errors import Refusal
from cms.core.sweep import sweep
from cms.invitations import tasks
from cms.invitations.actions import accept, resend
from cms.invitations.enums import InvitationState
from cms.invitations.models import Invitation, Mailing
from cms.notices.models import Notice
from courses.cohorts.actions import cancel, enrol, withdraw
from courses.cohorts.actions.invitation import invite_to_cohort
from courses.cohorts.actions.nomination import ask_to_nominate
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, SendingAuthority
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, make_person
from tests.cms.invitations.invited import delivered
from tests.mailing import deliver_due

DAY = timedelta(days=1)


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    course = make_course(cast.wacap, "Course", make_module(cast.ejn, "One"))
    return make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN)


def seat(cohort: Cohort, cast: Cast, email: str = "new@example.org") -> Invitation:
    invite_to_cohort(cohort, emails=[email], language="en", by=cast.organiser, now=NOW)
    return Invitation.all_objects.select_related("mailing").get(email=email)


def asked(cohort: Cohort, cast: Cast, email: str = "clerk@example.org") -> Invitation:
    ask_to_nominate(
        cohort,
        name="Ministry",
        email=email,
        language="en",
        most=3,
        closes_on=cohort.enrolment_closes_on - DAY,
        by=cast.organiser,
        now=NOW,
    )
    return Invitation.all_objects.select_related("mailing").get(email=email)


def letters_go_out(at=NOW + DAY) -> list[str]:
    mail.outbox.clear()
    with time_machine.travel(at, tick=False):
        for pk in list(Mailing.objects.claimable_at(at).order_by("pk").values_list("pk", flat=True)):
            tasks.deliver(pk)
    return [f"{message.to[0]}: {message.subject}" for message in mail.outbox]


def test_a_letter_that_has_not_gone_out_never_does(cast: Cast, cohort: Cohort) -> None:
    made = [seat(cohort, cast), asked(cohort, cast)]
    cancel(cohort, by=cast.organiser, now=NOW)
    assert letters_go_out() == []
    for invitation in made:
        invitation.refresh_from_db()
        assert invitation.state_at(NOW) == InvitationState.TAKEN_BACK
        assert invitation.taken_back_by == cast.organiser
        assert Mailing.objects.get(invitation=invitation).state == JobState.CANCELLED


def test_one_that_was_written_while_the_cohort_was_cancelled_does_not_go_out(
    cast: Cast, cohort: Cohort
) -> None:
    seat(cohort, cast)
    asked(cohort, cast)
    Cohort.all_objects.update(state=CohortState.CANCELLED)
    assert letters_go_out() == []


def test_who_has_had_the_letter_gets_another_that_it_is_cancelled(cast: Cast, cohort: Cohort) -> None:
    for invitation in (seat(cohort, cast), asked(cohort, cast)):
        delivered(invitation)
    again = delivered(seat(cohort, cast, "again@example.org"))
    resend(again, by=cast.organiser, now=NOW + timedelta(hours=1))
    over = delivered(seat(cohort, cast, "over@example.org"))
    Invitation.all_objects.filter(pk=over.pk).update(expires_at=NOW)
    used = delivered(seat(cohort, cast, "used@example.org"))
    accept(used, user=make_person("used"), now=NOW)
    cancel(cohort, by=cast.organiser, now=NOW + timedelta(hours=2))
    assert letters_go_out() == [
        "new@example.org: WACAP: “Spring” is cancelled",
        "clerk@example.org: WACAP: “Spring” is cancelled",
        "again@example.org: WACAP: “Spring” is cancelled",
    ]
    assert "no seat" in mail.outbox[0].body and "propose" in mail.outbox[1].body
    assert letters_go_out() == []


def test_a_cohort_that_comes_to_its_end_takes_them_back_in_silence(cast: Cast, cohort: Cohort) -> None:
    invitation = delivered(seat(cohort, cast))
    Cohort.all_objects.update(state=CohortState.RUNNING)
    sweep(cohort.ends_at)
    invitation.refresh_from_db()
    assert invitation.state_at(NOW) == InvitationState.TAKEN_BACK
    assert invitation.taken_back_by is None
    assert letters_go_out(cohort.ends_at + DAY) == []


@pytest.mark.parametrize("make", [seat, asked])
def test_the_page_says_that_the_cohort_was_cancelled(
    client: Client, cast: Cast, cohort: Cohort, make
) -> None:
    invitation = delivered(make(cohort, cast))
    with time_machine.travel(NOW, tick=False):
        client.get(reverse("invitations:open", args=[invitation.token]))
        address = reverse("invitations:invitation")
        assert "was cancelled" not in client.get(address).text
        cancel(cohort, by=cast.organiser, now=NOW)
        page = client.get(address).text
        assert "The cohort “Spring” was cancelled" in page
        assert "yours when you accept" not in page and reverse("invitations:sign_up") not in page
        client.force_login(cast.organiser)
        listed = client.get(reverse("invitation:index")).text
        assert "taken back" in listed
    with pytest.raises(Refusal, check=lambda refusal: refusal.code == "over"):
        accept(invitation, user=make_person("new"), now=NOW)


def test_the_list_of_the_admin_reads_well_where_nobody_took_it_back(
    client: Client, cast: Cast, cohort: Cohort
) -> None:
    seat(cohort, cast)
    Cohort.all_objects.update(state=CohortState.RUNNING)
    sweep(cohort.ends_at)
    client.force_login(cast.organiser)
    page = client.get(reverse("invitation:index")).text
    assert "taken back" in page and "by itself on" in page


def test_nominators_are_told_and_their_page_says_so(client: Client, cast: Cast, cohort: Cohort) -> None:
    clerk = make_person("clerk")
    accept(asked(cohort, cast), user=clerk, now=NOW)
    asked(cohort, cast, "nobody-yet@example.org")
    cancel(cohort, by=cast.organiser, now=NOW)
    told = Notice.objects.get(kind="nominations_cancelled")
    assert told.recipient == clerk
    mail.outbox.clear()
    deliver_due(NOW + DAY)
    assert any("Spring" in message.body and "propose" in message.body for message in mail.outbox)
    client.force_login(clerk)
    authority = SendingAuthority.all_objects.get(nominator=clerk)
    page = client.get(reverse("cohorts:nominations", args=[authority.pk])).text
    assert "The cohort was cancelled" in page and "The time to propose people is over" not in page


def test_what_is_told_of_a_seat_is_stale_once_it_is_gone(cast: Cast, cohort: Cohort) -> None:
    now = cohort.enrolment_opens_at
    enrol(cohort, user=cast.trainee, now=now)
    withdraw(enrol(cohort, user=cast.stranger, now=now), now=now)
    deliver_due(now)
    states = dict(Notice.objects.filter(kind="seat_taken").values_list("recipient__email", "state"))
    assert states == {cast.trainee.email: JobState.DONE, cast.stranger.email: JobState.CANCELLED}


def test_of_a_cancelled_cohort_no_seat_is_confirmed(cast: Cast, cohort: Cohort) -> None:
    now = cohort.enrolment_opens_at
    enrol(cohort, user=cast.trainee, now=now)
    cancel(cohort, by=cast.organiser, now=now)
    deliver_due(now + 2 * DAY)
    states = dict(Notice.objects.values_list("kind", "state"))
    assert states["seat_taken"] == JobState.CANCELLED
    assert states["cohort_cancelled"] == JobState.DONE
