"""What is told of a result that its trainee did not see come about."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.assessment import with_quiz_titles
from assessments.quizzes.models import Attempt, LateDecision
from cms.core.saying import say_share
from cms.notices.actions import write_notice
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind
from cms.notices.models import Notice

RESULT_FACTS = frozenset({"attempt", "quiz", "cohort", "score", "passed"})


class ResultKind(Kind):
    urgency = Urgency.BY_DAY
    facts = RESULT_FACTS
    action = _("See the result")

    def entry(self, notice: Notice) -> str:
        return reverse("quizzes:result", args=[notice.facts["attempt"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        """`passed` is empty where it was not."""
        return {
            "quiz": str(facts["quiz"]),
            "cohort": str(facts["cohort"]),
            "score": say_share(Decimal(str(facts["score"]))),
            "passed": "passed" if facts["passed"] else "",
        }


class ResultReady(ResultKind):
    """Of an attempt that the clock has ended; who hands in sees the result at once."""

    key = "result_ready"
    called = _("The result of a quiz whose time is over")


class LateDecided(ResultKind):
    """An organiser has decided on what arrived late; `counted` is empty where it was left out."""

    key = "late_decided"
    called = _("A decision on an answer that came late")
    facts = RESULT_FACTS | {"reason", "counted"}

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        counted = "counted" if facts["counted"] else ""
        return super().words(facts, zone=zone) | {"reason": str(facts["reason"]), "counted": counted}


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
