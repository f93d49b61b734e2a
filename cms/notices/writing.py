"""A notice as the e-mail that its reader gets: text and HTML from the same paragraphs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import translation

from cms.notices.kinds import kind_of
from cms.notices.models import Notice
from cms.people.models import User
from cms.world.languages import direction

Direction = Literal["ltr", "rtl"]

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def letter(notice: Notice, *, to: User) -> Letter:
    """Rendered in the notice's language, or in the site's where its interface has none in that language."""
    language = notice.language if notice.language in settings.SWITCHER_LANGUAGES else settings.LANGUAGE_CODE
    with translation.override(language):
        return _written(notice, to, language)


def _written(notice: Notice, to: User, language: str) -> Letter:
    kind = kind_of(notice.kind)
    towards = direction(language)
    words = {
        name: isolated(value, within=towards)
        for name, value in kind.words(notice.facts, zone=to.time_zone).items()
    }
    subject = " ".join(_plain(f"notices/{kind.key}.subject.txt", words).split())
    frame = {
        "subject": subject,
        "language": language,
        "direction": towards,
        "name": isolated(to.display_name, within=towards),
        "paragraphs": paragraphs(_plain(f"notices/{kind.key}.txt", words)),
        "action": kind.action,
        "link": settings.SITE_URL.rstrip("/") + kind.entry(notice),
        "account": settings.SITE_URL.rstrip("/") + reverse("people:account"),
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
