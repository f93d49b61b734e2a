"""What becomes of a cohort's open invitations when the cohort changes."""

from __future__ import annotations

from datetime import datetime

from cms.core.locking import locked
from cms.invitations.actions import end_invitations
from cms.invitations.models import Invitation
from cms.people.models import User
from courses.cohorts.enums import CohortState
from courses.cohorts.invitation_terms import (
    SEAT,
    nomination_terms,
    nominations_close_at,
    open_invitations,
    seat_terms,
)
from courses.cohorts.models import Cohort, SendingAuthority


def renew_letters(cohort: Cohort) -> None:
    """In the transaction that changes its name or its dates: what open invitations say, and until when they can be used.

    No letter goes out again by itself. One that has expired can be used again where there is time again. Four queries.
    """
    authorities = {str(each.pk): each for each in SendingAuthority.all_objects.filter(cohort=cohort)}
    renewed = list(locked(open_invitations(cohort).order_by("pk")))
    for invitation in renewed:
        if invitation.gift == SEAT:
            terms, expires_at = seat_terms(cohort), cohort.enrolment_closes_at
        else:
            authority = authorities[invitation.subject]
            authority.cohort = cohort
            terms = nomination_terms(authority)
            expires_at = nominations_close_at(cohort, authority.closes_on)
        invitation.terms, invitation.expires_at = invitation.terms | terms, expires_at
    Invitation.all_objects.bulk_update(renewed, ["terms", "expires_at"])


def take_back_letters(cohort: Cohort, *, by: User | None, now: datetime) -> int:
    """In the transaction that ends the cohort; who has had a letter is told where it is cancelled."""
    cancelled = cohort.state == CohortState.CANCELLED
    return end_invitations(open_invitations(cohort), by=by, tell=cancelled, now=now)
