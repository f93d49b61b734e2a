"""What is told to people who ask for a seat and do not have one yet."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_when
from cms.notices.actions import write_notice
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, Quoted, instant, stamp
from cms.notices.models import Notice
from courses.cohorts.cohort_notices import COHORT_FACTS, COHORT_WORDS, cohort_facts, cohort_words
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment

ASKING_FACTS = COHORT_FACTS | {"cohort_id"}


class AskingKind(Kind):
    """Of a cohort to somebody who has no seat in it; leads to its public page."""

    facts = ASKING_FACTS
    says = COHORT_WORDS
    needed = frozenset({"course"})
    urgency = Urgency.BY_DAY
    action = _("Go to the cohort")
    told_in: EnrolmentState

    def entry(self, notice: Notice) -> str:
        return reverse("cohorts:cohort", args=[notice.facts["cohort_id"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return cohort_words(facts)

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        """What has been decided since, or taken back, is told by itself."""
        there = Enrolment.all_objects.filter(pk=notice.facts["enrolment"], state=self.told_in)
        return not there.exists()


class ApplicationReceived(AskingKind):
    key = "application_received"
    called = _("An application has come in")
    urgency = Urgency.AT_ONCE
    told_in = EnrolmentState.APPLIED


class PlaceInQueue(AskingKind):
    key = "place_in_queue"
    called = _("You are on a waiting list")
    urgency = Urgency.AT_ONCE
    told_in = EnrolmentState.WAITING


class PlaceFree(AskingKind):
    key = "place_free"
    called = _("A seat has come free and is held")
    urgency = Urgency.AT_ONCE
    facts = ASKING_FACTS | {"answer_by"}
    says = COHORT_WORDS | {"until": _("until when the seat is held, on the reader’s clock")}
    needed = frozenset({"course", "until"})
    action = _("Accept the seat, or decline it")
    told_in = EnrolmentState.OFFERED

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        answer_by = instant(facts["answer_by"])
        assert answer_by is not None
        return cohort_words(facts) | {"until": say_when(answer_by, zone, last=True)}


class NotAdmitted(AskingKind):
    key = "not_admitted"
    called = _("There is no seat for somebody who asked")
    facts = ASKING_FACTS | {"reason", "reason_language"}
    says = COHORT_WORDS | {"outcome": _("a sentence: the host’s answer, or that no seat came free")}
    needed = frozenset({"outcome"})
    told_in = EnrolmentState.REFUSED

    def sentences(self, facts: Facts) -> dict[str, str | Promise]:
        if facts["reason"]:
            return {
                "outcome": _(
                    "The host of “%(cohort)s” can’t give you a seat in “%(course)s” this time. Its reason:"
                )
            }
        return {"outcome": _("No seat in “%(course)s”, cohort “%(cohort)s”, came free for you.")}

    def quoted(self, facts: Facts) -> Quoted | None:
        if not facts["reason"]:
            return None
        return Quoted.of(str(facts["reason"]), language=str(facts["reason_language"]))


def tell_of_application(enrolment: Enrolment, *, now: datetime) -> None:
    _tell(enrolment, ApplicationReceived.key, occasion=stamp(now), now=now)


def tell_of_place_in_queue(enrolment: Enrolment, *, now: datetime) -> None:
    _tell(enrolment, PlaceInQueue.key, occasion=stamp(now), now=now)


def tell_of_free_place(enrolment: Enrolment, *, now: datetime) -> None:
    assert enrolment.answer_by is not None
    answer_by = stamp(enrolment.answer_by)
    _tell(enrolment, PlaceFree.key, occasion=answer_by, more={"answer_by": answer_by}, now=now)


def tell_of_refusal(enrolment: Enrolment, *, now: datetime) -> None:
    said_by = enrolment.answered_by
    more = {
        "reason": enrolment.answer,
        "reason_language": said_by.language if said_by else enrolment.language,
    }
    _tell(enrolment, NotAdmitted.key, occasion=stamp(now), more=more, now=now)


def _tell(
    enrolment: Enrolment,
    kind: str,
    *,
    occasion: str,
    more: dict[str, object] | None = None,
    now: datetime,
) -> None:
    user, cohort = enrolment.user, enrolment.cohort
    write_notice(
        user,
        kind=kind,
        subject=f"enrolment:{enrolment.pk}",
        occasion=occasion,
        facts=cohort_facts(cohort)(user.language) | {"enrolment": enrolment.pk} | (more or {}),
        network=cohort.network,
        due=now,
        now=now,
    )
