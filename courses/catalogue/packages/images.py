from dataclasses import dataclass


@dataclass(frozen=True)
class ImageFile:
    """A picture of the package, judged by its content; `path` as the blocks name it."""

    path: str
    data: bytes
    format: str
    width: int
    height: int
