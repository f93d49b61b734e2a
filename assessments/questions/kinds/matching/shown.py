"""A matching question as plain values for its templates."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.questions.bodies import Answered, Asked


@dataclass(frozen=True)
class AskedMatch:
    value: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class AskedItem:
    text: str
    matches: tuple[AskedMatch, ...]


@dataclass(frozen=True)
class AskedMatching(Asked):
    items: tuple[AskedItem, ...] = ()


@dataclass(frozen=True)
class AnsweredPair:
    """`given` is the chosen match, empty where there is none."""

    item: str
    match: str
    given: str
    explanation: str

    @property
    def correct(self) -> bool:
        return self.given == self.match


@dataclass(frozen=True)
class AnsweredMatching(Answered):
    pairs: tuple[AnsweredPair, ...] = ()
