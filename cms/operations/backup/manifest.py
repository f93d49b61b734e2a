"""What a backup says of itself, read with suspicion."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from cms.operations.backup import Refused
from cms.operations.backup.columns import KINDS, Column
from cms.operations.backup.tables import Table

NAME = "manifest.json"
FORMAT = "backup of a judicial cooperation training platform"
# Another number means that older releases can't read it.
VERSION = 1


@dataclass(frozen=True)
class Member:
    size: int
    sha256: str


@dataclass
class Manifest:
    """`state` is the last migration of each app; `rows` the number of rows of each table."""

    release: str
    made_at: str
    state: dict[str, str]
    tables: list[Table] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    has_keys: bool = False

    def to_json(self) -> bytes:
        return json.dumps({"format": FORMAT, "version": VERSION} | asdict(self), indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Refused for what is not ours, of a later form, or not whole."""
        try:
            said = json.loads(text)
            if said["format"] != FORMAT:
                raise Refused("This file is no backup of this platform.")
            if said["version"] > VERSION:
                raise Refused("This backup was made by a newer release. Install that one first.")
            return cls(
                release=str(said["release"]),
                made_at=str(said["made_at"]),
                state={str(app): str(name) for app, name in said["state"].items()},
                tables=[_table(one) for one in said["tables"]],
                rows={str(name): int(count) for name, count in said["rows"].items()},
                members={
                    str(name): Member(int(one["size"]), str(one["sha256"]))
                    for name, one in said["members"].items()
                },
                has_keys=bool(said["has_keys"]),
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
            raise Refused(
                "This file is no backup of this platform, or its list of contents is damaged."
            ) from problem


def _table(said: Any) -> Table:
    columns = tuple(Column(name=str(one["name"]), kind=str(one["kind"])) for one in said["columns"])
    if unknown := {column.kind for column in columns} - set(KINDS):
        raise Refused(
            f"This backup holds columns of a kind that is not known here: {', '.join(sorted(unknown))}."
        )
    return Table(name=str(said["name"]), columns=columns)
