"""What every kind's body has in common; each kind's own body lies in its folder under `kinds/`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from assessments.questions.reading import QuestionPart
from cms.core.errors import Refusal

Answer = Any
"""What JSON can hold; None is “not answered” for every kind."""


class BadAnswer(Refusal):
    """An answer that this question can't have; the sentence is for the person who gave it."""


@dataclass(frozen=True)
class Body(ABC):
    """One version of one question in all its languages. It never changes: another text is another version."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1

    source_language: str

    @classmethod
    @abstractmethod
    def read(cls, part: QuestionPart) -> Self:
        """A body read with problems must not be kept. `id`, `kind` and `points` are the caller's to read."""

    @classmethod
    @abstractmethod
    def from_json(cls, data: dict[str, Any]) -> Self: ...

    @abstractmethod
    def to_json(self) -> dict[str, Any]: ...

    @abstractmethod
    def clean(self, raw: Sequence[str]) -> Answer:
        """The answer in the form in which it is stored; raises BadAnswer."""

    @abstractmethod
    def as_sent(self, answer: Answer) -> list[str]:
        """What a form sends for a stored answer, the inverse of `clean`; empty for no answer."""

    @abstractmethod
    def score(self, answer: Answer) -> Fraction:
        """From 0 to 1, for an answer that `clean` gave."""

    @abstractmethod
    def key(self) -> list[str]:
        """What a form would send for the full score."""

    @abstractmethod
    def order(self, seed: str) -> list[str]:
        """The ids of what is shown in shuffled order; the same seed gives the same order."""

    @abstractmethod
    def asked(self, languages: Sequence[str], *, order: Sequence[str], sent: Sequence[str]) -> Asked:
        """Plain values for the asking template; `sent` are the texts of a form, which may be wrong."""

    @abstractmethod
    def answered(self, languages: Sequence[str], *, order: Sequence[str], answer: Answer) -> Answered:
        """Plain values for the result template."""

    @abstractmethod
    def said(self, languages: Sequence[str], answer: Answer) -> str:
        """A stored answer in words, to be shown beside another; empty for no answer."""

    def open_parts(self, answer: Answer) -> int:
        """How many parts have no answer yet; always 0 for a kind that is answered all at once."""
        return 0

    @property
    @abstractmethod
    def languages(self) -> tuple[str, ...]: ...

    def language_for(self, wanted: Sequence[str]) -> str:
        """The first wanted language in which there is a text, else the source language."""
        return next((language for language in wanted if language in self.languages), self.source_language)

    def head(self) -> dict[str, Any]:
        return {"version": self.version, "kind": self.kind, "source_language": self.source_language}


@dataclass(frozen=True)
class Asked:
    """A question as it is put: `given` is what a text field shows, `choices` what can be chosen.

    A kind that shows more extends this, and `Answered`, in its own folder.
    """

    language: str
    text: str
    choices: tuple[AskedChoice, ...] = ()
    given: str = ""
    unit: str = ""


@dataclass(frozen=True)
class AskedChoice:
    id: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Answered:
    """A question after grading; `right` is the right answer as text where there are no choices."""

    language: str
    text: str
    cites: str
    explanation: str = ""
    choices: tuple[AnsweredChoice, ...] = ()
    given: str = ""
    right: str = ""
    unit: str = ""


@dataclass(frozen=True)
class AnsweredChoice:
    id: str
    text: str
    explanation: str
    correct: bool
    chosen: bool
