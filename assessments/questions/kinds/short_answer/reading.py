"""Accepted and near answers as a module package writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.utils.translation import gettext as _

from assessments.questions.kinds.short_answer.folding import folded
from assessments.questions.kinds.short_answer.texts import NearAnswer, ShortAnswerText
from assessments.questions.reading import QuestionPart, entries_of, long_text
from courses.catalogue.packages.fields import Fields

LONGEST_ANSWER = 200
MOST_ANSWERS = 30
MOST_NEAR = 10


def read_answers(part: QuestionPart, *, accents_matter: bool) -> dict[str, ShortAnswerText]:
    ids, entries = entries_of(part, "near", least=0, most=MOST_NEAR)
    near = {
        language: {id: _near(entry) for id, entry in zip(ids, entries[language], strict=False)}
        for language in part.texts
    }
    texts = {language: _text(text, near[language]) for language, text in part.texts.items()}
    accepted = {
        folded(answer, accents_matter=accents_matter) for text in texts.values() for answer in text.accepted
    }
    taken: dict[str, str] = {}
    for language, text in part.texts.items():
        _refuse_empty(text, "accepted", texts[language].accepted, accents_matter)
        for id, entry in zip(ids, entries[language], strict=False):
            _refuse_empty(entry, "answers", near[language][id].answers, accents_matter)
            for answer in near[language][id].answers:
                plain = folded(answer, accents_matter=accents_matter)
                if plain in accepted or taken.setdefault(plain, id) != id:
                    entry.wrong(
                        "answers",
                        _("“%(answer)s” is named twice; keep it in one place.") % {"answer": answer},
                    )
            entry.finish()
    return texts


def _near(entry: Fields) -> NearAnswer:
    answers = entry.texts("answers", most=MOST_ANSWERS, longest=LONGEST_ANSWER)
    return NearAnswer(tuple(answers), long_text(entry, "explanation"))


def _text(text: Fields, near: Mapping[str, NearAnswer]) -> ShortAnswerText:
    return ShortAnswerText(
        long_text(text, "text"),
        text.text("cites"),
        long_text(text, "explanation"),
        tuple(text.texts("accepted", most=MOST_ANSWERS, longest=LONGEST_ANSWER)),
        MappingProxyType(near),
    )


def _refuse_empty(text: Fields, name: str, answers: Sequence[str], accents_matter: bool) -> None:
    """What folds to nothing would accept any row of points."""
    for answer in answers:
        if answer and not folded(answer, accents_matter=accents_matter):
            text.wrong(name, _("“%(answer)s” has no letter and no digit; write a word.") % {"answer": answer})
