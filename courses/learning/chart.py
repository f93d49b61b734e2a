"""People over time as areas one upon the other in a box, by attributes of SVG alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from courses.learning.people_by_day import Point

WIDTH, HEIGHT = 600, 150


@dataclass(frozen=True)
class Chart:
    """`done`, `on_track` and `behind` are the corners of polygons in a box of `width` × `height`, the lowest first."""

    done: str
    on_track: str
    behind: str
    points: Sequence[Point]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def last(self) -> Point:
        return self.points[-1]


def chart_of(points: Sequence[Point]) -> Chart | None:
    """None where there are too few for an area, or nobody."""
    most = max((point.people for point in points), default=0)
    if len(points) < 2 or not most:
        return None
    first, span = points[0].day, max((points[-1].day - points[0].day).days, 1)
    across = [round(WIDTH * (point.day - first).days / span) for point in points]

    def edge(numbers: Sequence[int]) -> list[str]:
        heights = (round(HEIGHT * (1 - number / most)) for number in numbers)
        return [f"{x},{y}" for x, y in zip(across, heights, strict=True)]

    ground = edge([0 for _point in points])
    done = edge([point.done for point in points])
    on_track = edge([point.done + point.on_track for point in points])
    behind = edge([point.people for point in points])
    areas = (
        " ".join([*upper, *reversed(lower)])
        for lower, upper in ((ground, done), (done, on_track), (on_track, behind))
    )
    return Chart(*areas, points=points)
