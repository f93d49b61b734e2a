"""What a network says in its own words: words in braces, checked when it is kept, filled when it is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from cms.core.saying import say_list
from cms.notices.kinds import Kind, paragraphs
from cms.notices.models import Notice, NoticeText

WORD = re.compile(r"\{\s*(\w+)\s*\}")
Texts = Mapping[tuple[int | None, str], NoticeText]


@dataclass(frozen=True)
class Wording:
    """A subject and paragraphs with words in braces."""

    subject: str
    body: str


def default_wording(kind: Kind, language: str) -> Wording:
    """What the site says, in the form in which a network writes."""
    words = {word: f"{{{word}}}" for word in kind.says}
    with translation.override(language):
        subject, body = (
            get_template(f"notices/{kind.key}{end}").template.render(Context(words, autoescape=False))
            for end in (".subject.txt", ".txt")
        )
    return Wording(" ".join(subject.split()), "\n\n".join(paragraphs(body)))


def texts_for(notices: Iterable[Notice], *, language: str) -> Texts:
    """Those in use of the networks in whose name `notices` are told; one query, none where there is no network."""
    networks = {notice.network_id for notice in notices} - {None}
    if not networks:
        return {}
    found = NoticeText.objects.in_use().filter(network__in=networks, language=language)
    return {(text.network_id, text.kind): text for text in found}


def filled(text: str, words: Mapping[str, str]) -> str:
    return WORD.sub(lambda found: words[found[1]], text)


def knows_its_words(text: NoticeText, words: Mapping[str, str]) -> bool:
    """False for one that was written when the kind had other words: then the site's text is told."""
    return set(WORD.findall(text.subject + text.body)) <= words.keys()


def check_words(kind: Kind, *, subject: str, body: str) -> dict[str, ValidationError]:
    """What is wrong, by field; empty where it may be kept."""
    problems = {}
    for field, text in (("subject", subject), ("body", body)):
        unknown = [word for word in WORD.findall(text) if word not in kind.says]
        if unknown:
            problems[field] = ValidationError(
                _("There is no such word here: %(words)s. Choose among those that stand below the text.")
                % {"words": _in_braces(unknown)}
            )
        elif set("{}") & set(WORD.sub("", text)):
            problems[field] = ValidationError(
                _(
                    "A brace stands alone. Words stand between two, such as {course}; leave out every other brace."
                )
            )
    missing = kind.needed - set(WORD.findall(subject + body))
    if missing and "body" not in problems:
        problems["body"] = ValidationError(
            _("Readers need to know this too: %(words)s. Put it into the text.")
            % {"words": _in_braces(sorted(missing))}
        )
    return problems


def _in_braces(words: Iterable[str]) -> str:
    return say_list(f"{{{word}}}" for word in dict.fromkeys(words))
