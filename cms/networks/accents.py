"""A network's own colour: whether it can be read, and the nearest one that can."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEAST_CONTRAST = 4.5
_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
_STEPS = 1000


@dataclass(frozen=True)
class Scheme:
    """What an accent is read on, and what is written on it: the tokens of static/css/tokens.css."""

    name: str | Promise
    paper: str
    sheet: str
    tint: str
    on_accent: str

    @property
    def neighbours(self) -> tuple[str, ...]:
        return self.paper, self.sheet, self.tint, self.on_accent


LIGHT = Scheme(_("light"), paper="#fbfaf7", sheet="#ffffff", tint="#f2f0ea", on_accent="#ffffff")
DARK = Scheme(_("dark"), paper="#131417", sheet="#1b1d21", tint="#1e2024", on_accent="#10131a")


def validate_colour(value: str) -> None:
    if not _COLOUR.match(value):
        raise ValidationError(
            _("“%(value)s” is not a colour. Write # and six digits or letters from a to f, such as #1f4f9b."),
            code="not_a_colour",
            params={"value": value},
        )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(colour: str, scheme: Scheme) -> bool:
    """As text on every ground of the scheme, and under what is written on it."""
    return all(contrast(colour, neighbour) >= LEAST_CONTRAST for neighbour in scheme.neighbours)


def nearest_readable(colour: str, scheme: Scheme) -> str:
    """The colour itself, or one of its hue, as much darker or lighter as it needs."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_shares(colour))
    end = 0 if contrast(scheme.paper, "#000000") > contrast(scheme.paper, "#ffffff") else 1
    for step in range(_STEPS):
        tried = _written(colorsys.hls_to_rgb(hue, lightness + (end - lightness) * step / _STEPS, saturation))
        if is_readable(tried, scheme):
            return tried
    return "#000000" if end == 0 else "#ffffff"


def validate_readable(colour: str, scheme: Scheme) -> None:
    """ValidationError with the nearest colour that passes, for one that can't be read."""
    validate_colour(colour)
    if is_readable(colour, scheme):
        return
    worst = min(contrast(colour, neighbour) for neighbour in scheme.neighbours)
    raise ValidationError(
        _(
            "%(colour)s is too hard to read in the %(scheme)s scheme: its contrast is %(contrast)s to 1, and at "
            "least 4.5 to 1 is needed. The nearest colour that can be read is %(nearest)s."
        ),
        code="contrast",
        params={
            "colour": colour,
            "scheme": scheme.name,
            "contrast": f"{int(worst * 10) / 10}",
            "nearest": nearest_readable(colour, scheme),
        },
    )


def _luminance(colour: str) -> float:
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in _shares(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _shares(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _written(shares: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(share * 255):02x}" for share in shares)
