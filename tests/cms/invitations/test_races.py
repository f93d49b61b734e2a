"""Two at once: clicks on one link, invitations to one address, managers who withdraw each other's role."""

from __future__ import annotations

import pytest

from cms.core.errors import Refusal
from cms.invitations.actions import accept, give_roles
from cms.invitations.models import Invitation, Mailing
from cms.networks.actions import grant_role, withdraw_role
from cms.networks.enums import NetworkKind, Role
from cms.networks.models import Membership, Network
from cms.people.models import User
from tests.cast import NOW, make_network, make_person
from tests.cms.invitations.invited import invited
from tests.races import ROUNDS, problems, race

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def network() -> Network:
    network = make_network("ejn", NetworkKind.ESTABLISHED, by=make_person("central", central=True))
    for name in ("one", "other"):
        make_person(name)
    return network


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def _accept(pk: int, name: str) -> str:
    try:
        accept(Invitation.all_objects.get(pk=pk), user=_person(name), now=NOW)
    except Refusal as refusal:
        return refusal.code
    return name


def one_clicks(pk: int) -> str:
    return _accept(pk, "one")


def other_clicks(pk: int) -> str:
    return _accept(pk, "other")


def invite_again(number: int) -> int:
    network, by = Network.objects.get(), _person("central")
    email = f"round-{number}@example.org"
    made = give_roles(network, email=email, roles=[Role.AUTHOR], language="en", by=by, now=NOW)
    return made.pk


def _withdraw(by: str, user: str) -> str:
    try:
        withdraw_role(Network.objects.get(), user=_person(user), role=Role.MANAGER, by=_person(by), now=NOW)
    except Refusal as refusal:
        return refusal.code
    return "withdrawn"


def one_withdraws(given: object) -> str:
    return _withdraw("one", "other")


def other_withdraws(given: object) -> str:
    return _withdraw("other", "one")


def an_invitation(number: int) -> int:
    Membership.objects.all().delete()
    email = f"round-{number}@example.org"
    return invited(Network.objects.get(), Role.AUTHOR, by=_person("central"), email=email).pk


def test_two_clicks_of_one_person_make_one_membership(network: Network) -> None:
    seen: list[int] = []

    def before(number: int) -> int:
        seen.append(Membership.objects.count())
        return an_invitation(number)

    results = race([one_clicks, one_clicks], before=before)

    assert problems(results) == []
    assert results == [["one", "one"]] * ROUNDS
    assert [*seen[1:], Membership.objects.count()] == [1] * ROUNDS


def test_two_people_with_one_link_use_it_once(network: Network) -> None:
    seen: list[int] = []

    def before(number: int) -> int:
        seen.append(Membership.objects.count())
        return an_invitation(number)

    results = race([one_clicks, other_clicks], before=before)

    assert problems(results) == []
    assert {tuple(answers) for answers in results} <= {("one", "used"), ("used", "other")}
    assert [*seen[1:], Membership.objects.count()] == [1] * ROUNDS


def test_two_managers_who_invite_one_address_send_one_letter(network: Network) -> None:
    results = race([invite_again, invite_again])

    assert problems(results) == []
    assert [first == second for first, second in results] == [True] * ROUNDS
    assert Invitation.all_objects.count() == Mailing.objects.count() == ROUNDS


def test_two_managers_who_withdraw_each_others_role_leave_one(network: Network) -> None:
    left: list[int] = []

    def before(number: int) -> None:
        left.append(Membership.objects.filter(role=Role.MANAGER).count())
        for name in ("one", "other"):
            grant_role(network, user=_person(name), role=Role.MANAGER, by=_person("central"), now=NOW)

    results = race([one_withdraws, other_withdraws], before=before)

    assert [*left[1:], Membership.objects.filter(role=Role.MANAGER).count()] == [1] * ROUNDS
    assert [answers.count("withdrawn") for answers in results] == [1] * ROUNDS
