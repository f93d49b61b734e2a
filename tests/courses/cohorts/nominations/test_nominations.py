"""Nomination by a sending authority: asked by letter, people in its own order, selected or not, both see the answer."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cms.core.errors import NotAllowed, Refusal
from cms.invitations.actions import accept
from cms.invitations.models import Invitation
from cms.networks.models import Network
from cms.notices.models import Notice
from cms.people.models import User
from courses.cohorts.actions.nomination import (
    decline,
    move_up,
    select,
    take_back_asking,
    withdraw_nominee,
)
from courses.cohorts.enums import CohortState, EnrolmentState, NomineeState
from courses.cohorts.models import Cohort, Enrolment, Nominee, SendingAuthority
from tests.cast import Cast, make_person
from tests.courses.cohorts.nominations.asked import AFTER, NOW, ask, order, put


@pytest.mark.django_db
def test_who_takes_the_letter_up_makes_the_list(authority: SendingAuthority, clerk: User) -> None:
    assert authority.nominator == clerk
    for name in ("Awa", "Musa", "Binta"):
        put(authority, name)
    move_up(authority.nominees.get(name="Binta"), by=clerk, now=NOW)
    assert order(authority) == ["Awa", "Binta", "Musa"]
    move_up(authority.nominees.get(name="Awa"), by=clerk, now=NOW)
    withdraw_nominee(authority.nominees.get(name="Binta"), by=clerk, now=NOW)
    assert order(authority) == ["Awa", "Musa"]


@pytest.mark.django_db
def test_what_the_list_refuses(authority: SendingAuthority, clerk: User, cast: Cast) -> None:
    first = put(authority, "Awa")
    refused = {}
    for code, act in {
        "proposed": lambda: put(authority, "AWA"),
        "over": lambda: put(authority, "Late", now=AFTER),
    }.items():
        with pytest.raises(Refusal) as said:
            act()
        refused[code] = said.value.code
    assert refused == {"proposed": "proposed", "over": "over"}
    for act in (withdraw_nominee, move_up):
        with pytest.raises(Refusal) as said:
            act(first, by=clerk, now=AFTER)
        assert said.value.code == "over"
        with pytest.raises(NotAllowed):
            act(first, by=cast.organiser, now=NOW)
    put(authority, "Musa")
    put(authority, "Binta")
    with pytest.raises(Refusal) as said:
        put(authority, "Fourth")
    assert said.value.code == "many"


@pytest.mark.django_db
def test_who_is_selected_is_invited_and_the_authority_told(
    authority: SendingAuthority, cast: Cast, cohort: Cohort, clerk: User
) -> None:
    nominee = select(put(authority, "Awa"), by=cast.organiser, now=NOW)
    select(nominee, by=cast.organiser, now=NOW)
    invitation = Invitation.all_objects.get(gift="seat")
    assert invitation.email == "awa@example.org"
    assert invitation.terms["person"] == {"name": "Awa", "country": "SN", "role": "prosecutor"}
    told = Notice.objects.get(kind="nominee_answered")
    assert (told.recipient, told.facts["selected"]) == (clerk, True)
    awa = make_person("awa")
    accept(invitation, user=awa, now=NOW)
    assert Enrolment.all_objects.get(user=awa, cohort=cohort).state == EnrolmentState.ACTIVE


@pytest.mark.django_db
def test_the_answer_names_the_host_in_the_readers_language(
    authority: SendingAuthority, cast: Cast, clerk: User
) -> None:
    Network.objects.filter(pk=cast.wacap.pk).update(names={"en": "WACAP", "fr": "Réseau ouest-africain"})
    User.objects.filter(pk=clerk.pk).update(language="fr")
    select(put(authority, "Awa"), by=cast.organiser, now=NOW)
    assert Notice.objects.get(kind="nominee_answered").facts["network"] == "Réseau ouest-africain"


@pytest.mark.django_db
def test_who_is_not_selected_gets_no_letter_and_the_authority_the_reason(
    authority: SendingAuthority, cast: Cast
) -> None:
    nominee = put(authority, "Musa")
    with pytest.raises(Refusal) as refused:
        decline(nominee, reason=" ", by=cast.organiser, now=NOW)
    assert refused.value.code == "no_reason"
    decline(nominee, reason="Two from each court.", by=cast.organiser, now=NOW)
    assert not Invitation.all_objects.filter(gift="seat").exists()
    assert Notice.objects.get(kind="nominee_answered").facts["reason"] == "Two from each court."
    # A mind may change as long as nobody was invited.
    select(nominee, by=cast.organiser, now=NOW + timedelta(minutes=1))
    with pytest.raises(Refusal) as refused:
        decline(nominee, reason="No", by=cast.organiser, now=NOW)
    assert refused.value.code == "selected"


ANSWERED = [
    (NomineeState.PROPOSED, "select", ""),
    (NomineeState.PROPOSED, "decline", ""),
    (NomineeState.PROPOSED, "withdraw", ""),
    (NomineeState.PROPOSED, "up", ""),
    (NomineeState.SELECTED, "select", ""),
    (NomineeState.SELECTED, "decline", "selected"),
    (NomineeState.SELECTED, "withdraw", "answered"),
    (NomineeState.SELECTED, "up", "answered"),
    (NomineeState.NOT_SELECTED, "select", ""),
    (NomineeState.NOT_SELECTED, "decline", ""),
    (NomineeState.NOT_SELECTED, "withdraw", "answered"),
    (NomineeState.NOT_SELECTED, "up", "answered"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "act", "code"), ANSWERED)
def test_every_state_against_every_act(
    authority: SendingAuthority, cast: Cast, clerk: User, state: NomineeState, act: str, code: str
) -> None:
    nominee = put(authority, "Awa")
    at = None if state == NomineeState.PROPOSED else NOW
    Nominee.all_objects.filter(pk=nominee.pk).update(state=state, answered_at=at)
    acts = {
        "select": lambda: select(nominee, by=cast.organiser, now=NOW),
        "decline": lambda: decline(nominee, reason="No", by=cast.organiser, now=NOW),
        "withdraw": lambda: withdraw_nominee(nominee, by=clerk, now=NOW),
        "up": lambda: move_up(nominee, by=clerk, now=NOW),
    }
    if not code:
        acts[act]()
        return
    with pytest.raises(Refusal) as refused:
        acts[act]()
    assert refused.value.code == code


@pytest.mark.django_db
def test_only_organisers_of_the_host_ask_and_answer(
    authority: SendingAuthority, cast: Cast, cohort: Cohort, clerk: User
) -> None:
    nominee = put(authority, "Awa")
    for by in (cast.secretariat, cast.casc_organiser, clerk):
        with pytest.raises(NotAllowed):
            select(nominee, by=by, now=NOW)
        with pytest.raises(NotAllowed):
            decline(nominee, reason="No", by=by, now=NOW)
        with pytest.raises(NotAllowed):
            take_back_asking(authority, by=by, now=NOW)


@pytest.mark.django_db
def test_an_address_is_asked_once_and_not_for_a_draft(cast: Cast, cohort: Cohort) -> None:
    ask(cohort, cast)
    with pytest.raises(Refusal) as refused:
        ask(cohort, cast, email="Ministry@example.org")
    assert refused.value.code == "asked"
    Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.DRAFT)
    with pytest.raises(Refusal) as refused:
        ask(cohort, cast, email="other@example.org")
    assert (refused.value.code, SendingAuthority.all_objects.count()) == ("not_offered", 1)


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_from_the_letter_to_the_seat_in_pages(
    cast: Cast, cohort: Cohort, clerk: User, client: Client
) -> None:
    client.force_login(cast.organiser)
    page = reverse("cohort:nominations", args=[cohort.pk])
    assert page in client.get(reverse("cohort:inspect", args=[cohort.pk])).content.decode()
    asked = {
        "name": "Court of Appeal",
        "email": clerk.email,
        "language": "en",
        "most": "2",
        "closes_on": "2027-03-20",
    }
    past = client.post(page, asked | {"closes_on": "2027-03-09"}).content.decode()
    assert "This day has passed." in past
    assert "The letter is on its way." in client.post(page, asked, follow=True).content.decode()
    authority = SendingAuthority.all_objects.get()
    accept(Invitation.all_objects.get(), user=clerk, now=NOW)
    own = reverse("cohorts:nominations", args=[authority.pk])
    assert client.get(own).status_code == 404

    maker = Client()
    maker.force_login(clerk)
    assert own in maker.get(reverse("learning:learn")).content.decode()
    said = {"name": "Awa Ba", "email": "awa@example.org", "country": "SN", "role": "judge", "note": ""}
    maker.post(own, said)
    assert "You have proposed this address already." in maker.post(own, said).content.decode()
    maker.post(own, said | {"name": "Musa", "email": "musa@example.org"})
    musa, awa = (Nominee.all_objects.get(email=f"{name}@example.org") for name in ("musa", "awa"))
    maker.post(own, {"up": musa.pk})
    assert order(authority) == ["Musa", "Awa Ba"]
    for wrong in ("x", "0", "999999999999999999999"):
        assert maker.post(own, {"remove": wrong}).status_code == 404

    assert "2 people are proposed" in client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Select and invite" in client.get(page).content.decode()
    client.post(page, {"select": awa.pk})
    assert "Say" in client.post(page, {"decline": musa.pk, "reason": ""}).content.decode()
    client.post(page, {"decline": musa.pk, "reason": "Next time, please."})
    assert client.post(page, {"select": "x"}).status_code == 404
    shown = unescape(maker.get(own).content.decode())
    assert "selected and invited" in shown and "Next time, please." in shown
    with time_machine.travel(AFTER, tick=False):
        maker.force_login(clerk)
        assert "The time to propose people is over." in maker.get(own).content.decode()


@pytest.mark.django_db
def test_another_persons_list_is_not_there(authority: SendingAuthority, cast: Cast, client: Client) -> None:
    own = reverse("cohorts:nominations", args=[authority.pk])
    for person in (cast.organiser, cast.trainee, cast.central):
        client.force_login(person)
        assert client.get(own).status_code == 404
        assert client.post(own, {"name": "X", "email": "x@example.org"}).status_code == 404
    assert not authority.nominees.exists()
