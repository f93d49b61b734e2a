"""One right choice among several: full or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.questions.bodies import Answer, BadAnswer
from assessments.questions.choices import ChoicesBody
from assessments.questions.kinds import Kind
from courses.catalogue.packages.fields import Fields


@dataclass(frozen=True)
class SingleChoice(ChoicesBody):
    kind = "single_choice"

    @classmethod
    def check(cls, source: Fields, ids: list[str], correct: frozenset[str]) -> None:
        super().check(source, ids, correct)
        if len(correct) > 1:
            source.wrong(
                "choices", _("A single choice has one right answer; mark one, or use kind “multiple_choice”.")
            )

    def clean(self, raw: Sequence[str]) -> Answer:
        chosen = self.known(raw)
        if len(chosen) > 1:
            raise BadAnswer(_("Choose one answer only."), code="bad_answer")
        return chosen[0] if chosen else None

    def chosen(self, answer: Answer) -> frozenset[str]:
        return frozenset([answer] if answer is not None else [])

    def score(self, answer: Answer) -> Fraction:
        return Fraction(answer in self.correct)


KIND = Kind(
    name=SingleChoice.kind,
    label=gettext_lazy("Single choice"),
    body=SingleChoice,
    asking_template="questions/kinds/single_choice/asking.html",
    answered_template="questions/kinds/single_choice/answered.html",
)
