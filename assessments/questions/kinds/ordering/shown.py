"""An ordering question as plain values for its templates."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.questions.bodies import Answered, Asked


@dataclass(frozen=True)
class AskedPlace:
    value: str
    place: int
    chosen: bool


@dataclass(frozen=True)
class AskedStep:
    text: str
    places: tuple[AskedPlace, ...]

    @property
    def place(self) -> int | None:
        return next((place.place for place in self.places if place.chosen), None)


@dataclass(frozen=True)
class AskedOrdering(Asked):
    steps: tuple[AskedStep, ...] = ()


@dataclass(frozen=True)
class AnsweredStep:
    """`follows` says that it stands right behind the step that it follows."""

    place: int
    text: str
    follows: bool


@dataclass(frozen=True)
class AnsweredOrdering(Answered):
    """`steps` in the right order, `given_steps` in that of the answer; `following` of them follow rightly."""

    steps: tuple[str, ...] = ()
    given_steps: tuple[AnsweredStep, ...] = ()
    following: int = 0
    exact: bool = False

    @property
    def neighbours(self) -> int:
        return len(self.steps) - 1
