"""Items, and for each the match that belongs to it: the share of right pairs."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.questions.bodies import Answer, BadAnswer, Body
from assessments.questions.kinds import Kind
from assessments.questions.kinds.matching.reading import read_pairs
from assessments.questions.kinds.matching.shown import (
    AnsweredMatching,
    AnsweredPair,
    AskedItem,
    AskedMatch,
    AskedMatching,
)
from assessments.questions.kinds.matching.texts import MatchingText
from assessments.questions.reading import QuestionPart
from assessments.questions.veil import veiled


@dataclass(frozen=True)
class Matching(Body):
    """`right` maps the id of each item to that of its match; several items may share one.

    A match is called after the first pair that has it. `match_ids` are all that can be chosen, distractors too.
    An answer maps items to matches, without the items that have none yet.
    """

    kind = "matching"

    right: Mapping[str, str]
    match_ids: tuple[str, ...]
    texts: Mapping[str, MatchingText]

    @classmethod
    def read(cls, part: QuestionPart) -> Self:
        right, match_ids, texts = read_pairs(part)
        return cls(part.source_language, MappingProxyType(right), tuple(match_ids), MappingProxyType(texts))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        texts = {language: MatchingText.from_json(text) for language, text in data["texts"].items()}
        return cls(
            data["source_language"],
            MappingProxyType(dict(data["pairs"])),
            tuple(data["match_ids"]),
            MappingProxyType(texts),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            **self.head(),
            "pairs": [list(pair) for pair in self.right.items()],
            "match_ids": list(self.match_ids),
            "texts": {language: text.to_json() for language, text in self.texts.items()},
        }

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.texts)

    @cached_property
    def _names(self) -> dict[str, str]:
        return veiled(self.texts[self.source_language].matches)

    def clean(self, raw: Sequence[str]) -> Answer:
        """Each text is an item and the name of a match, parted by a colon."""
        ids = {name: id for id, name in self._names.items()}
        chosen: dict[str, str] = {}
        for text in raw:
            if not text.strip():
                continue
            item, _colon, name = text.partition(":")
            if item not in self.right or name not in ids:
                raise BadAnswer(
                    _("This choice does not belong to the question. Reload the page and choose again."),
                    code="bad_answer",
                )
            if chosen.setdefault(item, ids[name]) != ids[name]:
                raise BadAnswer(_("Choose one match for each item."), code="bad_answer")
        return {item: chosen[item] for item in self.right if item in chosen} or None

    def as_sent(self, answer: Answer) -> list[str]:
        return [f"{item}:{self._names[match]}" for item, match in (answer or {}).items()]

    def score(self, answer: Answer) -> Fraction:
        chosen = answer or {}
        return Fraction(sum(chosen.get(item) == match for item, match in self.right.items()), len(self.right))

    def open_parts(self, answer: Answer) -> int:
        return len(self.right) - len(answer or {})

    def key(self) -> list[str]:
        return self.as_sent(self.right)

    def order(self, seed: str) -> list[str]:
        """Of the matches; the items keep the order of their author."""
        order = list(self.match_ids)
        random.Random(seed).shuffle(order)  # noqa: S311 -- an order to be repeated, no secret
        return order

    def asked(self, languages: Sequence[str], *, order: Sequence[str], sent: Sequence[str]) -> AskedMatching:
        language = self.language_for(languages)
        text = self.texts[language]
        items = []
        for item in self.right:
            values = [f"{item}:{self._names[id]}" for id in order]
            matches = tuple(
                AskedMatch(value, text.matches[id], value in sent)
                for id, value in zip(order, values, strict=True)
            )
            items.append(AskedItem(text.items[item].item, matches))
        return AskedMatching(language, text.text, items=tuple(items))

    def answered(self, languages: Sequence[str], *, order: Sequence[str], answer: Answer) -> AnsweredMatching:
        language = self.language_for(languages)
        text, chosen = self.texts[language], answer or {}
        pairs = tuple(
            AnsweredPair(
                text.items[item].item,
                text.matches[match],
                text.matches[chosen[item]] if item in chosen else "",
                text.items[item].explanation,
            )
            for item, match in self.right.items()
        )
        return AnsweredMatching(language, text.text, text.cites, pairs=pairs)

    def said(self, languages: Sequence[str], answer: Answer) -> str:
        text, chosen = self.texts[self.language_for(languages)], answer or {}
        pairs = ((item, chosen[item]) for item in self.right if item in chosen)
        return "; ".join(f"{text.items[item].item}: {text.matches[match]}" for item, match in pairs)


KIND = Kind(
    name=Matching.kind,
    label=gettext_lazy("Matching"),
    body=Matching,
    asking_template="questions/kinds/matching/asking.html",
    answered_template="questions/kinds/matching/answered.html",
)
