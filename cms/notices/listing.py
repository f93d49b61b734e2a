"""Notices as their reader finds them on the site, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language

from cms.notices.kinds import Quoted, UnknownKind
from cms.notices.models import Notice
from cms.notices.own_texts import texts_for
from cms.notices.writing import letter_language, part_of
from cms.people.models import User


@dataclass(frozen=True)
class Listed:
    pk: int
    told_at: datetime
    is_new: bool
    subject: str
    paragraphs: Sequence[str]
    action: str | Promise
    quoted: Quoted | None


def listed(notices: Iterable[Notice], *, to: User) -> list[Listed]:
    """In their order; one whose kind the site no longer has is left out."""
    shown = list(notices)
    texts = texts_for(shown, language=letter_language(get_language() or to.language))
    found = []
    for notice in shown:
        try:
            part = part_of(notice, to=to, texts=texts)
        except UnknownKind:
            continue
        found.append(
            Listed(
                pk=notice.pk,
                told_at=notice.created_at,
                is_new=notice.read_at is None,
                subject=part.subject,
                paragraphs=part.paragraphs,
                action=part.action,
                quoted=part.quoted,
            )
        )
    return found
