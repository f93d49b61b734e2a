from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self


@dataclass(frozen=True)
class NearAnswer:
    """Wrong answers that deserve an explanation of their own."""

    answers: tuple[str, ...]
    explanation: str


@dataclass(frozen=True)
class ShortAnswerText:
    """One language. The first accepted answer is the one that is shown as right."""

    text: str
    cites: str
    explanation: str
    accepted: tuple[str, ...]
    near: Mapping[str, NearAnswer]

    def to_json(self) -> dict[str, Any]:
        near = {
            id: {"answers": list(one.answers), "explanation": one.explanation}
            for id, one in self.near.items()
        }
        return {
            "text": self.text,
            "cites": self.cites,
            "explanation": self.explanation,
            "accepted": list(self.accepted),
            "near": near,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        near = {id: NearAnswer(tuple(one["answers"]), one["explanation"]) for id, one in data["near"].items()}
        return cls(
            data["text"],
            data["cites"],
            data["explanation"],
            tuple(data["accepted"]),
            MappingProxyType(near),
        )
