"""What is told when two enrolments of one person have become one."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.networks.models import in_language
from cms.notices.actions import write_notice
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, stamp
from cms.notices.models import Notice
from courses.cohorts.models import Enrolment


class SeatsUnited(Kind):
    """To the account that is given up, which the same person reads."""

    key = "seats_united"
    called = _("Two accounts of yours in a cohort have become one")
    urgency = Urgency.BY_DAY
    facts = frozenset({"cohort", "network", "email"})
    says = {
        "cohort": _("the cohort"),
        "network": _("the network that hosts it"),
        "address": _("the address of the account with which they go on"),
    }
    needed = frozenset({"cohort", "address"})
    action = _("Sign in with that account")

    def entry(self, notice: Notice) -> str:
        return reverse("learning:learn")

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return {
            "cohort": str(facts["cohort"]),
            "network": str(facts["network"]),
            "address": str(facts["email"]),
        }


def tell_of_uniting(given_up: Enrolment, *, keep: Enrolment, now: datetime) -> None:
    cohort, reader = keep.cohort, given_up.user
    write_notice(
        reader,
        kind=SeatsUnited.key,
        subject=f"enrolment:{given_up.pk}",
        occasion=stamp(now),
        facts={
            "cohort": cohort.name,
            "network": in_language(cohort.network.names, reader.language),
            "email": keep.user.email,
        },
        network=cohort.network,
        due=now,
        now=now,
    )
