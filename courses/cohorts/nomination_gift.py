"""To propose people for a cohort, as what an invitation brings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.saying import say_date
from cms.invitations.gifts import Gift
from cms.invitations.models import Invitation
from cms.networks.enums import COHORT_CHANGING_ROLES
from cms.people.models import User
from courses.cohorts.invitation_terms import NOMINATION, nomination_terms, nominations_close_at, why_void
from courses.cohorts.models import Cohort, SendingAuthority
from courses.cohorts.permissions import refuse_unless_offered


class NominationGift(Gift):
    """`terms`: see `nomination_terms`. It can be used as long as people may be proposed."""

    key = NOMINATION
    giving_roles = COHORT_CHANGING_ROLES

    def expires(self, terms: dict[str, Any], *, now: datetime) -> datetime:
        """Refusal with code `not_offered` for a draft and for a cohort that has ended, `past` for a day that has."""
        cohort = Cohort.all_objects.get(pk=terms["cohort"])
        refuse_unless_offered(cohort)
        closes_at = nominations_close_at(cohort, date.fromisoformat(terms["closes"]))
        if closes_at <= now:
            raise Refusal(_("This day has passed. Choose a later one."), code="past")
        return closes_at

    def short(self, invitation: Invitation) -> str:
        return _("To propose people for “%(cohort)s”") % {"cohort": invitation.terms["name"]}

    def offer(self, invitation: Invitation) -> list[str]:
        terms = invitation.terms
        words = {"cohort": terms["name"], "most": terms["most"], "day": say_date(terms["closes"])}
        return [
            _("You propose up to %(most)s people for the cohort “%(cohort)s”, in your order, until %(day)s.")
            % words,
            _("The host selects, and you see its answer for each."),
        ]

    def words(self, invitation: Invitation) -> dict[str, str]:
        terms = invitation.terms
        return {
            "cohort": terms["name"],
            "authority": terms["authority_name"],
            "most": str(terms["most"]),
            "first": say_date(terms["starts"]),
            "last": say_date(terms["ends"]),
        }

    def renewed(self, invitation: Invitation) -> dict[str, Any]:
        asked = SendingAuthority.all_objects.select_related("cohort").filter(pk=invitation.terms["authority"])
        authority = asked.first()
        return invitation.terms | (nomination_terms(authority) if authority else {})

    def void(self, invitation: Invitation) -> str:
        return why_void(
            invitation,
            cancelled=_(
                "The cohort “%(cohort)s” was cancelled, so nobody can be proposed for it any more. You need do "
                "nothing; if you have a question, write to %(network)s."
            ),
        )

    def give(self, invitation: Invitation, *, user: User, now: datetime) -> None:
        """Refusal with code `gone` where the host no longer asks."""
        asked = SendingAuthority.all_objects.filter(pk=invitation.terms["authority"])
        if not asked.update(nominator=user):
            raise Refusal(_("The host no longer asks for people. Write to it."), code="gone")

    def onward(self, invitation: Invitation) -> str:
        return reverse("cohorts:nominations", args=[invitation.terms["authority"]])
