"""What invitations to a cohort keep of it, and what becomes of them when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from cms.invitations.enums import InvitationState
from cms.invitations.models import Invitation, InvitationQuerySet
from cms.world.zones import instant
from courses.cohorts.enums import ENDED_STATES, CohortState
from courses.cohorts.models import Cohort, SendingAuthority

SEAT = "seat"
NOMINATION = "nomination"


def seat_terms(cohort: Cohort) -> dict[str, Any]:
    return {
        "cohort": cohort.pk,
        "name": cohort.name,
        "starts": cohort.starts.isoformat(),
        "ends": cohort.ends.isoformat(),
    }


def nomination_terms(authority: SendingAuthority) -> dict[str, Any]:
    return seat_terms(authority.cohort) | {
        "authority": authority.pk,
        "authority_name": authority.name,
        "most": authority.most,
        "closes": authority.closes_on.isoformat(),
    }


def nominations_close_at(cohort: Cohort, day: date) -> datetime:
    """With the last moment of the day, on the cohort's clock."""
    return instant(day, time(23, 59), cohort.time_zone)


def open_invitations(cohort: Cohort) -> InvitationQuerySet:
    """To a seat in it, and to propose people for it; those that have expired too."""
    authorities = SendingAuthority.all_objects.filter(cohort=cohort).values_list("pk", flat=True)
    of_it = Q(gift=SEAT, subject=str(cohort.pk)) | Q(
        gift=NOMINATION, subject__in=[str(pk) for pk in authorities]
    )
    return Invitation.all_objects.open().filter(of_it, network=cohort.network_id)


@dataclass(frozen=True)
class Room:
    """What whoever invites weighs: seats that are free, of how many, and invitations that may still be accepted."""

    left: int
    all: int
    invited: int


def room_in(cohort: Cohort, *, now: datetime) -> Room:
    """Two queries."""
    to_a_seat = Invitation.all_objects.in_state(InvitationState.WAITING, at=now).filter(
        gift=SEAT, subject=str(cohort.pk), network=cohort.network_id
    )
    taken = cohort.enrolments.seated().count()
    return Room(max(cohort.capacity - taken, 0), cohort.capacity, to_a_seat.count())


def why_void(invitation: Invitation, *, cancelled: str) -> str:
    """The sentence of `Gift.void`: `cancelled`, or that the cohort has ended; empty before its end."""
    cohort = Cohort.all_objects.only("state").filter(pk=invitation.terms["cohort"]).first()
    if cohort is None or cohort.state not in ENDED_STATES:
        return ""
    ended = _("The cohort “%(cohort)s” has ended. Look for another cohort on the page of %(network)s.")
    said = cancelled if cohort.state == CohortState.CANCELLED else ended
    return said % {"cohort": invitation.terms["name"], "network": invitation.network.name}
