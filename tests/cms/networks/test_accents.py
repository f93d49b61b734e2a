"""Whether a colour can be read, in both schemes, and the nearest one that can."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cms.networks.accents import (
    DARK,
    LEAST_CONTRAST,
    LIGHT,
    Scheme,
    contrast,
    is_readable,
    nearest_readable,
    validate_colour,
    validate_readable,
)

TOKENS = Path(settings.BASE_DIR, "static", "css", "tokens.css").read_text()
LIGHT_TOKENS, DARK_TOKENS = TOKENS.split("@media", 1)
DEMO = ("ejn", "iberred", "oas", "rmcji", "wacap", "casc", "gljcn", "seajust")
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
schemes = st.sampled_from([LIGHT, DARK])


def token(text: str, name: str) -> str:
    colour = re.search(rf"--{name}: (#[0-9a-f]+);", text)[1]  # type: ignore[index]
    return "#" + "".join(2 * digit for digit in colour[1:]) if len(colour) == 4 else colour


@pytest.mark.parametrize(("scheme", "text"), [(LIGHT, LIGHT_TOKENS), (DARK, DARK_TOKENS)])
def test_the_grounds_are_those_of_the_stylesheet(scheme: Scheme, text: str) -> None:
    assert scheme.neighbours == tuple(token(text, name) for name in ("paper", "sheet", "tint", "on-accent"))


@pytest.mark.parametrize("name", DEMO)
def test_the_demos_colours_pass(name: str) -> None:
    assert is_readable(token(LIGHT_TOKENS, name), LIGHT)
    assert is_readable(token(DARK_TOKENS, name), DARK)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#777777") == 1
    assert round(contrast("#767676", "#ffffff"), 2) == round(contrast("#ffffff", "#767676"), 2) == 4.54


@given(colours, schemes)
def test_the_nearest_colour_passes_and_one_that_passes_is_kept(colour: str, scheme: Scheme) -> None:
    nearest = nearest_readable(colour, scheme)
    assert is_readable(nearest, scheme)
    assert (nearest == colour) == is_readable(colour, scheme)


def test_it_keeps_the_hue_and_goes_no_farther_than_it_must() -> None:
    assert nearest_readable("#ff0000", LIGHT).endswith("0000")
    nearest = nearest_readable("#ff0000", LIGHT)
    assert LEAST_CONTRAST <= min(contrast(nearest, ground) for ground in LIGHT.neighbours) < 4.6


@pytest.mark.parametrize("value", ["red", "#12", "#12345g", "#1234567", "123456", "#12345\n", ""])
def test_what_is_no_colour_is_refused(value: str) -> None:
    with pytest.raises(ValidationError, match="is not a colour"):
        validate_colour(value)


def test_one_that_can_not_be_read_is_refused_with_one_that_can() -> None:
    with pytest.raises(ValidationError) as refused:
        validate_readable("#ffd700", LIGHT)
    sentence = refused.value.messages[0]
    assert nearest_readable("#ffd700", LIGHT) in sentence
    assert "1.2 to 1" in sentence
    validate_readable("#ffd700", DARK)
