"""What is told of a result that its trainee did not see come about."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.assessment import with_quiz_titles
from assessments.quizzes.models import Attempt, LateDecision
from cms.core.saying import say_share
from cms.notices.actions import write_notice
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind
from cms.notices.models import Notice

PASSED = _("You have reached %(score)s and passed.")
NOT_PASSED = _(
    "You have reached %(score)s, which is not enough to pass. The page of the result says whether you can try again."
)
COUNTS = _(
    "An answer of yours to “%(quiz)s” (%(cohort)s) arrived after the time was over. Those who run the cohort have "
    "decided that it counts."
)
COUNTS_NOT = _(
    "An answer of yours to “%(quiz)s” (%(cohort)s) arrived after the time was over. Those who run the cohort have "
    "decided that it does not count."
)
RESULT_WORDS = {
    "quiz": _("the quiz"),
    "cohort": _("the cohort"),
    "score": _("the score, in per cent"),
    "outcome": _("a sentence: the score, and whether they passed"),
}
RESULT_FACTS = frozenset({"attempt", "quiz", "cohort", "score", "passed"})


class ResultKind(Kind):
    urgency = Urgency.BY_DAY
    facts = RESULT_FACTS
    says = RESULT_WORDS
    needed = frozenset({"quiz", "outcome"})
    action = _("See the result")

    def entry(self, notice: Notice) -> str:
        return reverse("quizzes:result", args=[notice.facts["attempt"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return {
            "quiz": str(facts["quiz"]),
            "cohort": str(facts["cohort"]),
            "score": say_share(Decimal(str(facts["score"]))),
        }

    def sentences(self, facts: Facts) -> dict[str, str | Promise]:
        return {"outcome": PASSED if facts["passed"] else NOT_PASSED}


class ResultReady(ResultKind):
    """Of an attempt that the clock has ended; who hands in sees the result at once."""

    key = "result_ready"
    called = _("The result of a quiz whose time is over")


class LateDecided(ResultKind):
    """An organiser has decided on what arrived late."""

    key = "late_decided"
    called = _("A decision on an answer that came late")
    facts = RESULT_FACTS | {"reason", "counted"}
    says = RESULT_WORDS | {
        "decision": _("a sentence: the answer came late, and whether it counts"),
        "reason": _("the reason that was given"),
    }
    needed = frozenset({"decision", "reason", "outcome"})

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return super().words(facts, zone=zone) | {"reason": str(facts["reason"])}

    def sentences(self, facts: Facts) -> dict[str, str | Promise]:
        return super().sentences(facts) | {"decision": COUNTS if facts["counted"] else COUNTS_NOT}


def tell_of_result(attempt: Attempt, *, now: datetime) -> None:
    """In the transaction that grades it."""
    _tell(attempt, ResultReady.key, subject=f"attempt:{attempt.pk}", more={}, now=now)


def tell_of_decision(decision: LateDecision, attempt: Attempt, *, now: datetime) -> None:
    more = {"reason": decision.reason, "counted": decision.counted_id is not None}
    _tell(attempt, LateDecided.key, subject=f"question:{decision.attempt_question_id}", more=more, now=now)


def _tell(attempt: Attempt, kind: str, *, subject: str, more: dict[str, object], now: datetime) -> None:
    reader, cohort = attempt.enrolment.user, attempt.enrolment.cohort
    write_notice(
        reader,
        kind=kind,
        subject=subject,
        facts={
            "attempt": attempt.pk,
            "quiz": with_quiz_titles([attempt], reader.language)[0].quiz,
            "cohort": cohort.name,
            "score": str(attempt.score),
            "passed": attempt.passed,
            **more,
        },
        network=cohort.network,
        due=now,
        now=now,
    )
