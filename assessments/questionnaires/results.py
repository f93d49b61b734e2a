"""What people said, counted for charts; of unnamed answers nothing as long as there are few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments.questionnaires.enums import Kind, Moment
from assessments.questionnaires.models import FEWEST, Question, Questionnaire, Reply


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    # Whole per cent of those who answered the question.
    share: int


@dataclass(frozen=True)
class Result:
    """`mean` is that of a scale, 1–5; `before` the same question's at the start; `words` what was written in the
    replies of the page."""

    question: Question
    answered: int
    bars: Sequence[Bar] = ()
    mean: float | None = None
    before: float | None = None
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Results:
    """`lines` is empty where `hidden`: fewer replies than may be shown."""

    replies: int
    hidden: bool
    lines: Sequence[Result]


def results_of(questionnaire: Questionnaire, *, page: Iterable[Reply] = ()) -> Results:
    """Of every question in its order, in the active language; four queries at most. `page` are the replies whose
    words are shown."""
    replies = list(questionnaire.replies.values_list("answers", flat=True))
    hidden = questionnaire.anonymous and len(replies) < FEWEST
    if hidden:
        return Results(len(replies), hidden=True, lines=())
    before = _means_at_start(questionnaire) if questionnaire.moment == Moment.END else {}
    return Results(
        len(replies),
        hidden=False,
        lines=[
            _result(question, replies, before, said=[reply.answers for reply in page])
            for question in questionnaire.questions.all()
        ],
    )


def _result(
    question: Question, replies: Iterable[dict], before: dict[str, float], *, said: Iterable[dict]
) -> Result:
    given = _given(question, replies)
    if question.kind == Kind.TEXT:
        return Result(question, len(given), words=_given(question, said))
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


def _given(question: Question, replies: Iterable[dict]) -> list:
    return [answers[str(question.pk)] for answers in replies if str(question.pk) in answers]


def _mean(places: Sequence[int]) -> float | None:
    return sum(place + 1 for place in places) / len(places) if places else None


def _means_at_start(questionnaire: Questionnaire) -> dict[str, float]:
    """By the standard question's key, of scales; of unnamed answers only where there are enough."""
    start = Questionnaire.all_objects.filter(cohort=questionnaire.cohort_id, moment=Moment.START).first()
    if start is None:
        return {}
    replies = list(Reply.objects.filter(questionnaire=start).values_list("answers", flat=True))
    if start.anonymous and len(replies) < FEWEST:
        return {}
    means = {}
    for question in start.questions.exclude(standard="").filter(kind=Kind.SCALE):
        if (mean := _mean(_given(question, replies))) is not None:
            means[question.standard] = mean
    return means
