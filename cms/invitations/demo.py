"""Who is invited in the demo: somebody who has not answered, somebody who waited too long."""

from __future__ import annotations

from datetime import datetime, timedelta

from cms.core.enums import JobState
from cms.invitations.actions import give_roles
from cms.invitations.models import Invitation, Mailing
from cms.networks.enums import Role
from cms.networks.models import Network
from cms.people.demo import demo_user

AGO = timedelta(days=20)


def load(now: datetime) -> None:
    wacap, manager = Network.objects.get(slug="wacap"), demo_user("manager")
    if Invitation.all_objects.filter(network=wacap).exists():
        return
    late = give_roles(
        wacap, email="magistrat@example.org", roles=[Role.MEMBER], language="fr", by=manager, now=now - AGO
    )
    Mailing.objects.filter(invitation=late).update(state=JobState.DONE, done_at=now - AGO)
    give_roles(
        wacap,
        email="colleague@example.org",
        roles=[Role.AUTHOR, Role.MEMBER],
        language="en",
        by=manager,
        now=now,
    )
