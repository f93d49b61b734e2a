"""A course of work as lines in a box, by attributes of SVG alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from courses.learning.board import Point

WIDTH, HEIGHT = 600, 150


@dataclass(frozen=True)
class Chart:
    """`done` and `due` are the points of polylines in a box of `width` × `height`."""

    done: str
    due: str
    points: Sequence[Point]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def last(self) -> Point:
        return self.points[-1]


def chart_of(points: Sequence[Point]) -> Chart | None:
    """None where there are too few for a line."""
    if len(points) < 2:
        return None
    first, span = points[0].day, max((points[-1].day - points[0].day).days, 1)
    across = [round(WIDTH * (point.day - first).days / span) for point in points]

    def line(shares: Sequence[float]) -> str:
        return " ".join(f"{x},{round(HEIGHT * (1 - share))}" for x, share in zip(across, shares, strict=True))

    return Chart(line([point.done for point in points]), line([point.due for point in points]), points)
