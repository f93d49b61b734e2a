"""The life of an invitation, giving roles by address, handing over, vouching."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction

from cms.core.enums import JobState
from cms.core.errors import NotAllowed, Refusal
from cms.invitations.actions import (
    accept,
    forget_unanswered,
    give_roles,
    hand_over,
    resend,
    take_back,
    vouch,
)
from cms.invitations.enums import InvitationState
from cms.invitations.models import Invitation, Mailing, Vouching
from cms.invitations.tokens import hash_of
from cms.networks.actions import grant_role, withdraw_role
from cms.networks.enums import Role
from cms.networks.models import Membership, Network
from cms.notices.models import Notice
from cms.people.models import User
from tests.cast import NOW, Cast, make_person
from tests.cms.invitations.invited import ADDRESS, DAY, delivered, invited

FORTNIGHT = 14 * DAY


def roles(user: User, network: Network) -> set[str]:
    return set(Membership.objects.filter(user=user, network=network).values_list("role", flat=True))


def refused(code: str):
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


@pytest.fixture
def invitation(cast: Cast) -> Invitation:
    return invited(cast.ejn, Role.AUTHOR, Role.MEMBER, by=cast.manager)


@pytest.fixture
def newcomer() -> User:
    return make_person("newcomer")


# Giving a role by e-mail address


def test_who_has_confirmed_the_address_has_the_role_at_once_and_is_told(cast: Cast) -> None:
    given = give_roles(
        cast.ejn,
        email=" Trainee@Example.org",
        roles=[Role.AUTHOR, Role.MEMBER],
        language="en",
        by=cast.manager,
        now=NOW,
    )
    assert given == cast.trainee
    assert roles(cast.trainee, cast.ejn) == {"author", "member"}
    assert not Invitation.all_objects.exists()
    [notice] = Notice.objects.filter(recipient=cast.trainee)
    assert (notice.kind, notice.facts) == ("roles_given", {"network": "EJN", "roles": ["author", "member"]})
    later = NOW + DAY
    give_roles(cast.ejn, email=given.email, roles=[Role.AUTHOR], language="en", by=cast.manager, now=later)
    assert Notice.objects.filter(recipient=cast.trainee).count() == 1


def test_an_account_that_never_confirmed_the_address_counts_as_none(cast: Cast) -> None:
    squatter = User.objects.create_user(ADDRESS, "correct horse battery")
    EmailAddress.objects.create(user=squatter, email=ADDRESS, verified=False, primary=True)
    invitation = invited(cast.ejn, by=cast.manager)
    assert roles(squatter, cast.ejn) == set()
    assert invitation.state_at(NOW) == InvitationState.WAITING


def test_anybody_else_is_invited_and_again_is_the_same_as_once(cast: Cast, invitation: Invitation) -> None:
    again = invited(cast.ejn, Role.MEMBER, Role.AUTHOR, by=cast.manager, email=ADDRESS.upper())
    assert again == invitation
    assert (invitation.email, invitation.terms) == (ADDRESS, {"roles": ["author", "member"]})
    assert invitation.expires_at == NOW + FORTNIGHT
    assert Mailing.objects.count() == 1
    other = invited(cast.ejn, Role.REVIEWER, by=cast.manager)
    assert other != invitation


def test_only_its_managers_give_roles(cast: Cast) -> None:
    for by in (cast.author, cast.organiser, cast.two_roles, cast.trainee):
        with pytest.raises(NotAllowed):
            invited(cast.ejn, by=by)
        with pytest.raises(NotAllowed):
            give_roles(cast.ejn, email=by.email, roles=[Role.MANAGER], language="en", by=by, now=NOW)
        with pytest.raises(NotAllowed):
            hand_over(
                cast.ejn, from_user=cast.manager, to=by, roles=[Role.MANAGER], language="en", by=by, now=NOW
            )
    with pytest.raises(NotAllowed):
        invited(cast.wacap, by=cast.manager)
    assert not Invitation.all_objects.exists()


def test_nobody_invites_without_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.invitations.actions.invitation.MOST_A_DAY", 2)
    invited(cast.ejn, by=cast.manager, email="one@example.org")
    invited(cast.ejn, by=cast.manager, email="two@example.org")
    with refused("too_many"):
        invited(cast.ejn, by=cast.manager, email="three@example.org")
    invited(cast.ejn, by=cast.manager, email="three@example.org", now=NOW + DAY)


# The secret


def test_only_the_hash_of_the_link_is_stored(cast: Cast, invitation: Invitation, settings) -> None:
    token = invitation.token
    assert len(token) == 43
    row = {field.attname: getattr(invitation, field.attname) for field in Invitation._meta.fields}
    assert token not in str(row)
    assert row["token_hash"] == hash_of(token)
    settings.SECRET_KEY = "another key of the site, which makes another link"
    assert Invitation.all_objects.get(pk=invitation.pk).token != token


def test_the_letter_brings_the_link_and_says_until_when(cast: Cast, invitation: Invitation) -> None:
    sent = delivered(invitation)
    [message] = mail.outbox
    assert (message.to, message.subject) == ([ADDRESS], "EJN: a role for you (author and member)")
    assert f"http://testserver/invitations/{invitation.token}/" in message.body
    assert "Manager offers you a role in EJN" in message.body
    assert "15 March 2027" in message.body
    assert "/account/" not in message.body
    assert sent.mailing.state == JobState.DONE


def test_a_letter_under_another_key_of_the_site_still_opens(
    cast: Cast, invitation: Invitation, settings
) -> None:
    settings.SECRET_KEY = "another key of the site, which makes another link"
    sent = delivered(invitation)
    assert sent.token_hash == hash_of(sent.token)
    assert sent.token in mail.outbox[0].body


# Accepting


def test_it_is_used_once(cast: Cast, invitation: Invitation, newcomer: User) -> None:
    used = accept(invitation, user=newcomer, now=NOW)
    assert roles(newcomer, cast.ejn) == {"author", "member"}
    assert (used.accepted_by, used.accepted_at, used.state_at(NOW)) == (newcomer, NOW, InvitationState.USED)
    assert accept(invitation, user=newcomer, now=NOW + DAY).accepted_at == NOW
    with refused("used"):
        accept(invitation, user=cast.trainee, now=NOW)
    assert roles(cast.trainee, cast.ejn) == set()


def test_it_expires_at_its_very_second(cast: Cast, invitation: Invitation, newcomer: User) -> None:
    assert invitation.state_at(NOW + FORTNIGHT - timedelta(seconds=1)) == InvitationState.WAITING
    with refused("expired"):
        accept(invitation, user=newcomer, now=NOW + FORTNIGHT)
    accept(invitation, user=newcomer, now=NOW + FORTNIGHT - timedelta(seconds=1))
    assert roles(newcomer, cast.ejn) == {"author", "member"}


def test_it_gives_nothing_once_its_giver_may_not(cast: Cast, invitation: Invitation, newcomer: User) -> None:
    withdraw_role(cast.ejn, user=cast.manager, role=Role.MANAGER, by=cast.central, now=NOW)
    assert not Invitation.all_objects.with_standing().get().inviter_stands
    Invitation.all_objects.update(invited_by=cast.central)
    assert Invitation.all_objects.with_standing().get().inviter_stands
    User.objects.filter(pk=cast.central.pk).update(is_active=False)
    assert not Invitation.all_objects.with_standing().get().inviter_stands
    User.objects.filter(pk=cast.central.pk).update(is_active=True)
    Invitation.all_objects.update(invited_by=cast.manager)
    with refused("inviter_gone"):
        accept(invitation, user=newcomer, now=NOW)
    assert roles(newcomer, cast.ejn) == set()
    assert Invitation.all_objects.get().is_open
    delivered(invitation)
    resend(invitation, by=cast.central, now=NOW + DAY)
    assert Invitation.all_objects.with_standing().get().inviter_stands
    accept(invitation, user=newcomer, now=NOW + DAY)
    assert roles(newcomer, cast.ejn) == {"author", "member"}


# Sending again, taking back, forgetting


def test_sent_again_it_is_the_same_link_valid_anew_in_another_letter(
    cast: Cast, invitation: Invitation
) -> None:
    token = delivered(invitation).token
    later = NOW + FORTNIGHT + DAY
    again = resend(invitation, by=cast.central, now=later)
    assert (again.expires_at, again.invited_by) == (later + FORTNIGHT, cast.central)
    sent = delivered(again, at=later)
    assert sent.token == token and sent.mailing.state == JobState.DONE
    first, second = mail.outbox
    assert token in first.body and token in second.body
    assert first.extra_headers["Message-ID"] != second.extra_headers["Message-ID"]


def test_it_is_not_sent_again_while_the_last_letter_is_young(cast: Cast, invitation: Invitation) -> None:
    with refused("on_its_way"):
        resend(invitation, by=cast.manager, now=NOW)
    delivered(invitation)
    with refused("soon"):
        resend(invitation, by=cast.manager, now=NOW + timedelta(minutes=9))
    resend(invitation, by=cast.manager, now=NOW + timedelta(minutes=10))


def test_inviting_again_after_the_end_sends_the_same_again(cast: Cast, invitation: Invitation) -> None:
    delivered(invitation)
    later = NOW + FORTNIGHT
    again = invited(cast.ejn, Role.AUTHOR, Role.MEMBER, by=cast.manager, now=later)
    assert again == invitation
    assert again.expires_at == later + FORTNIGHT
    assert Mailing.objects.get().number == 2


def test_taken_back_it_opens_nothing_and_its_letter_is_not_sent(
    cast: Cast, invitation: Invitation, newcomer: User
) -> None:
    taken = take_back(invitation, by=cast.manager, now=NOW)
    assert take_back(invitation, by=cast.central, now=NOW + DAY).taken_back_by == cast.manager
    assert taken.state_at(NOW) == InvitationState.TAKEN_BACK
    with refused("taken_back"):
        accept(invitation, user=newcomer, now=NOW)
    with refused("taken_back"):
        resend(invitation, by=cast.manager, now=NOW)
    assert delivered(invitation).mailing.state == JobState.CANCELLED
    assert mail.outbox == []
    assert invited(cast.ejn, Role.AUTHOR, Role.MEMBER, by=cast.manager) != invitation


def test_what_was_used_is_neither_sent_again_nor_taken_back(
    cast: Cast, invitation: Invitation, newcomer: User
) -> None:
    accept(invitation, user=newcomer, now=NOW)
    with refused("used"):
        take_back(invitation, by=cast.manager, now=NOW)
    with refused("used"):
        resend(invitation, by=cast.manager, now=NOW)


@pytest.mark.parametrize("who", ["author", "organiser", "two_roles", "trainee"])
def test_only_who_may_give_it_handles_it(cast: Cast, invitation: Invitation, who: str) -> None:
    by = getattr(cast, who)
    for act in (
        lambda: resend(invitation, by=by, now=NOW),
        lambda: take_back(invitation, by=by, now=NOW),
        lambda: vouch(invitation, reason="I know them", by=by, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert list(Invitation.all_objects.for_user(by)) == []
    assert list(Invitation.all_objects.for_user(cast.manager)) == [invitation]


def test_who_never_answers_is_forgotten_three_months_after_the_end(
    cast: Cast, invitation: Invitation, newcomer: User
) -> None:
    used = invited(cast.ejn, Role.REVIEWER, by=cast.manager)
    accept(used, user=newcomer, now=NOW)
    end = NOW + FORTNIGHT
    assert forget_unanswered(end + 90 * DAY - timedelta(seconds=1)) == 0
    assert forget_unanswered(end + 90 * DAY) == 1
    assert list(Invitation.all_objects.all()) == [used]
    assert forget_unanswered(end + 90 * DAY) == 0


def test_the_database_keeps_open_ones_apart(cast: Cast, invitation: Invitation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        copy = Invitation.all_objects.get(pk=invitation.pk)
        copy.pk, copy.seed, copy._state.adding = None, "another", True
        copy.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.all_objects.update(accepted_at=NOW, taken_back_at=NOW)


# Changing post


def test_a_successor_with_an_account_has_the_roles_at_once(cast: Cast) -> None:
    grant_role(cast.ejn, user=cast.manager, role=Role.AUTHOR, by=cast.manager, now=NOW)
    grant_role(cast.casc, user=cast.manager, role=Role.MANAGER, by=cast.central, now=NOW)
    waiting = invited(cast.ejn, Role.REVIEWER, by=cast.manager, email="other@example.org")
    elsewhere = invited(cast.casc, Role.REVIEWER, by=cast.manager, email="other@example.org")
    successor = hand_over(
        cast.ejn,
        from_user=cast.manager,
        to=cast.trainee.email,
        roles=[Role.AUTHOR, Role.MANAGER],
        language="en",
        by=cast.manager,
        now=NOW,
    )
    assert successor == cast.trainee
    assert roles(cast.trainee, cast.ejn) == {"author", "manager"}
    assert roles(cast.manager, cast.ejn) == set()
    assert roles(cast.manager, cast.casc) == {"manager"}
    assert Invitation.all_objects.get(pk=waiting.pk).invited_by == cast.trainee
    assert Invitation.all_objects.get(pk=elsewhere.pk).invited_by == cast.manager
    assert Notice.objects.get().recipient == cast.trainee
    assert User.objects.get(pk=cast.manager.pk).is_active


def test_to_an_unknown_address_the_roles_move_when_the_invitation_is_accepted(
    cast: Cast, newcomer: User
) -> None:
    other = make_person("second")
    grant_role(cast.ejn, user=other, role=Role.MANAGER, by=cast.central, now=NOW)
    grant_role(cast.ejn, user=cast.author, role=Role.REVIEWER, by=cast.manager, now=NOW)
    made = hand_over(
        cast.ejn,
        from_user=cast.author,
        to=ADDRESS,
        roles=[Role.AUTHOR, Role.REVIEWER],
        language="en",
        by=cast.manager,
        now=NOW,
    )
    assert isinstance(made, Invitation)
    assert roles(cast.author, cast.ejn) == {"author", "reviewer"}
    accept(made, user=newcomer, now=NOW)
    assert roles(cast.author, cast.ejn) == set()
    assert roles(newcomer, cast.ejn) == {"author", "reviewer"}


def test_the_only_manager_may_hand_over_by_invitation_and_stays_until_then(
    cast: Cast, newcomer: User
) -> None:
    made = hand_over(
        cast.ejn,
        from_user=cast.manager,
        to=ADDRESS,
        roles=[Role.MANAGER],
        language="en",
        by=cast.manager,
        now=NOW,
    )
    assert isinstance(made, Invitation)
    assert roles(cast.manager, cast.ejn) == {"manager"}
    accept(made, user=newcomer, now=NOW)
    assert (roles(cast.manager, cast.ejn), roles(newcomer, cast.ejn)) == (set(), {"manager"})


@pytest.mark.parametrize(
    ("to", "held", "code"),
    [
        ("author@example.org", [Role.AUTHOR], "same"),
        ("trainee@example.org", [Role.REVIEWER], "not_held"),
        ("trainee@example.org", [Role.AUTHOR, Role.MANAGER], "not_held"),
        ("trainee@example.org", [], "not_held"),
    ],
)
def test_what_can_not_be_handed_over(cast: Cast, to: str, held: list[Role], code: str) -> None:
    with refused(code):
        hand_over(cast.ejn, from_user=cast.author, to=to, roles=held, language="en", by=cast.manager, now=NOW)
    assert roles(cast.author, cast.ejn) == {"author"}
    assert roles(cast.trainee, cast.ejn) == set()


# Vouching


def account_without_confirmation(email: str = ADDRESS) -> User:
    person = User.objects.create_user(email, "correct horse battery")
    EmailAddress.objects.create(user=person, email=email, verified=False, primary=True)
    return person


def confirmed(user: User) -> bool:
    return EmailAddress.objects.filter(user=user, verified=True).exists()


def test_an_address_is_vouched_for_with_a_reason_that_is_kept(cast: Cast, invitation: Invitation) -> None:
    person = account_without_confirmation()
    vouching = vouch(invitation, reason=" We spoke on the phone ", by=cast.manager, now=NOW)
    assert confirmed(person)
    kept = Vouching.objects.get()
    assert kept == vouching
    assert (kept.user, kept.email, kept.vouched_by, kept.vouched_at) == (person, ADDRESS, cast.manager, NOW)
    assert (kept.reason, kept.invitation) == ("We spoke on the phone", invitation)
    [notice] = Notice.objects.filter(recipient=person)
    assert notice.facts == {"network": "EJN", "voucher": "Manager", "email": ADDRESS}
    with refused("confirmed"):
        vouch(invitation, reason="Again", by=cast.manager, now=NOW)
    assert forget_unanswered(NOW + 365 * DAY) == 0


def test_without_a_reason_or_an_account_there_is_no_vouching(cast: Cast, invitation: Invitation) -> None:
    with refused("no_account"):
        vouch(invitation, reason="I know them", by=cast.manager, now=NOW)
    person = account_without_confirmation()
    with refused("reason"):
        vouch(invitation, reason="  ", by=cast.manager, now=NOW)
    take_back(invitation, by=cast.manager, now=NOW)
    with refused("closed"):
        vouch(invitation, reason="I know them", by=cast.manager, now=NOW)
    assert not confirmed(person)


def test_nobody_vouches_for_who_works_for_another_network(cast: Cast, invitation: Invitation) -> None:
    person = account_without_confirmation()
    grant_role(cast.wacap, user=person, role=Role.MEMBER, by=cast.central, now=NOW)
    with refused("elsewhere"):
        vouch(invitation, reason="I know them", by=cast.manager, now=NOW)
    Membership.objects.filter(user=person).delete()
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    with refused("elsewhere"):
        vouch(invitation, reason="I know them", by=cast.manager, now=NOW)
    assert not confirmed(person)


def test_an_address_that_somebody_else_has_confirmed_is_theirs(cast: Cast) -> None:
    person = make_person("theirs")
    invitation = invited(cast.ejn, by=cast.manager, email="free@example.org")
    squatter = account_without_confirmation("free@example.org")
    EmailAddress.objects.create(user=person, email="free@example.org", verified=True)
    with refused("confirmed"):
        vouch(invitation, reason="I know them", by=cast.manager, now=NOW)
    assert not confirmed(squatter)
