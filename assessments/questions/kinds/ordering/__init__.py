"""Steps to be put in order: the share of steps that stand right behind the one that they follow.

Of the schemes in use it is “relative to the next item” (Moodle's ordering question has nine). By place alone,
one step put too early would take every later one with it; counting all pairs gives half the points to chance.
Here a slip costs its neighbours only, the full score needs the exact order, and an order by chance earns 1 ÷ steps.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.questions.bodies import Answer, BadAnswer, Body
from assessments.questions.kinds import Kind
from assessments.questions.kinds.ordering.shown import (
    AnsweredOrdering,
    AnsweredStep,
    AskedOrdering,
    AskedPlace,
    AskedStep,
)
from assessments.questions.reading import QuestionPart, entries_of, long_text, refuse_twins
from assessments.questions.veil import veiled
from courses.catalogue.packages.fields import Fields

FEWEST_STEPS = 3
MOST_STEPS = 10


@dataclass(frozen=True)
class OrderingText:
    text: str
    cites: str
    explanation: str
    steps: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        head = {"text": self.text, "cites": self.cites, "explanation": self.explanation}
        return head | {"steps": dict(self.steps)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(data["text"], data["cites"], data["explanation"], MappingProxyType(data["steps"]))


@dataclass(frozen=True)
class Ordering(Body):
    """`step_ids` stand in the right order. An answer is as long: an id for each place, None where there is none yet."""

    kind = "ordering"

    step_ids: tuple[str, ...]
    texts: Mapping[str, OrderingText]

    @classmethod
    def read(cls, part: QuestionPart) -> Self:
        ids, entries = entries_of(part, "steps", least=FEWEST_STEPS, most=MOST_STEPS)
        texts = {language: _read_text(text, ids, entries[language]) for language, text in part.texts.items()}
        return cls(part.source_language, tuple(ids), MappingProxyType(texts))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        texts = {language: OrderingText.from_json(text) for language, text in data["texts"].items()}
        return cls(data["source_language"], tuple(data["step_ids"]), MappingProxyType(texts))

    def to_json(self) -> dict[str, Any]:
        texts = {language: text.to_json() for language, text in self.texts.items()}
        return {**self.head(), "step_ids": list(self.step_ids), "texts": texts}

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.texts)

    @cached_property
    def _names(self) -> dict[str, str]:
        return veiled(self.texts[self.source_language].steps)

    def clean(self, raw: Sequence[str]) -> Answer:
        """Each text is the name of a step and its place from 1, parted by a colon."""
        values = {
            f"{name}:{place}": (id, place) for id, name in self._names.items() for place in self._places
        }
        given = {text for text in raw if text.strip()}
        if given - set(values):
            raise BadAnswer(
                _("This choice does not belong to the question. Reload the page and choose again."),
                code="bad_answer",
            )
        answer: list[str | None] = [None for _place in self._places]
        for id, place in sorted(values[text] for text in given):
            if answer[place - 1] is not None:
                raise BadAnswer(
                    _("Two steps have place %(place)s. Give each step a place of its own.")
                    % {"place": place},
                    code="bad_answer",
                )
            if id in answer:
                raise BadAnswer(_("Choose one place for each step."), code="bad_answer")
            answer[place - 1] = id
        return answer if given else None

    @property
    def _places(self) -> range:
        return range(1, len(self.step_ids) + 1)

    def as_sent(self, answer: Answer) -> list[str]:
        return [f"{self._names[id]}:{place}" for place, id in enumerate(answer or [], start=1) if id]

    def score(self, answer: Answer) -> Fraction:
        follow = self._follow_right(answer or [])
        return Fraction(len(follow), len(self.step_ids) - 1)

    def _follow_right(self, answer: Sequence[str | None]) -> set[str]:
        """The steps that stand right behind the one that they follow in the right order."""
        right = set(pairwise(self.step_ids))
        return {second for first, second in pairwise(answer) if (first, second) in right}

    def open_parts(self, answer: Answer) -> int:
        return (answer or [None for _place in self._places]).count(None)

    def key(self) -> list[str]:
        return self.as_sent(self.step_ids)

    def order(self, seed: str) -> list[str]:
        """Never the right order, so that leaving the list as it comes is never right."""
        order = list(self.step_ids)
        chance = random.Random(seed)  # noqa: S311 -- an order to be repeated, no secret
        while tuple(order) == self.step_ids:
            chance.shuffle(order)
        return order

    def asked(self, languages: Sequence[str], *, order: Sequence[str], sent: Sequence[str]) -> AskedOrdering:
        """The steps that have a place first, in that order; then the others as they were shuffled."""
        language = self.language_for(languages)
        steps = []
        for id in order:
            values = [f"{self._names[id]}:{place}" for place in self._places]
            places = tuple(
                AskedPlace(value, place, value in sent)
                for place, value in zip(self._places, values, strict=True)
            )
            steps.append(AskedStep(self.texts[language].steps[id], places))
        steps.sort(key=lambda step: step.place or len(self.step_ids) + 1)
        return AskedOrdering(language, self.texts[language].text, steps=tuple(steps))

    def answered(self, languages: Sequence[str], *, order: Sequence[str], answer: Answer) -> AnsweredOrdering:
        language = self.language_for(languages)
        text = self.texts[language]
        follow = self._follow_right(answer or [])
        given = tuple(
            AnsweredStep(place, text.steps[id], id in follow)
            for place, id in enumerate(answer or [], start=1)
            if id
        )
        return AnsweredOrdering(
            language,
            text.text,
            text.cites,
            text.explanation,
            steps=tuple(text.steps[id] for id in self.step_ids),
            given_steps=given,
            following=len(follow),
            exact=list(self.step_ids) == answer,
        )

    def said(self, languages: Sequence[str], answer: Answer) -> str:
        steps = self.texts[self.language_for(languages)].steps
        return "; ".join(f"{place}. {steps[id]}" for place, id in enumerate(answer or [], start=1) if id)


def _read_text(text: Fields, ids: Sequence[str], entries: Sequence[Fields]) -> OrderingText:
    steps = {id: entry.text("text") for id, entry in zip(ids, entries, strict=False)}
    for entry in entries:
        entry.finish()
    refuse_twins(text, "steps", steps.values())
    return OrderingText(
        long_text(text, "text"), text.text("cites"), long_text(text, "explanation"), MappingProxyType(steps)
    )


KIND = Kind(
    name=Ordering.kind,
    label=gettext_lazy("Ordering"),
    body=Ordering,
    asking_template="questions/kinds/ordering/asking.html",
    answered_template="questions/kinds/ordering/answered.html",
)
