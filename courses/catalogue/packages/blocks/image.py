"""A picture with its words."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from courses.catalogue.packages.blocks.kind import BlockKind, Reading
from courses.catalogue.packages.parts import Writing
from courses.catalogue.packages.rich_text import SENTENCE


@dataclass(frozen=True)
class Figure:
    picture: str
    alt: str
    caption: str
    shape: tuple[()] = ()

    def as_stored(self, key: UUID, writing: Writing) -> Any:
        return {"image": writing.images[self.picture], "alt": self.alt, "caption": self.caption}


def _image(reading: Reading) -> Figure:
    return Figure(
        picture=reading.picture("file"),
        alt=reading.attribute("alt"),
        caption=reading.rich_text(SENTENCE, optional=True),
    )


IMAGE = BlockKind("image", _image, needs=("file", "alt"))
