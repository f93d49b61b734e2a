"""Pictures of lessons in the sizes and formats that pages show.

A task makes them after publication (`actions/pictures.py`); here is only asked what is there. Until
then a page shows the smallest that exists, or the picture as it was uploaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

WIDTHS = (400, 800, 1200)
FORMATS = ("avif", "webp")
# The width for browsers that know neither <picture> nor the first format.
PLAIN_WIDTH = 800
# A drawing is only copied, under a name that can't be guessed.
DRAWING = "original"
SIZED = "width-"
RECIPE = f"{','.join(FORMATS)}:{','.join(map(str, WIDTHS))}"


@dataclass(frozen=True)
class Source:
    content_type: str
    srcset: str


@dataclass(frozen=True)
class Picture:
    """What an <img> and the <source>s above it need; the best format first."""

    src: str
    width: int
    height: int
    sources: tuple[Source, ...] = ()


def specs_of(image: Any) -> list[str]:
    """The renditions that pages show of a picture; none is larger than the picture itself."""
    if image.is_svg():
        return [DRAWING]
    return [_spec(width, form) for form in FORMATS for width in widths_of(image)]


def widths_of(image: Any) -> list[int]:
    """Those narrower than the picture, and one that takes it whole."""
    narrower = [width for width in WIDTHS if width < image.width]
    return [*narrower, *WIDTHS[len(narrower) : len(narrower) + 1]]


def missing_of(image: Any) -> list[str]:
    there = existing_of(image)
    return [spec for spec in specs_of(image) if spec not in there]


def existing_of(image: Any) -> dict[str, Any]:
    """Spec → rendition, of those that exist. One query past Wagtail's cache, and nothing is made."""
    return {each.filter_spec: each for each in image.renditions.filter(filter_spec__in=specs_of(image))}


def picture_of(image: Any, *, original: str) -> Picture:
    """`original` is the address of the picture as it was uploaded."""
    there = existing_of(image)
    if image.is_svg():
        src = there[DRAWING].url if DRAWING in there else original
        return Picture(src, image.width, image.height)
    sources = (_source(form, image, there) for form in FORMATS)
    return Picture(
        src=_plain(image, there) or original,
        width=image.width,
        height=image.height,
        sources=tuple(source for source in sources if source.srcset),
    )


def _source(form: str, image: Any, there: dict[str, Any]) -> Source:
    found = [there[spec] for width in widths_of(image) if (spec := _spec(width, form)) in there]
    return Source(f"image/{form}", ", ".join(f"{each.url} {each.width}w" for each in found))


def _plain(image: Any, there: dict[str, Any]) -> str:
    """The one that every browser shows best, else the smallest that exists."""
    widths = sorted(widths_of(image), key=lambda width: abs(width - PLAIN_WIDTH))
    wanted: Iterable[str] = (_spec(width, form) for form in reversed(FORMATS) for width in widths)
    return next((there[spec].url for spec in wanted if spec in there), "")


def _spec(width: int, form: str) -> str:
    return f"{SIZED}{width}|format-{form}"
