"""A number with an absolute tolerance: full or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.questions.bodies import Answer, Answered, Asked, BadAnswer, Body
from assessments.questions.kinds import Kind
from assessments.questions.kinds.numeric.digits import plain_number, read_number
from assessments.questions.reading import QuestionPart, long_text
from courses.catalogue.packages.fields import Fields


@dataclass(frozen=True)
class NumericText:
    text: str
    cites: str
    unit: str
    explanation: str


@dataclass(frozen=True)
class Numeric(Body):
    kind = "numeric"

    right: Decimal
    tolerance: Decimal
    texts: Mapping[str, NumericText]

    @classmethod
    def read(cls, part: QuestionPart) -> Self:
        right = part.source.decimal("answer")
        tolerance = part.source.decimal("tolerance", default=Decimal(0))
        if tolerance < 0:
            part.source.wrong("tolerance", _("“tolerance” must be 0 or more."))
        part.forbid_in_translations("answer", "tolerance")
        texts = {language: _read_text(text) for language, text in part.texts.items()}
        return cls(part.source_language, right, tolerance, MappingProxyType(texts))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        texts = {language: NumericText(**text) for language, text in data["texts"].items()}
        return cls(
            data["source_language"],
            Decimal(data["right"]),
            Decimal(data["tolerance"]),
            MappingProxyType(texts),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            **self.head(),
            "right": plain_number(self.right),
            "tolerance": plain_number(self.tolerance),
            "texts": {language: asdict(text) for language, text in self.texts.items()},
        }

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.texts)

    def clean(self, raw: Sequence[str]) -> Answer:
        given = [text for text in raw if text.strip()]
        if not given:
            return None
        number = read_number(given[0]) if len(given) == 1 else None
        if number is None:
            raise BadAnswer(
                _("This is not a number. Use digits only, and a comma or a point before the decimals."),
                code="bad_answer",
            )
        return plain_number(number)

    def as_sent(self, answer: Answer) -> list[str]:
        return [] if answer is None else [answer]

    def score(self, answer: Answer) -> Fraction:
        return Fraction(answer is not None and abs(Decimal(answer) - self.right) <= self.tolerance)

    def key(self) -> list[str]:
        return [plain_number(self.right)]

    def order(self, seed: str) -> list[str]:
        return []

    def asked(self, languages: Sequence[str], *, order: Sequence[str], sent: Sequence[str]) -> Asked:
        language = self.language_for(languages)
        text = self.texts[language]
        return Asked(language, text.text, given=" ".join(sent), unit=text.unit)

    def answered(self, languages: Sequence[str], *, order: Sequence[str], answer: Answer) -> Answered:
        language = self.language_for(languages)
        text = self.texts[language]
        return Answered(
            language,
            text.text,
            text.cites,
            text.explanation,
            given=answer or "",
            right=plain_number(self.right),
            unit=text.unit,
        )

    def said(self, languages: Sequence[str], answer: Answer) -> str:
        unit = self.texts[self.language_for(languages)].unit
        return f"{answer} {unit}".strip() if answer is not None else ""


def _read_text(text: Fields) -> NumericText:
    return NumericText(
        long_text(text, "text"),
        text.text("cites"),
        text.text("unit", required=False),
        long_text(text, "explanation"),
    )


KIND = Kind(
    name=Numeric.kind,
    label=gettext_lazy("Number"),
    body=Numeric,
    asking_template="questions/kinds/numeric/asking.html",
    answered_template="questions/kinds/numeric/answered.html",
)
