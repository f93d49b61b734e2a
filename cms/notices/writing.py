"""Notices as the e-mail that their reader gets: text and HTML from the same paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import ngettext

from cms.notices import unsubscribing
from cms.notices.calendar import Entry, write_calendar
from cms.notices.enums import Urgency
from cms.notices.kinds import Quoted, kind_of, paragraphs
from cms.notices.models import Notice, NoticeText
from cms.notices.own_texts import Texts, filled, knows_its_words, texts_for
from cms.people.models import User
from cms.world.languages import direction

Direction = Literal["ltr", "rtl"]

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


@dataclass(frozen=True)
class Letter:
    """`html` is empty where there is only the text; `calendar` is a file for the reader's calendar, or empty.

    `off` is where the reader's program may switch such e-mails off in one click (RFC 8058), or empty.
    """

    subject: str
    text: str
    html: str
    calendar: bytes = b""
    off: str = ""


@dataclass(frozen=True)
class Part:
    """One thing that is told: a line, paragraphs, and where the reader goes on."""

    subject: str
    paragraphs: Sequence[str]
    action: str | Promise
    path: str
    quoted: Quoted | None = None
    entries: Sequence[Entry] = field(default=())

    @property
    def link(self) -> str:
        return _site() + self.path


def letter(notice: Notice, *, to: User) -> Letter:
    """Rendered in the notice's language, or in the site's where its interface has none in that language."""
    language = letter_language(notice.language)
    kind = kind_of(notice.kind)
    with translation.override(language):
        part = part_of(notice, to=to, texts=texts_for([notice], language=language))
        return _frame(
            [part],
            subject=part.subject,
            language=language,
            name=to.display_name,
            off=unsubscribing.path(to, kind.key) if kind.optional else "",
        )


def digest_letter(notices: Sequence[Notice], *, to: User) -> Letter:
    """One e-mail for several notices, in the language that their reader has now."""
    language = letter_language(to.language)
    with translation.override(language):
        subject = ngettext("%(count)s new notice", "%(count)s new notices", len(notices))
        texts = texts_for(notices, language=language)
        return _frame(
            [part_of(notice, to=to, texts=texts) for notice in notices],
            subject=subject % {"count": len(notices)},
            language=language,
            name=to.display_name,
            off=unsubscribing.path(to, Urgency.MAY_WAIT),
        )


def part_of(notice: Notice, *, to: User, texts: Texts) -> Part:
    """What a notice says, in the active language, for which `texts` must be."""
    kind = kind_of(notice.kind)
    return _part(
        kind.key,
        words=kind.words(notice.facts, zone=to.time_zone),
        sentences=kind.sentences(notice.facts),
        own=texts.get((notice.network_id, notice.kind)),
        action=kind.action,
        path=kind.entry(notice),
        quoted=kind.quoted(notice.facts),
        entries=kind.entries(notice),
    )


def example_letter(text: NoticeText, *, to: User) -> Letter:
    """The e-mail that `text`, which need not be stored, makes of the latest notice of its kind that its network told.

    Where there is none yet, each word says what stands in its place.
    """
    kind, language = kind_of(text.kind), letter_language(text.language)
    told = Notice.objects.filter(network=text.network, kind=kind.key).order_by("-pk").first()
    with translation.override(language):
        if told:
            part = part_of(told, to=to, texts={(text.network_id, kind.key): text})
        else:
            words = {word: f"[{said}]" for word, said in kind.says.items()}
            part = _part(kind.key, words=words, own=text, action=kind.action, path="/")
        return _frame([part], subject=part.subject, language=language, name=to.display_name)


def letter_language(wanted: str) -> str:
    """`wanted`, or the site's where its interface has none in that language."""
    return wanted if wanted in settings.SWITCHER_LANGUAGES else settings.LANGUAGE_CODE


def compose(
    key: str, *, words: Mapping[str, str], language: str, name: str, action: str | Promise, path: str
) -> Letter:
    """The templates `notices/<key>…` with `words`, to somebody without an account; `language` must be active.

    `path`, on this site, is where the reader goes on, and `action` the link's text.
    """
    part = _part(key, words=words, action=action, path=path)
    return _frame([part], subject=part.subject, language=language, name=name, has_account=False)


def _part(
    key: str,
    *,
    words: Mapping[str, str],
    sentences: Mapping[str, str | Promise] | None = None,
    own: NoticeText | None = None,
    action: str | Promise,
    path: str,
    quoted: Quoted | None = None,
    entries: Sequence[Entry] = (),
) -> Part:
    towards = direction(translation.get_language() or settings.LANGUAGE_CODE)
    said = {word: _isolated_paragraphs(value, within=towards) for word, value in words.items()}
    said |= {word: str(sentence) % said for word, sentence in (sentences or {}).items()}
    if own and knows_its_words(own, said):
        subject, text = filled(own.subject, said), filled(own.body, said)
    else:
        subject, text = _plain(f"notices/{key}.subject.txt", said), _plain(f"notices/{key}.txt", said)
    return Part(
        subject=" ".join(subject.split()),
        paragraphs=paragraphs(text),
        action=action,
        path=path,
        quoted=quoted,
        entries=entries,
    )


def _frame(
    parts: Sequence[Part],
    *,
    subject: str,
    language: str,
    name: str,
    off: str = "",
    has_account: bool = True,
) -> Letter:
    towards = direction(language)
    frame = {
        "subject": subject,
        "language": language,
        "direction": towards,
        "name": isolated(name, within=towards),
        "parts": parts,
        "account": _site() + reverse("people:account") if has_account else "",
        "off": _site() + off if off else "",
    }
    entries = [entry for part in parts for entry in part.entries]
    return Letter(
        subject=subject,
        text=re.sub(r"\n{3,}", "\n\n", _plain("notices/letter.txt", frame)).strip() + "\n",
        html=render_to_string("notices/letter.html", frame),
        calendar=write_calendar(entries, name=subject, language=language) if entries else b"",
        off=str(frame["off"]),
    )


def _site() -> str:
    return settings.SITE_URL.rstrip("/")


def _plain(template: str, values: Mapping[str, object]) -> str:
    """Rendered without escaping: plain text knows no markup, and the HTML frame escapes what it takes over."""
    return get_template(template).template.render(Context(dict(values), autoescape=False))


def _isolated_paragraphs(value: str, *, within: Direction) -> str:
    """A word may be several paragraphs, each of which runs its own way."""
    return "\n\n".join(isolated(part, within=within) for part in value.split("\n\n"))


def isolated(value: str, *, within: Direction) -> str:
    """`value`, fenced off where it runs the other way, so that it can't reorder the sentence around it."""
    ways = {_STRONG.get(unicodedata.bidirectional(sign)) for sign in value} - {None}
    return f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}" if ways - {within} else value
