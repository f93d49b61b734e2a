"""What a sending authority is told of the people it proposed."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_list
from cms.networks.models import in_language
from cms.notices.actions import write_notice
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, Quoted, stamp
from cms.notices.models import Notice
from courses.cohorts.enums import NomineeState
from courses.cohorts.models import Nominee, SendingAuthority


class NomineeAnswered(Kind):
    key = "nominee_answered"
    called = _("Somebody whom you proposed has an answer")
    urgency = Urgency.MAY_WAIT
    facts = frozenset({"authority", "nominee", "cohort", "network", "selected", "reason", "reason_language"})
    says = {
        "nominee": _("the person who was proposed"),
        "cohort": _("the cohort"),
        "network": _("the network that hosts it"),
        "outcome": _("a sentence: that they are selected and invited, or that they are not"),
    }
    needed = frozenset({"nominee", "outcome"})
    action = _("See your list")

    def entry(self, notice: Notice) -> str:
        return reverse("cohorts:nominations", args=[notice.facts["authority"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return {name: str(facts[name]) for name in ("nominee", "cohort", "network")}

    def sentences(self, facts: Facts) -> dict[str, str | Promise]:
        if facts["selected"]:
            return {
                "outcome": _(
                    "%(network)s has selected %(nominee)s for “%(cohort)s” and invited them to a seat."
                )
            }
        return {"outcome": _("%(network)s has not selected %(nominee)s for “%(cohort)s”. Its reason:")}

    def quoted(self, facts: Facts) -> Quoted | None:
        if not facts["reason"]:
            return None
        return Quoted.of(str(facts["reason"]), language=str(facts["reason_language"]))


class NominationsEnded(Kind):
    """Once for an authority, where the host has not answered for all of its people before enrolment closed."""

    key = "nominations_ended"
    called = _("People whom you proposed stay without an answer")
    urgency = Urgency.BY_DAY
    facts = frozenset({"authority", "cohort", "network", "people"})
    says = {
        "cohort": _("the cohort"),
        "network": _("the network that hosts it"),
        "people": _("the people who had no answer"),
    }
    needed = frozenset({"people"})
    action = _("See your list")

    def entry(self, notice: Notice) -> str:
        return reverse("cohorts:nominations", args=[notice.facts["authority"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        people = facts["people"]
        assert isinstance(people, list)
        return {
            "cohort": str(facts["cohort"]),
            "network": str(facts["network"]),
            "people": say_list([str(name) for name in people]),
        }


class AskedNoMore(Kind):
    """To who makes the list of an authority that the host asks no more; their page says the same from then on."""

    key = "asked_no_more"
    called = _("You are no longer asked to propose people")
    urgency = Urgency.BY_DAY
    facts = frozenset({"authority", "authority_name", "cohort", "network"})
    says = {
        "authority_name": _("the authority"),
        "cohort": _("the cohort"),
        "network": _("the network that hosts it"),
    }
    needed = frozenset({"cohort", "network"})

    def entry(self, notice: Notice) -> str:
        return reverse("cohorts:nominations", args=[notice.facts["authority"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return {name: str(facts[name]) for name in ("authority_name", "cohort", "network")}


def tell_of_answer(nominee: Nominee, *, now: datetime) -> None:
    """In the transaction that answers; nobody where no account has taken the authority's letter up."""
    authority, said_by = nominee.authority, nominee.answered_by
    if authority.nominator is None:
        return
    network = authority.cohort.network
    write_notice(
        authority.nominator,
        kind=NomineeAnswered.key,
        subject=f"nominee:{nominee.pk}",
        occasion=stamp(now),
        facts={
            "authority": authority.pk,
            "nominee": nominee.name,
            "cohort": authority.cohort.name,
            "network": in_language(network.names, authority.nominator.language),
            "selected": nominee.state == NomineeState.SELECTED,
            "reason": nominee.answer,
            "reason_language": said_by.language if said_by else "en",
        },
        network=network,
        due=now,
        now=now,
    )


def tell_of_end(authority: SendingAuthority, *, people: list[str], now: datetime) -> None:
    """In the transaction that settles those who had no answer."""
    _tell(authority, NominationsEnded.key, more={"people": people}, now=now)


def tell_of_asking_taken_back(authority: SendingAuthority, *, now: datetime) -> None:
    _tell(authority, AskedNoMore.key, more={"authority_name": authority.name}, now=now)


def subject_of(authority_id: int) -> str:
    return f"authority:{authority_id}"


def _tell(authority: SendingAuthority, kind: str, *, more: dict[str, object], now: datetime) -> None:
    """Nobody where no account has taken the authority's letter up."""
    reader, cohort = authority.nominator, authority.cohort
    if reader is None:
        return
    write_notice(
        reader,
        kind=kind,
        subject=subject_of(authority.pk),
        occasion=stamp(now),
        facts={
            "authority": authority.pk,
            "cohort": cohort.name,
            "network": in_language(cohort.network.names, reader.language),
        }
        | more,
        network=cohort.network,
        due=now,
        now=now,
    )
