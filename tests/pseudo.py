"""A pseudo-locale: whatever is translated stands in ⟦brackets⟧, and what stands in none was never given to a translator."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from babel import Locale
from django.apps import apps
from django.db import models
from django.utils import translation
from wagtail.blocks import StreamValue

from cms.core import saying
from cms.world.languages import LANGUAGES
from cms.world.zones import zone_names

OPEN, CLOSE = "⟦", "⟧"
SAID_BY_BABEL = ("format_date", "format_timedelta", "format_list", "format_percent")
EDGES = " \n()·:,.–-"
READ_ALOUD = ("aria-label", "alt", "placeholder", "title")
UNSEEN = {"script", "style", "template", "code"}


def speak(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("gettext", "pgettext", "ngettext", "npgettext"):
        monkeypatch.setattr(translation._trans, name, _bracketed(getattr(translation.trans_real, name)))
    for name in SAID_BY_BABEL:
        monkeypatch.setattr(saying, name, _bracketed(getattr(saying, name)))


def _bracketed(say: Callable[..., str]) -> Callable[..., str]:
    def said(*args: Any, **kwargs: Any) -> str:
        text = say(*args, **kwargs)
        # Of marks between data nothing is said to a reader.
        return f"{OPEN}{text}{CLOSE}" if any(map(str.isalpha, text)) else text

    return said


class Seen(HTMLParser):
    """The text of a page, what is read aloud among it, a piece for each place without markup."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._unseen = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN
        for name, value in attrs:
            if name in READ_ALOUD and value:
                self.pieces.append(value)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def plain_pieces(html: str) -> Iterator[str]:
    """What a person reads outside all brackets. Brackets may hold markup, and brackets."""
    depth, piece = 0, ""
    for read in Seen(html).pieces:
        for character in read:
            depth += (character == OPEN) - (character == CLOSE)
            piece += character if not depth and character != CLOSE else "\0"
        yield from (part.strip() for part in piece.split("\0"))
        piece = ""


def plain_texts(html: str, data: set[str]) -> list[str]:
    """The pieces with letters that are neither translated nor data."""
    return [
        piece
        for part in plain_pieces(html)
        if any(map(str.isalpha, piece := part.strip(EDGES))) and piece not in data
    ]


def known_data() -> set[str]:
    """Every text in the database, as a page shows it, and the names of languages, countries and cities."""
    british = Locale.parse("en_GB")
    data = {"UTC", *british.languages.values(), *british.territories.values()}
    data |= {saying.say_city(zone) for zone in zone_names()}
    data |= {saying.say_language(code, own=True) for code in LANGUAGES}
    for model in apps.get_models():
        fields = [field.attname for field in model._meta.concrete_fields if isinstance(field, _TEXTS)]
        if fields:
            for row in model._base_manager.values_list(*fields):
                data.update(piece for value in row for piece in _pieces_of(value))
    return {piece.strip(EDGES) for piece in data}


_TEXTS = (models.CharField, models.TextField, models.JSONField)


def _pieces_of(value: Any) -> Iterator[str]:
    if isinstance(value, StreamValue):
        value = value.raw_data
    if isinstance(value, str) and value[:1] in ("[", "{"):
        value = json.loads(value)
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, str):
        yield value
        yield from Seen(value).pieces
    elif hasattr(value, "__iter__"):
        for part in value:
            yield from _pieces_of(part)
