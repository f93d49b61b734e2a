"""What those who propose people for a cohort are told when it is cancelled."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.networks.models import in_language
from cms.notices.actions import write_notice
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind
from cms.notices.models import Notice
from courses.cohorts.models import Cohort, SendingAuthority


class NominationsCancelled(Kind):
    key = "nominations_cancelled"
    called = _("A cohort for which somebody proposes people is cancelled")
    urgency = Urgency.BY_DAY
    facts = frozenset({"authority", "cohort", "network"})
    says = {"cohort": _("the cohort"), "network": _("the network that hosts it")}
    needed = frozenset({"cohort"})
    action = _("See your list")

    def entry(self, notice: Notice) -> str:
        return reverse("cohorts:nominations", args=[notice.facts["authority"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return {name: str(facts[name]) for name in ("cohort", "network")}


def tell_nominators(cohort: Cohort, *, now: datetime) -> None:
    """In the transaction that cancels it; whoever has not taken the letter up is told by letter."""
    asked = SendingAuthority.all_objects.filter(cohort=cohort, nominator__isnull=False)
    for authority in asked.select_related("nominator"):
        assert authority.nominator is not None
        write_notice(
            authority.nominator,
            kind=NominationsCancelled.key,
            subject=f"authority:{authority.pk}",
            facts={
                "authority": authority.pk,
                "cohort": cohort.name,
                "network": in_language(cohort.network.names, authority.nominator.language),
            },
            network=cohort.network,
            due=now,
            now=now,
        )
