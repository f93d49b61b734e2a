from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cms.invitations.actions import invite
from cms.people.models import User
from courses.cohorts.invitation_terms import seat_terms
from courses.cohorts.invitations import SeatGift
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.permissions import refuse_unless_organiser


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
    refuse_unless_organiser(cohort, by)
    wanted = list(dict.fromkeys(email.strip().lower() for email in emails))
    enrolled = addresses_with_a_seat(cohort, wanted)
    sent: list[str] = []
    waiting: list[str] = []
    with transaction.atomic():
        for email in wanted:
            if email in enrolled:
                continue
            written = invite_to_seat(cohort, email=email, person={}, language=language, by=by, now=now)
            (sent if written else waiting).append(email)
    return Invited(tuple(sent), tuple(waiting), tuple(email for email in wanted if email in enrolled))


def invite_to_seat(
    cohort: Cohort, *, email: str, person: Mapping[str, str], language: str, by: User, now: datetime
) -> bool:
    """Whether a letter was written; who was invited before is not written to again.

    `person` is what is known of them (name, country, role): their account is filled in with it when they accept.
    """
    known = {name: said for name, said in person.items() if said}
    _invitation, written = invite(
        cohort.network,
        email=email,
        gift=SeatGift.key,
        subject=str(cohort.pk),
        terms=seat_terms(cohort) | ({"person": known} if known else {}),
        language=language,
        by=by,
        now=now,
    )
    return written


def addresses_with_a_seat(cohort: Cohort, emails: Iterable[str]) -> frozenset[str]:
    """Those of `emails`, in small letters, that are confirmed addresses of somebody who is enrolled."""
    enrolled = Enrolment.all_objects.filter(cohort=cohort).enrolled()
    confirmed = enrolled.filter(user__emailaddress__verified=True, user__emailaddress__email__in=list(emails))
    return frozenset(confirmed.values_list("user__emailaddress__email", flat=True))
