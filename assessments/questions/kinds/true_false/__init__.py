"""A statement that is true or false: full or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext

from assessments.questions.bodies import Answer, Answered, AnsweredChoice, Asked, AskedChoice, BadAnswer, Body
from assessments.questions.kinds import Kind
from assessments.questions.reading import QuestionPart, long_text
from courses.catalogue.packages.fields import Fields

TRUE, FALSE = "true", "false"
IDS = (TRUE, FALSE)


@dataclass(frozen=True)
class TrueFalseText:
    """`if_true` explains the answer “true”, `if_false` the answer “false”, whichever is right."""

    text: str
    cites: str
    if_true: str
    if_false: str

    def explanation(self, id: str) -> str:
        return self.if_true if id == TRUE else self.if_false


@dataclass(frozen=True)
class TrueFalse(Body):
    kind = "true_false"

    right: bool
    texts: Mapping[str, TrueFalseText]

    @classmethod
    def read(cls, part: QuestionPart) -> Self:
        right = part.source.boolean("answer")
        part.forbid_in_translations("answer")
        texts = {language: _read_text(text) for language, text in part.texts.items()}
        return cls(part.source_language, right, MappingProxyType(texts))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        texts = {language: TrueFalseText(**text) for language, text in data["texts"].items()}
        return cls(data["source_language"], data["right"], MappingProxyType(texts))

    def to_json(self) -> dict[str, Any]:
        texts = {language: asdict(text) for language, text in self.texts.items()}
        return {**self.head(), "right": self.right, "texts": texts}

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.texts)

    def clean(self, raw: Sequence[str]) -> Answer:
        given = {id for id in raw if id.strip()}
        if given - set(IDS) or len(given) > 1:
            raise BadAnswer(_("Choose “true” or “false”."), code="bad_answer")
        return given.pop() if given else None

    def as_sent(self, answer: Answer) -> list[str]:
        return [] if answer is None else [answer]

    def score(self, answer: Answer) -> Fraction:
        return Fraction(answer in self.key())

    def key(self) -> list[str]:
        return [TRUE if self.right else FALSE]

    def order(self, seed: str) -> list[str]:
        """Always the same: nobody looks for “true” in the second place."""
        return list(IDS)

    def asked(self, languages: Sequence[str], *, order: Sequence[str], sent: Sequence[str]) -> Asked:
        language = self.language_for(languages)
        choices = tuple(AskedChoice(id, _label(id, language), id in sent) for id in order)
        return Asked(language, self.texts[language].text, choices)

    def answered(self, languages: Sequence[str], *, order: Sequence[str], answer: Answer) -> Answered:
        language = self.language_for(languages)
        text = self.texts[language]
        choices = tuple(
            AnsweredChoice(id, _label(id, language), text.explanation(id), [id] == self.key(), id == answer)
            for id in order
        )
        return Answered(language, text.text, text.cites, choices=choices)

    def said(self, languages: Sequence[str], answer: Answer) -> str:
        return "" if answer is None else _label(answer, self.language_for(languages))


def _label(id: str, language: str) -> str:
    """In the language of the question, which may not be that of the page."""
    with override(language):
        if id == TRUE:
            return pgettext("a statement is", "True")
        return pgettext("a statement is", "False")


def _read_text(text: Fields) -> TrueFalseText:
    explanations = text.mapping("explanations")
    read = TrueFalseText(
        long_text(text, "text"),
        text.text("cites"),
        if_true=long_text(explanations, TRUE),
        if_false=long_text(explanations, FALSE),
    )
    explanations.finish()
    return read


KIND = Kind(
    name=TrueFalse.kind,
    label=gettext_lazy("True or false"),
    body=TrueFalse,
    asking_template="questions/kinds/true_false/asking.html",
    answered_template="questions/kinds/true_false/answered.html",
)
