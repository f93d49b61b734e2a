"""Nomination by a sending authority: asked by letter, people in its own order, selected or not, both see the answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
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
from cms.people.actions import erase_person
from cms.people.models import User
from courses.cohorts.actions import cancel
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
from courses.cohorts.enums import CohortState, EnrolmentState, NomineeState
from courses.cohorts.models import Cohort, Enrolment, Nominee, SendingAuthority
from courses.cohorts.nomination_forms import AskingForm
from courses.cohorts.personal_data import NOMINEES_KEPT, Proposed
from tests.cast import Cast, make_cohort, make_course, make_module, make_person

# Enrolment closes at the end of 31 March 2027; the list is open until the 20th.
NOW = datetime(2027, 3, 10, 9, tzinfo=UTC)
CLOSES = date(2027, 3, 20)
AFTER = datetime(2027, 3, 21, 9, tzinfo=UTC)


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    course = make_course(cast.wacap, "Course", make_module(cast.ejn, "One"))
    return make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN)


@pytest.fixture
def clerk() -> User:
    return make_person("clerk")


@pytest.fixture
def authority(cast: Cast, cohort: Cohort, clerk: User) -> SendingAuthority:
    """Asked, and taken up by the clerk."""
    made = ask(cohort, cast, email=clerk.email)
    accept(Invitation.all_objects.get(gift="nomination"), user=clerk, now=NOW)
    made.refresh_from_db()
    return made


def ask(
    cohort: Cohort,
    cast: Cast,
    *,
    email: str = "ministry@example.org",
    most: int = 3,
    closes_on: date = CLOSES,
) -> SendingAuthority:
    return ask_to_nominate(
        cohort,
        name="Ministry of Justice",
        email=email,
        language="en",
        most=most,
        closes_on=closes_on,
        by=cast.organiser,
        now=NOW,
    )


def put(authority: SendingAuthority, name: str, *, now: datetime = NOW, **said: str) -> Nominee:
    words = {"country": "SN", "role": "prosecutor", "note": "Answers most requests"} | said
    email = f"{name.lower()}@example.org"
    return propose(authority, email=email, name=name, by=authority.nominator, now=now, **words)


def order(authority: SendingAuthority) -> list[str]:
    return [each.name for each in authority.nominees.in_order()]


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
