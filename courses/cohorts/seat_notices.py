"""What is told to somebody whose seat an organiser has ended."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cms.notices.actions import write_notice
from cms.notices.kinds import Facts, Quoted, stamp
from courses.cohorts.asking_notices import ASKING_FACTS, AskingKind
from courses.cohorts.cohort_notices import COHORT_WORDS, cohort_facts
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment


class SeatEnded(AskingKind):
    """With the host's reason; not told any more to who is back."""

    key = "seat_ended"
    called = _("The host has ended your seat in a cohort")
    facts = ASKING_FACTS | {"reason", "reason_language"}
    says = COHORT_WORDS
    needed = frozenset({"course", "network"})
    told_in = EnrolmentState.WITHDRAWN

    def quoted(self, facts: Facts) -> Quoted | None:
        return Quoted.of(str(facts["reason"]), language=str(facts["reason_language"]))


def tell_of_ended_seat(enrolment: Enrolment, *, now: datetime) -> None:
    """In the transaction that ends it."""
    user, cohort, said_by = enrolment.user, enrolment.cohort, enrolment.answered_by
    write_notice(
        user,
        kind=SeatEnded.key,
        subject=f"enrolment:{enrolment.pk}",
        occasion=stamp(now),
        facts=cohort_facts(cohort)(user.language)
        | {
            "enrolment": enrolment.pk,
            "reason": enrolment.answer,
            "reason_language": said_by.language if said_by else enrolment.language,
        },
        network=cohort.network,
        due=now,
        now=now,
    )
