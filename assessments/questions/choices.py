"""What single choice and multiple choice share: choices with ids, a key, and their texts in each language."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self

from django.utils.translation import gettext as _

from assessments.questions.bodies import Answer, Answered, AnsweredChoice, Asked, AskedChoice, BadAnswer, Body
from assessments.questions.reading import (
    MOST_CHOICES,
    QuestionPart,
    entries_of,
    forbid_in_translation,
    long_text,
)
from courses.catalogue.packages.fields import Fields


@dataclass(frozen=True)
class ChoiceText:
    text: str
    explanation: str


@dataclass(frozen=True)
class ChoicesText:
    """One language: the question, what it cites, and a text for each choice id."""

    text: str
    cites: str
    choices: Mapping[str, ChoiceText]

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "cites": self.cites,
            "choices": {id: {"text": c.text, "explanation": c.explanation} for id, c in self.choices.items()},
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        choices = {id: ChoiceText(c["text"], c["explanation"]) for id, c in data["choices"].items()}
        return cls(data["text"], data["cites"], MappingProxyType(choices))


@dataclass(frozen=True)
class ChoicesBody(Body):
    choice_ids: tuple[str, ...]
    correct: frozenset[str]
    texts: Mapping[str, ChoicesText]

    @classmethod
    def read(cls, part: QuestionPart) -> Self:
        ids, entries = entries_of(part, "choices", least=2, most=MOST_CHOICES)
        keyed = zip(ids, entries[part.source_language], strict=True)
        correct = frozenset(id for id, entry in keyed if entry.boolean("correct", default=False))
        cls.check(part.source, ids, correct)
        for language, _text in part.translations():
            for entry in entries[language]:
                forbid_in_translation(entry, "correct")
        texts = {language: _read_text(text, ids, entries[language]) for language, text in part.texts.items()}
        return cls(part.source_language, tuple(ids), correct, MappingProxyType(texts))

    def key(self) -> list[str]:
        return sorted(self.correct)

    @classmethod
    def check(cls, source: Fields, ids: list[str], correct: frozenset[str]) -> None:
        if ids and not correct:
            source.wrong("choices", _("No choice is right; mark one with “correct: true”."))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        texts = {language: ChoicesText.from_json(text) for language, text in data["texts"].items()}
        return cls(
            data["source_language"],
            tuple(data["choice_ids"]),
            frozenset(data["correct"]),
            MappingProxyType(texts),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            **self.head(),
            "choice_ids": list(self.choice_ids),
            "correct": [id for id in self.choice_ids if id in self.correct],
            "texts": {language: text.to_json() for language, text in self.texts.items()},
        }

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.texts)

    def order(self, seed: str) -> list[str]:
        order = list(self.choice_ids)
        random.Random(seed).shuffle(order)  # noqa: S311 -- an order to be repeated, no secret
        return order

    def chosen(self, answer: Answer) -> frozenset[str]:
        """The chosen ids of a stored answer."""
        raise NotImplementedError

    def known(self, raw: Sequence[str]) -> list[str]:
        """The choices named, each once, in the question's own order; blanks are nothing."""
        named = {id for id in raw if id.strip()}
        if named - set(self.choice_ids):
            raise BadAnswer(
                _("This choice does not belong to the question. Reload the page and choose again."),
                code="bad_answer",
            )
        return [id for id in self.choice_ids if id in named]

    def as_sent(self, answer: Answer) -> list[str]:
        chosen = self.chosen(answer)
        return [id for id in self.choice_ids if id in chosen]

    def asked(self, languages: Sequence[str], *, order: Sequence[str], sent: Sequence[str]) -> Asked:
        language = self.language_for(languages)
        text = self.texts[language]
        choices = tuple(AskedChoice(id, text.choices[id].text, id in sent) for id in order)
        return Asked(language, text.text, choices)

    def answered(self, languages: Sequence[str], *, order: Sequence[str], answer: Answer) -> Answered:
        language = self.language_for(languages)
        text, chosen = self.texts[language], self.chosen(answer)
        choices = tuple(
            AnsweredChoice(
                id, text.choices[id].text, text.choices[id].explanation, id in self.correct, id in chosen
            )
            for id in order
        )
        return Answered(language, text.text, text.cites, choices=choices)

    def said(self, languages: Sequence[str], answer: Answer) -> str:
        text, chosen = self.texts[self.language_for(languages)], self.chosen(answer)
        return "; ".join(text.choices[id].text for id in self.choice_ids if id in chosen)


def _read_text(text: Fields, ids: list[str], entries: list[Fields]) -> ChoicesText:
    choices = {}
    for id, entry in zip(ids, entries, strict=False):
        choices[id] = ChoiceText(long_text(entry, "text"), long_text(entry, "explanation"))
        entry.finish()
    return ChoicesText(long_text(text, "text"), text.text("cites"), MappingProxyType(choices))
