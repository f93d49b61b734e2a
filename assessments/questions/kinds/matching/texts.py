from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Self


@dataclass(frozen=True)
class ItemText:
    item: str
    explanation: str


@dataclass(frozen=True)
class MatchingText:
    """One language: the question, what it cites, a text for each item and for each match, by their ids."""

    text: str
    cites: str
    items: Mapping[str, ItemText]
    matches: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "cites": self.cites,
            "items": {id: asdict(item) for id, item in self.items.items()},
            "matches": dict(self.matches),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        items = {id: ItemText(**item) for id, item in data["items"].items()}
        return cls(data["text"], data["cites"], MappingProxyType(items), MappingProxyType(data["matches"]))
