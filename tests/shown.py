"""One page of ours as the tables of pages name it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from tests.scene import Scene

UNKNOWN = "ZZZZ-ZZZZ-ZZZZ"


@dataclass(frozen=True)
class Shown:
    """`covers` names a URL or a type of page; `who` signs in (nobody where empty); `address` is filled from the scene."""

    name: str
    covers: str
    address: str
    who: str = ""
    admin: bool = False
    status: int = 200
    looked_at: bool = True

    def path(self, scene: Scene, language: str) -> str:
        values = asdict(scene)
        once = self.address.format(**values, language=language, UNKNOWN=UNKNOWN)
        return once.format(language=language)
