"""A seat in a cohort, as what an invitation brings. Who accepts comes in whoever else may; where all is full, they wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.saying import say_date
from cms.invitations.gifts import Gift
from cms.invitations.models import Invitation
from cms.networks.enums import COHORT_CHANGING_ROLES
from cms.people.models import User
from courses.cohorts.actions.application import join_waiting_list
from courses.cohorts.actions.enrolment import enrol, lock_cohort
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.invitation_terms import SEAT, seat_terms, why_void
from courses.cohorts.models import Cohort
from courses.cohorts.permissions import refuse_unless_offered


class SeatGift(Gift):
    """`terms`: see `seat_terms`, and `person`, what a list said of them. It can be used as long as one can enrol."""

    key = SEAT
    giving_roles = COHORT_CHANGING_ROLES

    def expires(self, terms: dict[str, Any], *, now: datetime) -> datetime:
        """Refusal with code `not_offered` for a draft and for a cohort that has ended, `window` after enrolment."""
        cohort = Cohort.all_objects.get(pk=terms["cohort"])
        refuse_unless_offered(cohort)
        if cohort.enrolment_closes_at <= now:
            raise Refusal(
                _(
                    "Enrolment has closed. Move its closing date first. Who had a seat gets it again on their page of the board."
                ),
                code="window",
            )
        return cohort.enrolment_closes_at

    def short(self, invitation: Invitation) -> str:
        return _("A seat in “%(cohort)s”") % {"cohort": invitation.terms["name"]}

    def offer(self, invitation: Invitation) -> list[str]:
        seat = _("A seat in the cohort “%(cohort)s”, from %(first)s to %(last)s.")
        return [seat % self.words(invitation), _how_it_stands(invitation)]

    def words(self, invitation: Invitation) -> dict[str, str]:
        terms = invitation.terms
        return {
            "cohort": terms["name"],
            "first": say_date(terms["starts"]),
            "last": say_date(terms["ends"]),
        }

    def renewed(self, invitation: Invitation) -> dict[str, Any]:
        return invitation.terms | seat_terms(Cohort.all_objects.get(pk=invitation.terms["cohort"]))

    def void(self, invitation: Invitation) -> str:
        return why_void(
            invitation,
            cancelled=_(
                "The cohort “%(cohort)s” was cancelled, so there is no seat to take. Look for another cohort "
                "on the page of %(network)s."
            ),
        )

    def lock(self, invitation: Invitation) -> None:
        """The cohort, as whoever cancels or moves it does before its invitations."""
        lock_cohort(Cohort(pk=invitation.terms["cohort"]))

    def give(self, invitation: Invitation, *, user: User, now: datetime) -> None:
        """A seat, or a place in the queue where the cohort keeps one; else Refusal as `enrol` has them."""
        cohort = Cohort.all_objects.get(pk=invitation.terms["cohort"])
        come_in = join_waiting_list if cohort.waiting_list else enrol
        come_in(cohort, user=user, invited=True, now=now)
        _fill_in(user, invitation.terms.get("person", {}))

    def onward(self, invitation: Invitation) -> str:
        return reverse("cohorts:cohort", args=[invitation.terms["cohort"]])


def _how_it_stands(invitation: Invitation) -> str:
    """Whether a seat is free, and for who has accepted, what came of it."""
    cohort = Cohort.all_objects.with_seats_taken().get(pk=invitation.terms["cohort"])
    if invitation.accepted_at is not None:
        waits = cohort.enrolments.filter(user=invitation.accepted_by, state=EnrolmentState.WAITING)
        return (
            _(
                "You are on the waiting list. A seat that comes free is held for you, and we write to you at once."
            )
            if waits.exists()
            else _("It stands on the page Learn, with what to do next.")
        )
    if cohort.seats_taken < cohort.capacity:
        return _("The seat is yours when you accept, as long as one is free.")
    if cohort.waiting_list:
        return _(
            "All seats are taken at the moment. When you accept, you are put on the waiting list: a seat that "
            "comes free is held for you, and we write to you at once."
        )
    return _(
        "All seats are taken at the moment. Look again later: a seat that is given back is free at once."
    )


def _fill_in(user: User, said: dict[str, str]) -> None:
    """What the inviting list said of the person, where they have not said it themselves."""
    columns = {"name": "display_name", "country": "country_id", "role": "role"}
    filled = [column for key, column in columns.items() if key in said and not getattr(user, column)]
    for key, column in columns.items():
        if column in filled:
            setattr(user, column, said[key])
    if filled:
        user.save(update_fields=filled)
