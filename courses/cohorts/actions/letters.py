"""What becomes of a cohort's open invitations when the cohort changes."""

from __future__ import annotations

from datetime import datetime

from cms.invitations.actions import end_invitations
from cms.people.models import User
from courses.cohorts.enums import CohortState
from courses.cohorts.invitation_terms import open_invitations
from courses.cohorts.models import Cohort


def take_back_letters(cohort: Cohort, *, by: User | None, now: datetime) -> int:
    """In the transaction that ends the cohort; who has had a letter is told where it is cancelled."""
    cancelled = cohort.state == CohortState.CANCELLED
    return end_invitations(open_invitations(cohort), by=by, tell=cancelled, now=now)
