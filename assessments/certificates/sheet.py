"""What the paper says, in the certificate's language, from the statement alone."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.core.saying import say_date, say_list

from . import drawing
from .statement import Statement, canonical, in_language

SHOWN_MODULES = 10
PLAIN = "#16365a"


def sheet(statement: Statement, *, verify_url: str, accents: Mapping[str, str]) -> dict[str, Any]:
    """`accents`: the colour of each network by its slug; how it looks is not part of what is stated."""
    language = statement.language
    with translation.override(language):
        rtl = translation.get_language_bidi()
        host = in_language(statement.host.name, language)
        accent = accents.get(statement.host.slug, PLAIN)
        return {
            "lang": language,
            "dir": "rtl" if rtl else "ltr",
            "accent": accent,
            "host": host,
            "number": statement.number,
            "name": _breakable(statement.holder.name),
            "award": in_language(statement.award.title, language),
            "course": _breakable(in_language(statement.course.title, language)),
            "modules": _modules(statement),
            "more": _more(statement),
            "facts": _facts(statement),
            "verify_url": verify_url,
            "statement": canonical(statement.to_json()).decode(),
            **_wording(statement, host=host),
            **_drawings(statement, verify_url=verify_url, accent=accent, accents=accents, rtl=rtl),
        }


def day(value: str) -> str:
    """A stated day or time in words, in the language that is active."""
    return say_date(dt.date.fromisoformat(value[:10]))


def result(statement: Statement) -> str:
    """Score and hours in one line, without what is not stated."""
    said: list[str] = []
    if statement.score is not None:
        said.append(_("%(score)s%%") % {"score": number_format(statement.score.removesuffix(".0"))})
    if statement.minutes >= 60:
        hours = round(statement.minutes / 60)
        said.append(ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours})
    elif statement.minutes:
        said.append(
            ngettext("%(count)s minute", "%(count)s minutes", statement.minutes)
            % {"count": statement.minutes}
        )
    return _(", ").join(said)


def _wording(statement: Statement, *, host: str) -> dict[str, str]:
    return {
        "title": _("Certificate %(number)s") % {"number": statement.number},
        "description": _("A certificate issued by %(network)s") % {"network": host},
        "certifies": _("This certifies that"),
        "completed": _("completed the course"),
        "modules_label": _("Modules"),
        "verify_label": _("Anyone can check this certificate at"),
        "statement_label": _("What this certificate states, in a form that programs can read"),
    }


def _modules(statement: Statement) -> list[dict[str, str]]:
    return [
        {
            "title": in_language(module.title, statement.language),
            "by": _("%(network)s, edition %(number)s")
            % {
                "network": in_language(module.network.short_name, statement.language),
                "number": module.edition,
            },
        }
        for module in statement.modules[:SHOWN_MODULES]
    ]


def _more(statement: Statement) -> str:
    count = len(statement.modules) - SHOWN_MODULES
    if count <= 0:
        return ""
    return ngettext(
        "and %(count)s more, named where the certificate is checked",
        "and %(count)s more, named where the certificate is checked",
        count,
    ) % {"count": count}


def _facts(statement: Statement) -> list[dict[str, str]]:
    facts = [
        (_("Result"), result(statement)),
        (_("Cohort"), statement.cohort),
        (_("Completed"), day(statement.completed_at)),
        (_("Issued"), day(statement.issued_at)),
        (_("Valid until"), day(statement.valid_until) if statement.valid_until else ""),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _breakable(text: str) -> str:
    """A word that no line could hold may be broken."""
    return re.sub(r"(\S{22})(?=\S)", "\\1\u200b", text)


def _drawings(
    statement: Statement, *, verify_url: str, accent: str, accents: Mapping[str, str], rtl: bool
) -> dict[str, str]:
    writers = statement.writers()
    names = say_list(in_language(network.short_name, statement.language) for network in writers)
    return {
        "mark": drawing.mark(accent),
        "mark_alt": _("Mark of the training platform"),
        "arcs": drawing.arcs(
            [network.slug for network in writers],
            statement.host.slug,
            colours=accents,
            plain=PLAIN,
            mirrored=rtl,
        ),
        "arcs_alt": _("Written by %(writers)s, taught by %(host)s")
        % {"writers": names, "host": in_language(statement.host.short_name, statement.language)},
        "qr": drawing.qr(verify_url),
        "qr_alt": _("QR code of the address where this certificate can be checked"),
    }
