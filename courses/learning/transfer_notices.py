"""What is told to somebody who was moved to another cohort."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cms.notices.actions import write_notice
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, stamp
from courses.cohorts.cohort_notices import COHORT_FACTS, COHORT_WORDS, CohortKind, cohort_facts, cohort_words
from courses.cohorts.models import Cohort, Enrolment


class MovedToCohort(CohortKind):
    """In the place of the notice of a seat; leads to the outline in the new cohort."""

    key = "moved_to_cohort"
    dates = ("first", "last")
    called = _("You were moved to another cohort")
    urgency = Urgency.AT_ONCE
    facts = COHORT_FACTS | {"cohort_before"}
    says = COHORT_WORDS | {"before": _("the cohort in which they took part before")}
    needed = frozenset({"course", "cohort", "before", "first"})

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return cohort_words(facts) | {"before": str(facts["cohort_before"])}


def tell_of_move(enrolment: Enrolment, *, before: Cohort, now: datetime) -> None:
    """In the transaction that gives the seat; once for each time that it is given."""
    user, cohort = enrolment.user, enrolment.cohort
    write_notice(
        user,
        kind=MovedToCohort.key,
        subject=f"enrolment:{enrolment.pk}",
        occasion=stamp(enrolment.enrolled_at),
        facts=cohort_facts(cohort)(user.language)
        | {"enrolment": enrolment.pk, "turns": enrolment.sequence, "cohort_before": before.name},
        network=cohort.network,
        due=now,
        now=now,
    )
