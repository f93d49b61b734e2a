"""Managers hear of roles that others give, and inviters of what came of their invitation."""

from __future__ import annotations

import pytest

from cms.invitations.actions import accept, give_roles
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.notices.models import Notice
from tests.cast import NOW, Cast, make_person

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind).order_by("recipient__email")
    return list(rows.values_list("recipient__email", flat=True))


def test_the_other_managers_are_told_of_a_role(cast: Cast) -> None:
    first, second = make_person("first"), make_person("second")
    for manager in (first, second):
        grant_role(cast.wacap, user=manager, role=Role.MANAGER, by=cast.central, now=NOW)
    for _again in range(2):
        give_roles(
            cast.wacap, email=cast.trainee.email, roles=[Role.AUTHOR], language="en", by=second, now=NOW
        )
    assert told("roles_granted") == [first.email]


def test_an_inviter_hears_who_accepted(cast: Cast) -> None:
    invitation = give_roles(
        cast.wacap, email="new@example.org", roles=[Role.AUTHOR], language="en", by=cast.central, now=NOW
    )
    newcomer = make_person("new")
    for _again in range(2):
        accept(invitation, user=newcomer, now=NOW)
    assert told("invitation_used") == [cast.central.email]
    assert Notice.objects.get(kind="invitation_used").facts["who"] == "New"
