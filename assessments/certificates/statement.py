"""What a certificate states, copied at the moment of issue.

    Statement ── to_json() ──▶ dict ── canonical() ──▶ bytes ── digest() ──▶ kept beside the certificate
        ▲                       │
        └────── from_json() ────┘

A signature is made over these bytes, so a later version of the form gets a number and a reader of its own; the
reader of an older one stays.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

VERSION = 1

Texts = Mapping[str, str]


class UnknownVersion(ValueError):
    """The statement was written in a form that this release can't read."""


@dataclass(frozen=True, slots=True)
class StatedNetwork:
    slug: str
    name: Texts
    short_name: Texts


@dataclass(frozen=True, slots=True)
class StatedModule:
    key: str
    title: Texts
    edition: int
    network: StatedNetwork


@dataclass(frozen=True, slots=True)
class StatedHolder:
    name: str
    identity_hash: str
    identity_salt: str


@dataclass(frozen=True, slots=True)
class StatedTitle:
    key: str
    title: Texts


@dataclass(frozen=True, slots=True)
class Statement:
    """Texts by language code; times as `2026-11-20T09:00:00Z`, days as `2026-11-20`, the score in per cent as text."""

    number: str
    language: str
    holder: StatedHolder
    award: StatedTitle
    course: StatedTitle
    modules: tuple[StatedModule, ...]
    host: StatedNetwork
    issuer: str
    cohort: str
    starts: str
    ends: str
    completed_at: str
    issued_at: str
    minutes: int
    score: str | None
    criteria: Texts
    valid_until: str | None = None
    version: int = VERSION

    def to_json(self) -> dict[str, Any]:
        """Without `valid_until` where it has none: so are the bytes of those from before there was one."""
        data = asdict(self)
        if self.valid_until is None:
            del data["valid_until"]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Statement":
        if data.get("version") != VERSION:
            raise UnknownVersion(data.get("version"))
        values = dict(data)
        values["holder"] = StatedHolder(**data["holder"])
        values["award"] = StatedTitle(**data["award"])
        values["course"] = StatedTitle(**data["course"])
        values["host"] = StatedNetwork(**data["host"])
        values["modules"] = tuple(
            StatedModule(**{**module, "network": StatedNetwork(**module["network"])})
            for module in data["modules"]
        )
        return cls(**values)

    def writers(self) -> tuple[StatedNetwork, ...]:
        """The networks that wrote the modules, each once, in the order of the modules."""
        return tuple({module.network.slug: module.network for module in self.modules}.values())

    def networks(self) -> frozenset[str]:
        """The slugs of all that it names."""
        return frozenset({self.host.slug, *(module.network.slug for module in self.modules)})


def in_language(texts: Texts, language: str) -> str:
    """The text in this language, else in English, else in the first that there is."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def canonical(data: Mapping[str, Any]) -> bytes:
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_refuse
    ).encode()


def digest(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(data)).hexdigest()


def identity(email: str, salt: str) -> str:
    """The holder's address as a hash in the form of Open Badges 3.0, so that it can be checked and not be read."""
    return "sha256$" + hashlib.sha256((email.strip().lower() + salt).encode()).hexdigest()


def _refuse(value: object) -> Any:
    raise TypeError(f"a statement holds plain values only, not {type(value).__name__}")
