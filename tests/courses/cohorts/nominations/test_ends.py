"""How asking an authority ends: taken back, in time, without an answer, or with the account of who makes the list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cms.core.errors import Refusal
from cms.invitations.models import Invitation
from cms.notices.models import Notice
from cms.people.actions import erase_person
from cms.people.models import User
from courses.cohorts.actions import cancel
from courses.cohorts.actions.nomination import (
    decline,
    select,
    settle_unanswered,
    take_back_asking,
)
from courses.cohorts.enums import CohortState, NomineeState
from courses.cohorts.models import Cohort, Nominee, SendingAuthority
from courses.cohorts.nomination_forms import AskingForm
from courses.cohorts.personal_data import NOMINEES_KEPT, Proposed
from tests.cast import Cast, make_cohort, make_course, make_person
from tests.courses.cohorts.nominations.asked import NOW, ask, put


@pytest.mark.django_db
def test_asking_is_taken_back_with_its_letter(cast: Cast, cohort: Cohort, clerk: User) -> None:
    made = ask(cohort, cast)
    invitation = Invitation.all_objects.get()
    take_back_asking(made, by=cast.organiser, now=NOW)
    invitation.refresh_from_db()
    assert invitation.taken_back_at == NOW
    assert not SendingAuthority.all_objects.exists()


@pytest.mark.django_db
def test_who_makes_the_list_is_told_that_it_is_taken_back_and_reads_it_there(
    authority: SendingAuthority, cast: Cast, clerk: User, client: Client
) -> None:
    put(authority, "Awa")
    own = reverse("cohorts:nominations", args=[authority.pk])
    take_back_asking(authority, by=cast.organiser, now=NOW)
    assert Notice.objects.get(kind="asked_no_more").recipient == clerk
    client.force_login(clerk)
    gone = client.get(own)
    assert (gone.status_code, "You need no longer propose people" in gone.text) == (410, True)
    client.force_login(cast.trainee)
    assert client.get(own).status_code == 404


@pytest.mark.django_db
def test_the_list_closes_before_enrolment_does(cast: Cast, cohort: Cohort) -> None:
    with pytest.raises(Refusal) as refused:
        ask(cohort, cast, closes_on=cohort.enrolment_closes_on)
    assert refused.value.code == "late"
    assert ask(cohort, cast, closes_on=cohort.enrolment_closes_on - timedelta(days=1)).pk


@pytest.mark.parametrize(
    ("today", "preset"),
    [
        (date(2027, 3, 1), date(2027, 3, 24)),
        (date(2027, 3, 28), date(2027, 3, 28)),
        (date(2027, 3, 31), None),
        (date(2027, 4, 9), None),
    ],
)
def test_a_day_is_preset_on_which_one_can_still_select(today: date, preset: date | None) -> None:
    form = AskingForm(closes=date(2027, 3, 31), today=today)
    assert form.fields["closes_on"].initial == preset


@pytest.mark.django_db
def test_the_same_answer_twice_is_one(authority: SendingAuthority, cast: Cast) -> None:
    nominee = put(authority, "Awa")
    for minute in range(2):
        decline(nominee, reason="Too many.", by=cast.organiser, now=NOW + timedelta(minutes=minute))
    assert Notice.objects.filter(kind="nominee_answered").count() == 1
    decline(nominee, reason="One from each court.", by=cast.organiser, now=NOW + timedelta(minutes=3))
    assert Notice.objects.filter(kind="nominee_answered").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("cancelled", [True, False])
def test_who_has_no_answer_at_the_end_is_not_selected_and_the_authority_told_once(
    authority: SendingAuthority, cast: Cast, cohort: Cohort, clerk: User, client: Client, cancelled: bool
) -> None:
    put(authority, "Awa")
    put(authority, "Musa")
    decline(put(authority, "Binta"), reason="Too many.", by=cast.organiser, now=NOW)
    assert settle_unanswered(NOW) == 0
    now = NOW if cancelled else cohort.enrolment_closes_at
    if cancelled:
        cancel(cohort, by=cast.organiser, now=NOW)
    assert (settle_unanswered(now), settle_unanswered(now)) == (1, 0)
    assert set(authority.nominees.values_list("state", flat=True)) == {NomineeState.NOT_SELECTED}
    told = Notice.objects.get(kind__in=["nominations_ended", "nominations_cancelled"])
    assert (told.recipient, told.kind == "nominations_cancelled") == (clerk, cancelled)
    assert cancelled or told.facts["people"] == ["Awa", "Musa"]
    client.force_login(clerk)
    page = client.get(reverse("cohorts:nominations", args=[authority.pk])).text
    assert page.count("There was no answer before") == 2


@pytest.mark.django_db
def test_a_list_with_somebody_selected_stays(authority: SendingAuthority, cast: Cast) -> None:
    select(put(authority, "Awa"), by=cast.organiser, now=NOW)
    with pytest.raises(Refusal) as refused:
        take_back_asking(authority, by=cast.organiser, now=NOW)
    assert refused.value.code == "selected"


@pytest.mark.django_db
def test_what_is_kept_of_who_was_proposed(authority: SendingAuthority, cohort: Cohort) -> None:
    put(authority, "Awa")
    awa = make_person("awa")
    [row] = Proposed.export(awa)
    assert "Ministry of Justice" in {str(value) for value in row.values()}
    assert Proposed.forget(cohort.ends_at + NOMINEES_KEPT - timedelta(days=1)) == 0
    assert Proposed.forget(cohort.ends_at + NOMINEES_KEPT + timedelta(days=1)) == 1
    put(authority, "Awa")
    Proposed.erase(awa, now=NOW)
    assert not Nominee.all_objects.exists()


@pytest.mark.django_db
def test_who_makes_the_list_is_erased_with_their_address_and_the_host_can_ask_anew(
    authority: SendingAuthority, cast: Cast, cohort: Cohort, clerk: User
) -> None:
    unread = ask(make_cohort(cast.wacap, make_course(cast.wacap, "Two"), "Two", state=CohortState.OPEN), cast)
    SendingAuthority.all_objects.filter(pk=unread.pk).update(email=clerk.email)
    address = clerk.email
    erase_person(clerk, by=clerk, now=NOW)
    authority.refresh_from_db()
    assert authority.nominator is None
    assert not SendingAuthority.all_objects.filter(email__iexact=address).exists()
    assert ask(cohort, cast, email="successor@example.org").pk != authority.pk
    assert ask(cohort, cast, email=address).nominator is None
