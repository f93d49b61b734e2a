"""What a sending authority is told of the people it proposed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

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
from courses.cohorts.models import Cohort, Nominee, SendingAuthority


class NominationKind(Kind):
    """To who makes the list of an authority, to which it leads."""

    urgency = Urgency.BY_DAY
    facts = frozenset({"authority", "cohort", "network"})
    says = {"cohort": _("the cohort"), "network": _("the network that hosts it")}
    needed = frozenset({"cohort"})
    action: ClassVar[str | Promise] = _("See your list")

    def entry(self, notice: Notice) -> str:
        return reverse("cohorts:nominations", args=[notice.facts["authority"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return {name: str(facts[name]) for name in self.says if name in facts}


class NomineeAnswered(NominationKind):
    key = "nominee_answered"
    called = _("Somebody whom you proposed has an answer")
    urgency = Urgency.MAY_WAIT
    facts = NominationKind.facts | {"nominee", "selected", "reason", "reason_language"}
    says = NominationKind.says | {
        "nominee": _("the person who was proposed"),
        "outcome": _("a sentence: that they are selected and invited, or that they are not"),
    }
    needed = frozenset({"nominee", "outcome"})

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


class NominationsEnded(NominationKind):
    """Once for an authority, where the host has not answered for all of its people before enrolment closed."""

    key = "nominations_ended"
    called = _("People whom you proposed stay without an answer")
    facts = NominationKind.facts | {"people"}
    says = NominationKind.says | {"people": _("the people who had no answer")}
    needed = frozenset({"people"})

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        people = facts["people"]
        assert isinstance(people, list)
        return super().words(facts, zone=zone) | {"people": say_list([str(name) for name in people])}


class NominationsCancelled(NominationKind):
    key = "nominations_cancelled"
    called = _("A cohort for which somebody proposes people is cancelled")


class AskedNoMore(NominationKind):
    """Of an authority that the host asks no more; their page says the same from then on."""

    key = "asked_no_more"
    called = _("You are no longer asked to propose people")
    facts = NominationKind.facts | {"authority_name"}
    says = NominationKind.says | {"authority_name": _("the authority")}
    needed = frozenset({"cohort", "network"})
    action = Kind.action


def tell_of_answer(nominee: Nominee, *, now: datetime) -> None:
    """In the transaction that answers."""
    said_by = nominee.answered_by
    said = {
        "nominee": nominee.name,
        "selected": nominee.state == NomineeState.SELECTED,
        "reason": nominee.answer,
        "reason_language": said_by.language if said_by else "en",
    }
    _tell(nominee.authority, NomineeAnswered, subject=f"nominee:{nominee.pk}", more=said, now=now)


def tell_of_end(authority: SendingAuthority, *, people: list[str], now: datetime) -> None:
    """In the transaction that settles those who had no answer."""
    _tell(authority, NominationsEnded, more={"people": people}, now=now)


def tell_of_asking_taken_back(authority: SendingAuthority, *, now: datetime) -> None:
    _tell(authority, AskedNoMore, more={"authority_name": authority.name}, now=now)


def tell_nominators(cohort: Cohort, *, now: datetime) -> None:
    """In the transaction that cancels it; whoever has not taken the letter up is told by letter."""
    asked = SendingAuthority.all_objects.filter(cohort=cohort)
    for authority in asked.select_related("cohort__network", "nominator"):
        _tell(authority, NominationsCancelled, now=now)


def subject_of(authority_id: int) -> str:
    return f"authority:{authority_id}"


def _tell(
    authority: SendingAuthority,
    kind: type[NominationKind],
    *,
    subject: str = "",
    more: Mapping[str, object] | None = None,
    now: datetime,
) -> None:
    """Nobody where no account has taken the authority's letter up."""
    reader, cohort = authority.nominator, authority.cohort
    if reader is None:
        return
    write_notice(
        reader,
        kind=kind.key,
        subject=subject or subject_of(authority.pk),
        occasion=stamp(now),
        facts={
            "authority": authority.pk,
            "cohort": cohort.name,
            "network": in_language(cohort.network.names, reader.language),
            **(more or {}),
        },
        network=cohort.network,
        due=now,
        now=now,
    )
