"""Several right choices, with partial credit: (right chosen − wrong chosen) ÷ right ones, never below 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext_lazy

from assessments.questions.bodies import Answer
from assessments.questions.choices import ChoicesBody
from assessments.questions.kinds import Kind


@dataclass(frozen=True)
class MultipleChoice(ChoicesBody):
    kind = "multiple_choice"

    def clean(self, raw: Sequence[str]) -> Answer:
        return self.known(raw) or None

    def chosen(self, answer: Answer) -> frozenset[str]:
        return frozenset(answer or ())

    def score(self, answer: Answer) -> Fraction:
        chosen = self.chosen(answer)
        right, wrong = len(chosen & self.correct), len(chosen - self.correct)
        return max(Fraction(right - wrong, len(self.correct)), Fraction(0))


KIND = Kind(
    name=MultipleChoice.kind,
    label=gettext_lazy("Multiple choice"),
    body=MultipleChoice,
    asking_template="questions/kinds/multiple_choice/asking.html",
    answered_template="questions/kinds/multiple_choice/answered.html",
)
