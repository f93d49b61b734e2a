"""A pseudo-locale: whatever is translated stands in ⟦brackets⟧, and what stands in none was never given to a translator.

A server with the middleware `InBrackets` answers an address with `?brackets=1` so. `plain_texts` reads the answer.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from contextvars import ContextVar
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from babel import Locale
from django.core.cache.backends.base import BaseCache
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cms.core import saying
from cms.world.languages import LANGUAGES
from cms.world.zones import zone_names

OPEN, CLOSE = "⟦", "⟧"
# A language that we don't have: our texts stay in English, and no cache mixes them up with those of others.
LANGUAGE = "de"
TRANSLATED = ("gettext", "pgettext", "ngettext", "npgettext")
SAID_BY_BABEL = ("format_date", "format_skeleton", "format_timedelta", "format_list", "format_percent")
READ_ALOUD = ("aria-label", "alt", "placeholder", "title")
UNSEEN = {"script", "style", "template", "code"}
# With the signs that fence off what runs the other way.
EDGES = " \n()·:,.–-\u2068\u2069"
# Tables of machinery, and revisions, which hold what pages hold.
NO_DATA = (
    "sqlite_",
    "django_session",
    "wagtailsearch_",
    "wagtailcore_revision",
    "wagtailcore_referenceindex",
)

in_brackets: ContextVar[bool] = ContextVar("in_brackets", default=False)


def speakers() -> Iterator[tuple[Any, str, Callable[..., str]]]:
    """(owner, name, function in brackets) of all that makes words."""
    for name in TRANSLATED:
        yield translation._trans, name, _bracketed(getattr(translation.trans_real, name))
    for name in SAID_BY_BABEL:
        yield saying, name, _bracketed(getattr(saying, name))


def _bracketed(say: Callable[..., str]) -> Callable[..., str]:
    def said(*args: Any, **kwargs: Any) -> str:
        text = say(*args, **kwargs)
        # Marks between data say nothing.
        return f"{OPEN}{text}{CLOSE}" if in_brackets.get() and any(map(str.isalpha, text)) else text

    return said


def _apart(make_key: Callable[..., str]) -> Callable[..., str]:
    """What was rendered without brackets is not taken for them, nor the other way round."""

    def key_of(cache: BaseCache, key: Any, version: int | None = None) -> str:
        return make_key(cache, f"brackets:{key}" if in_brackets.get() else key, version)

    return key_of


class InBrackets:
    """Stands after whatever picks a language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        for owner, name, said in speakers():
            setattr(owner, name, said)
        BaseCache.make_key = _apart(BaseCache.make_key)  # type: ignore[method-assign]  # for the whole process, as above

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "brackets" not in request.GET:
            return self.get_response(request)
        token = in_brackets.set(True)
        try:
            with translation.override(LANGUAGE):
                return self.get_response(request)
        finally:
            in_brackets.reset(token)


class Seen(HTMLParser):
    """The text of a page, what is read aloud among it, a piece for each place without markup."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._unseen = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN
        self.pieces += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def plain_texts(html: str, data: set[str]) -> list[str]:
    """What has letters and is neither translated nor data nor an address, nor a word in braces, which has one name."""
    texts = (text for text in _outside(html) if not text.startswith("http://"))
    texts = (text for text in texts if not re.fullmatch(r"\{\w+\}", text))
    return [text for text in texts if any(map(str.isalpha, text)) and text not in data]


def _outside(html: str) -> Iterator[str]:
    """The pieces outside all brackets, which may hold markup, and brackets."""
    depth = 0
    for piece in Seen(html).pieces:
        outside = ""
        for character in piece:
            depth += (character == OPEN) - (character == CLOSE)
            outside += character if not depth and character != CLOSE else "\0"
        yield from (text.strip(EDGES) for text in outside.split("\0"))


def known_data(database: Path) -> set[str]:
    """Every text in an SQLite database, as a page shows it, and the names of languages, countries and cities."""
    data = {"UTC"}
    for language in ("en", LANGUAGE):
        with translation.override(language):
            locale = Locale(language)
            data |= {*locale.languages.values(), *locale.territories.values()}
            data |= {saying.say_city(zone) for zone in zone_names()}
    data |= {saying.say_language(code, own=True) for code in LANGUAGES}
    connection = sqlite3.connect(database)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        if not table.startswith(NO_DATA):
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                data.update(piece for value in row for piece in _pieces_of(value))
    connection.close()
    return {piece.strip(EDGES) for piece in data}


def _pieces_of(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        with suppress(ValueError):
            value = json.loads(value)
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, str):
        yield from {value, *value.split("\n\n")}
        yield from Seen(value).pieces
    elif isinstance(value, list):
        for part in value:
            yield from _pieces_of(part)
