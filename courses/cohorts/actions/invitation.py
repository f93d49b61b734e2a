from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed
from cms.invitations.actions import invite
from cms.networks.permissions import may_run_cohorts
from cms.people.models import User
from courses.cohorts.invitations import SeatGift, seat_terms
from courses.cohorts.models import Cohort, Enrolment


@dataclass(frozen=True)
class Invited:
    """Addresses by what was done: `sent`, `waiting` (invited before), `enrolled` already."""

    sent: tuple[str, ...]
    waiting: tuple[str, ...]
    enrolled: tuple[str, ...]


def invite_to_cohort(
    cohort: Cohort, *, emails: Iterable[str], language: str, by: User, now: datetime
) -> Invited:
    """Invites each address to a seat, all or none; nobody is enrolled who has not said so themselves.

    NotAllowed unless `by` runs the host's cohorts; Refusal as `SeatGift.expires` and `invite` have them.
    """
    if not may_run_cohorts(by, cohort.network):
        raise NotAllowed(_("Only organisers of the hosting network run its cohorts."), code="not_allowed")
    wanted = list(dict.fromkeys(email.strip().lower() for email in emails))
    seated = Enrolment.all_objects.filter(cohort=cohort).enrolled()
    confirmed = seated.filter(user__emailaddress__verified=True, user__emailaddress__email__in=wanted)
    enrolled = set(confirmed.values_list("user__emailaddress__email", flat=True))
    sent: list[str] = []
    waiting: list[str] = []
    with transaction.atomic():
        for email in wanted:
            if email in enrolled:
                continue
            _invitation, written = invite(
                cohort.network,
                email=email,
                gift=SeatGift.key,
                subject=str(cohort.pk),
                terms=seat_terms(cohort),
                language=language,
                by=by,
                now=now,
            )
            (sent if written else waiting).append(email)
    return Invited(tuple(sent), tuple(waiting), tuple(email for email in wanted if email in enrolled))
