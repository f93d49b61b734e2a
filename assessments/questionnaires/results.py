"""What people said, counted for charts; of unnamed answers nothing as long as there are few."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments.questionnaires.enums import Kind, Moment
from assessments.questionnaires.models import FEWEST, Question, Questionnaire


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    # Whole per cent of those who answered the question.
    share: int


@dataclass(frozen=True)
class Result:
    """`mean` is that of a scale, 1–5; `before` the same question's at the start; `words` what was written.

    `hidden` where names were not to be known and fewer have answered than may be shown: then it is all there is.
    """

    question: Question
    answered: int
    hidden: bool = False
    bars: Sequence[Bar] = ()
    mean: float | None = None
    before: float | None = None
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Results:
    """`shown` of `replies` are counted in `lines`, which is empty where there are none; the rest waits for its lot."""

    replies: int
    shown: int
    lines: Sequence[Result]

    @property
    def waiting(self) -> int:
        return self.replies - self.shown

    @property
    def most_words(self) -> int:
        """How many have written to the question to which most have."""
        return max((len(line.words) for line in self.lines), default=0)


def results_of(questionnaire: Questionnaire) -> Results:
    """Of every question in its order, in the active language; five queries at most."""
    shown = _shown(questionnaire)
    replies = questionnaire.replies.count()
    if not shown:
        return Results(replies, 0, lines=())
    before = _means_at_start(questionnaire) if questionnaire.moment == Moment.END else {}
    fewest = FEWEST if questionnaire.anonymous else 0
    return Results(
        replies,
        len(shown),
        lines=[_result(question, shown, before, fewest=fewest) for question in questionnaire.questions.all()],
    )


def _shown(questionnaire: Questionnaire) -> list[tuple[uuid.UUID, dict]]:
    return list(questionnaire.replies.filter(shown=True).order_by("pk").values_list("pk", "answers"))


def _result(
    question: Question,
    replies: Iterable[tuple[uuid.UUID, dict]],
    before: dict[str, float],
    *,
    fewest: int,
) -> Result:
    given = _given(question, replies)
    if 0 < len(given) < fewest:
        return Result(question, len(given), hidden=True)
    if question.kind == Kind.TEXT:
        return Result(question, len(given), words=given)
    chosen = Counter(place for one in given for place in (one if isinstance(one, list) else [one]))
    return Result(
        question,
        len(given),
        bars=[
            Bar(label, chosen[place], round(100 * chosen[place] / len(given)) if given else 0)
            for place, label in enumerate(question.choices_said)
        ],
        mean=_mean(given) if question.kind == Kind.SCALE else None,
        before=before.get(question.standard) if question.kind == Kind.SCALE else None,
    )


def _given(question: Question, replies: Iterable[tuple[uuid.UUID, dict]]) -> list:
    """In an order of the question's own, or what one person wrote would stand at the same place of each."""
    key = str(question.pk)
    given = [(_place(key, pk), answers[key]) for pk, answers in replies if key in answers]
    return [answer for _at, answer in sorted(given, key=lambda each: each[0])]


def _place(key: str, reply: uuid.UUID) -> bytes:
    return hashlib.sha256(f"{key} {reply}".encode()).digest()


def _mean(places: Sequence[int]) -> float | None:
    return sum(place + 1 for place in places) / len(places) if places else None


def _means_at_start(questionnaire: Questionnaire) -> dict[str, float]:
    """By the standard question's key, of scales; of unnamed answers only where there are enough."""
    start = Questionnaire.all_objects.filter(cohort=questionnaire.cohort_id, moment=Moment.START).first()
    if start is None:
        return {}
    replies, fewest = _shown(start), FEWEST if start.anonymous else 1
    given = {
        question.standard: _given(question, replies)
        for question in start.questions.exclude(standard="").filter(kind=Kind.SCALE)
    }
    means = {key: _mean(places) for key, places in given.items() if len(places) >= fewest}
    return {key: mean for key, mean in means.items() if mean is not None}
