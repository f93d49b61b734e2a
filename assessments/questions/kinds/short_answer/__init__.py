"""A word or a few, compared with what is accepted in any language of the question: full or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.questions.bodies import Answer, Answered, Asked, BadAnswer, Body
from assessments.questions.kinds import Kind
from assessments.questions.kinds.short_answer.folding import folded
from assessments.questions.kinds.short_answer.reading import LONGEST_ANSWER, read_answers
from assessments.questions.kinds.short_answer.texts import ShortAnswerText
from assessments.questions.reading import QuestionPart

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class AskedShortAnswer(Asked):
    accents_matter: bool = False
    longest: int = LONGEST_ANSWER


@dataclass(frozen=True)
class AnsweredShortAnswer(Answered):
    """`also` are the other answers that were accepted; `near` explains why this one is nearly right."""

    also: tuple[str, ...] = ()
    near: str = ""


@dataclass(frozen=True)
class ShortAnswer(Body):
    kind = "short_answer"

    accents_matter: bool
    texts: Mapping[str, ShortAnswerText]

    @classmethod
    def read(cls, part: QuestionPart) -> Self:
        accents_matter = part.source.boolean("accents_matter", default=False)
        part.forbid_in_translations("accents_matter")
        texts = read_answers(part, accents_matter=accents_matter)
        return cls(part.source_language, accents_matter, MappingProxyType(texts))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        texts = {language: ShortAnswerText.from_json(text) for language, text in data["texts"].items()}
        return cls(data["source_language"], data["accents_matter"], MappingProxyType(texts))

    def to_json(self) -> dict[str, Any]:
        texts = {language: text.to_json() for language, text in self.texts.items()}
        return {**self.head(), "accents_matter": self.accents_matter, "texts": texts}

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.texts)

    def clean(self, raw: Sequence[str]) -> Answer:
        """As it was typed, but for the space around it and what no keyboard types."""
        given = [text for text in (" ".join(CONTROLS.sub(" ", one).split()) for one in raw) if text]
        if len(given) > 1:
            raise BadAnswer(_("Write one answer only."), code="bad_answer")
        if given and len(given[0]) > LONGEST_ANSWER:
            sentence = ngettext(
                "This answer is too long. Shorten it to %(most)s character.",
                "This answer is too long. Shorten it to %(most)s characters.",
                LONGEST_ANSWER,
            )
            raise BadAnswer(sentence % {"most": LONGEST_ANSWER}, code="bad_answer")
        return given[0] if given else None

    def as_sent(self, answer: Answer) -> list[str]:
        return [] if answer is None else [answer]

    @cached_property
    def _accepted(self) -> frozenset[str]:
        return frozenset(self._folded(one) for text in self.texts.values() for one in text.accepted)

    @cached_property
    def _near(self) -> dict[str, str]:
        """The near answers of all languages, each with its id."""
        return {
            self._folded(answer): id
            for text in self.texts.values()
            for id, near in text.near.items()
            for answer in near.answers
        }

    def _folded(self, text: str) -> str:
        return folded(text, accents_matter=self.accents_matter)

    def score(self, answer: Answer) -> Fraction:
        return Fraction(answer is not None and self._folded(answer) in self._accepted)

    def key(self) -> list[str]:
        return [self.texts[self.source_language].accepted[0]]

    def order(self, seed: str) -> list[str]:
        return []

    def asked(
        self, languages: Sequence[str], *, order: Sequence[str], sent: Sequence[str]
    ) -> AskedShortAnswer:
        language = self.language_for(languages)
        text = self.texts[language].text
        return AskedShortAnswer(language, text, given=" ".join(sent), accents_matter=self.accents_matter)

    def answered(
        self, languages: Sequence[str], *, order: Sequence[str], answer: Answer
    ) -> AnsweredShortAnswer:
        language = self.language_for(languages)
        text = self.texts[language]
        near = self._near.get(self._folded(answer)) if answer is not None else None
        return AnsweredShortAnswer(
            language,
            text.text,
            text.cites,
            text.explanation,
            given=answer or "",
            right=text.accepted[0],
            also=text.accepted[1:],
            near=text.near[near].explanation if near is not None else "",
        )

    def said(self, languages: Sequence[str], answer: Answer) -> str:
        return answer or ""


KIND = Kind(
    name=ShortAnswer.kind,
    label=gettext_lazy("Short answer"),
    body=ShortAnswer,
    asking_template="questions/kinds/short_answer/asking.html",
    answered_template="questions/kinds/short_answer/answered.html",
)
