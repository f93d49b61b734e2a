"""A notice as the e-mail that its reader gets: text and HTML from the same paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from cms.notices.kinds import kind_of
from cms.notices.models import Notice
from cms.people.models import User
from cms.world.languages import direction

Direction = Literal["ltr", "rtl"]

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


@dataclass(frozen=True)
class Letter:
    """`html` is empty where there is only the text."""

    subject: str
    text: str
    html: str


def letter(notice: Notice, *, to: User) -> Letter:
    """Rendered in the notice's language, or in the site's where its interface has none in that language."""
    language = letter_language(notice.language)
    with translation.override(language):
        kind = kind_of(notice.kind)
        return compose(
            kind.key,
            words=kind.words(notice.facts, zone=to.time_zone),
            language=language,
            name=to.display_name,
            action=kind.action,
            path=kind.entry(notice),
        )


def letter_language(wanted: str) -> str:
    """`wanted`, or the site's where its interface has none in that language."""
    return wanted if wanted in settings.SWITCHER_LANGUAGES else settings.LANGUAGE_CODE


def compose(
    key: str,
    *,
    words: Mapping[str, str],
    language: str,
    name: str,
    action: str | Promise,
    path: str,
    has_account: bool = True,
) -> Letter:
    """The templates `notices/<key>…` with `words`, in the frame of every letter; `language` must be active.

    `path`, on this site, is where the reader goes on, and `action` the link's text.
    """
    towards = direction(language)
    fenced = {word: isolated(value, within=towards) for word, value in words.items()}
    site = settings.SITE_URL.rstrip("/")
    subject = " ".join(_plain(f"notices/{key}.subject.txt", fenced).split())
    frame = {
        "subject": subject,
        "language": language,
        "direction": towards,
        "name": isolated(name, within=towards),
        "paragraphs": paragraphs(_plain(f"notices/{key}.txt", fenced)),
        "action": action,
        "link": site + path,
        "account": site + reverse("people:account") if has_account else "",
    }
    return Letter(
        subject=subject,
        text=re.sub(r"\n{3,}", "\n\n", _plain("notices/letter.txt", frame)).strip() + "\n",
        html=render_to_string("notices/letter.html", frame),
    )


def _plain(template: str, values: dict[str, object] | dict[str, str]) -> str:
    """Rendered without escaping: plain text knows no markup, and the HTML frame escapes what it takes over."""
    return get_template(template).template.render(Context(values, autoescape=False))


def paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def isolated(value: str, *, within: Direction) -> str:
    """`value`, fenced off where it runs the other way, so that it can't reorder the sentence around it."""
    ways = {_STRONG.get(unicodedata.bidirectional(sign)) for sign in value} - {None}
    return f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}" if ways - {within} else value
