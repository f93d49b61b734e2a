"""Withdrawing a role and moving roles: membership and group go together, and nobody is left without a manager."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cms.core.errors import NotAllowed, Refusal
from cms.networks.actions import grant_role, move_roles, withdraw_role
from cms.networks.enums import Role
from cms.networks.models import Membership, Network
from cms.networks.permissions import may_grant_roles, may_run_cohorts
from cms.people.models import User
from tests.cast import NOW, Cast, make_person


def roles(user: User, network: Network) -> set[str]:
    """What the membership says; the groups must say the same."""
    held = set(Membership.objects.filter(user=user, network=network).values_list("role", flat=True))
    groups = user.groups.filter(network_role__network=network)
    assert set(groups.values_list("network_role__role", flat=True)) == held
    return held


def test_membership_and_group_go_together_and_the_other_roles_stay(cast: Cast) -> None:
    grant_role(cast.ejn, user=cast.author, role=Role.REVIEWER, by=cast.manager, now=NOW)
    grant_role(cast.wacap, user=cast.author, role=Role.AUTHOR, by=cast.central, now=NOW)
    for _time in range(2):
        withdraw_role(cast.ejn, user=cast.author, role=Role.AUTHOR, by=cast.manager, now=NOW)
    assert roles(cast.author, cast.ejn) == {"reviewer"}
    assert roles(cast.author, cast.wacap) == {"author"}


def test_it_holds_from_the_next_request_of_an_open_session(client: Client, cast: Cast) -> None:
    client.force_login(cast.organiser)
    address = reverse("cohort:index")
    assert client.get(address).status_code == 200
    withdraw_role(cast.wacap, user=cast.organiser, role=Role.ORGANISER, by=cast.central, now=NOW)
    assert client.get(address).status_code == 403
    grant_role(cast.wacap, user=cast.organiser, role=Role.ORGANISER, by=cast.central, now=NOW)
    assert client.get(address).status_code == 200


def test_the_last_manager_stays_unless_central_staff_say_so(cast: Cast) -> None:
    with pytest.raises(Refusal) as refused:
        withdraw_role(cast.ejn, user=cast.manager, role=Role.MANAGER, by=cast.manager, now=NOW)
    assert refused.value.code == "last_manager"
    assert roles(cast.manager, cast.ejn) == {"manager"}
    withdraw_role(cast.ejn, user=cast.manager, role=Role.MANAGER, by=cast.central, now=NOW)
    assert roles(cast.manager, cast.ejn) == set()


def test_a_manager_whose_account_is_closed_does_not_count(cast: Cast) -> None:
    second = make_person("second")
    grant_role(cast.ejn, user=second, role=Role.MANAGER, by=cast.manager, now=NOW)
    second.is_active = False
    second.save()
    with pytest.raises(Refusal):
        withdraw_role(cast.ejn, user=cast.manager, role=Role.MANAGER, by=cast.manager, now=NOW)
    withdraw_role(cast.ejn, user=second, role=Role.MANAGER, by=cast.manager, now=NOW)
    assert list(Network.objects.without_manager().order_by("slug")) == [cast.casc, cast.wacap]


@pytest.mark.parametrize("who", ["author", "organiser", "two_roles", "trainee"])
def test_only_its_managers_withdraw(cast: Cast, who: str) -> None:
    by = getattr(cast, who)
    with pytest.raises(NotAllowed):
        withdraw_role(cast.ejn, user=cast.reviewer, role=Role.REVIEWER, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        move_roles(cast.ejn, from_user=cast.manager, to=by, roles=[Role.MANAGER], by=by, now=NOW)
    with pytest.raises(NotAllowed):
        withdraw_role(cast.wacap, user=cast.organiser, role=Role.ORGANISER, by=cast.manager, now=NOW)
    assert roles(cast.reviewer, cast.ejn) == {"reviewer"}
    assert roles(cast.organiser, cast.wacap) == {"organiser"}


def test_a_manager_may_hand_over_all_that_they_hold(cast: Cast) -> None:
    grant_role(cast.ejn, user=cast.manager, role=Role.AUTHOR, by=cast.manager, now=NOW)
    held = [Role.MANAGER, Role.AUTHOR]
    move_roles(cast.ejn, from_user=cast.manager, to=cast.trainee, roles=held, by=cast.manager, now=NOW)
    assert roles(cast.manager, cast.ejn) == set()
    assert roles(cast.trainee, cast.ejn) == {"manager", "author"}
    assert may_grant_roles(cast.trainee, cast.ejn)
    assert not may_grant_roles(cast.manager, cast.ejn)


def test_roles_in_two_networks_are_told_apart(cast: Cast) -> None:
    assert may_run_cohorts(cast.two_roles, cast.wacap)
    assert not may_run_cohorts(cast.two_roles, cast.casc)
    withdraw_role(cast.wacap, user=cast.two_roles, role=Role.ORGANISER, by=cast.central, now=NOW)
    assert roles(cast.two_roles, cast.wacap) == set()
    assert roles(cast.two_roles, cast.casc) == {"secretariat"}
    grant_role(cast.casc, user=cast.two_roles, role=Role.MANAGER, by=cast.central, now=NOW)
    assert may_grant_roles(cast.two_roles, cast.casc)
    assert not may_grant_roles(cast.two_roles, cast.wacap)


def test_every_change_of_a_role_stands_in_the_networks_history(cast: Cast) -> None:
    ModelLogEntry.objects.all().delete()
    withdraw_role(cast.ejn, user=cast.author, role=Role.AUTHOR, by=cast.manager, now=NOW)
    withdraw_role(cast.ejn, user=cast.author, role=Role.AUTHOR, by=cast.manager, now=NOW)
    grant_role(cast.ejn, user=cast.trainee, role=Role.AUTHOR, by=cast.manager, now=NOW)
    entries = ModelLogEntry.objects.for_instance(cast.ejn).order_by("pk")
    assert [(entry.action, entry.user, entry.data["user"], entry.data["role"]) for entry in entries] == [
        ("role.withdrawn", cast.manager, cast.author.pk, "author"),
        ("role.granted", cast.manager, cast.trainee.pk, "author"),
    ]
    assert [str(entry.message) for entry in entries] == [
        "Withdrew the role “author” from Author",
        "Granted the role “author” to Trainee",
    ]
