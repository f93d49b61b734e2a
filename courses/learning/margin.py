"""What stands beside each block of a lesson for one reader: their note, or the way to write one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Protocol

from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from cms.core.saying import active_language
from cms.core.templatetags.front import direction, icon
from courses.catalogue.rendering import Fragment
from courses.cohorts.models import Enrolment
from courses.learning.models import Note

Margin = Callable[[str], SafeString]


class Written(Protocol):
    """As much of a note as the margin shows."""

    text: str
    bookmarked: bool


def margin_of(notes: Mapping[str, Written], *, url: str, language: str) -> Margin:
    """By the block's id, in the language that is active now; the text around is in `language`. No query.

    `url` is that of the lesson.
    """
    said_in = _language(language)
    noted = {key: _noted(note, address=f"{url}{key}/", said_in=said_in) for key, note in notes.items()}
    start = format_html('<a class="at" data-note href="{}', url)
    end = format_html('/"{}>{}</a>', said_in, gettext("Add a note"))
    return lambda key: noted.get(key) or mark_safe(f"{start}{key}{end}")


def beside(
    enrolment: Enrolment, *, step_key: uuid.UUID, url: str, language: str, hidden: bool = False
) -> Callable[[Fragment], SafeString]:
    """One query; none where `hidden`, which shows each place as if nothing were noted there.

    A heading offers no place of its own: what is noted of it is noted at the block below.
    """
    found = Note.all_objects.filter(enrolment=enrolment, step_key=step_key)
    found = found.none() if hidden else found
    rows = found.values_list("block_key", "text", "bookmarked", named=True)
    notes: dict[str, Written] = {str(row.block_key): row for row in rows}
    margin = margin_of(notes, url=url, language=language)

    def at(part: Fragment) -> SafeString:
        if part.kind == "heading" and part.id not in notes:
            return SafeString("")
        return mark_safe(f'<div class="jot">{margin(part.id)}</div>')

    return at


def _noted(note: Written, *, address: str, said_in: SafeString) -> SafeString:
    return format_html(
        '<div class="note" role="note" aria-label="{}"{}>{}{}<a data-note href="{}">{}</a></div>',
        gettext("My note"),
        said_in,
        format_html('<p class="note__mark">{}{}</p>', icon("flag"), gettext("Bookmark"))
        if note.bookmarked
        else "",
        format_html(
            '<div class="note__text" dir="auto">{}</div>', mark_safe(linebreaks(note.text, autoescape=True))
        )
        if note.text
        else "",
        address,
        gettext("Change"),
    )


def _language(of_text: str) -> SafeString:
    """Attributes that say the language of the page, where the text around is in another one."""
    active = active_language()
    if active == of_text:
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', active, direction(active))
