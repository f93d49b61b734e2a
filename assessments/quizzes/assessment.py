"""An attempt as its organisers read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.quizzes.enums import Late
from assessments.quizzes.models import AddedMinutes, Attempt, AttemptQuestion, LateDecision, LateResponse
from assessments.quizzes.presentation import QuestionMarked, graded_questions_of, late_of, marked
from cms.core.saying import say_when
from courses.editions.models import EditionText
from courses.editions.reading import for_reader


@dataclass(frozen=True)
class AttemptLine:
    attempt: Attempt
    quiz: str


@dataclass(frozen=True)
class QuestionLine:
    """`words` is the answer that counts in words, empty where nothing was answered."""

    question: AttemptQuestion
    marked: QuestionMarked
    words: str
    late: Late
    decision: LateDecision | None


@dataclass(frozen=True)
class AttemptSheet:
    attempt: Attempt
    quiz: str
    questions: tuple[AttemptQuestion, ...]
    languages: tuple[str, ...]
    added: tuple[AddedMinutes, ...]
    takes_minutes: bool

    @cached_property
    def lines(self) -> list[QuestionLine]:
        return [self._line(pair) for pair in zip(self.questions, self._marked, strict=True)]

    @property
    def waiting(self) -> list[QuestionLine]:
        """Questions on which something is to decide, once the attempt is over."""
        return [] if self.takes_minutes else [line for line in self.lines if line.late == Late.WAITING]

    def late_answers(self, question: AttemptQuestion) -> list[tuple[LateResponse, str]]:
        """Late answers to the question, the last first, each with its words, its time and what it would earn."""
        return [(late, self._late_words(question, late)) for late in question.late_responses.all()]

    @cached_property
    def _marked(self) -> Sequence[QuestionMarked]:
        return marked(self.questions, self.languages)

    def _line(self, pair: tuple[AttemptQuestion, QuestionMarked]) -> QuestionLine:
        question, one = pair
        response = getattr(question, "response", None)
        words = question.version.parsed.said(self.languages, response.answer) if response else ""
        return QuestionLine(question, one, words, late_of(question), getattr(question, "late_decision", None))

    def _late_words(self, question: AttemptQuestion, late: LateResponse) -> str:
        body = question.version.parsed
        earned = Decimal(float(body.score(late.answer) * question.points)).quantize(Decimal("0.01"))
        return _("“%(answer)s”, arrived %(when)s, worth %(earned)s of %(points)s") % {
            "answer": body.said(self.languages, late.answer) or _("no answer"),
            "when": say_when(late.arrived_at, self.attempt.enrolment.cohort.time_zone),
            "earned": earned.normalize(),
            "points": question.points,
        }


def sheet_of(attempt: Attempt, *, language: str, now: datetime) -> AttemptSheet:
    """Four queries, whatever the number of questions; `attempt` comes with its place."""
    return AttemptSheet(
        attempt=attempt,
        quiz=with_quiz_titles([attempt], language)[0].quiz,
        questions=tuple(graded_questions_of(attempt)),
        languages=tuple(dict.fromkeys([language, attempt.language])),
        added=tuple(AddedMinutes.all_objects.filter(attempt=attempt).select_related("by").order_by("at")),
        takes_minutes=attempt.deadline is not None and attempt.saves_at(now),
    )


def with_quiz_titles(attempts: Iterable[Attempt], language: str) -> list[AttemptLine]:
    """Each with the title of its quiz in `language`, else in the source's; one query."""
    attempts = list(attempts)
    texts: dict[int, list[EditionText]] = {}
    steps = {attempt.edition_step_id for attempt in attempts}
    for text in EditionText.objects.filter(step__in=steps).order_by("pk"):
        texts.setdefault(text.step_id, []).append(text)
    return [
        AttemptLine(attempt, for_reader(texts[attempt.edition_step_id], language).title)
        for attempt in attempts
    ]
