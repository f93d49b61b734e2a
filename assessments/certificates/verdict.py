"""What the verification page answers: one word first, then a sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.core.saying import say_date, say_when

from .enums import CertificateState
from .models import Certificate
from .statement import Statement, in_language


@dataclass(frozen=True, slots=True)
class Verdict:
    word: str
    tone: str
    icon: str
    sentence: str


def verdict(certificate: Certificate | None, *, language: str, now: dt.datetime) -> Verdict:
    if certificate is None:
        return Verdict(
            pgettext("verdict on a certificate", "Not found"),
            "idle",
            "info",
            _(
                "No certificate has this number. Look at it again: it has twelve characters, and the letters I and O"
                " and the figures 0 and 1 are never used."
            ),
        )
    issuer = _issuer(certificate.stated, language)
    since = say_date(certificate.state_at.astimezone(dt.UTC).date())
    if certificate.state == CertificateState.REVOKED:
        return Verdict(
            pgettext("verdict on a certificate", "Revoked"),
            "bad",
            "cross",
            _("%(network)s withdrew this certificate on %(day)s. Do not rely on it.")
            % {"network": issuer, "day": since},
        )
    if certificate.state == CertificateState.SUPERSEDED:
        return Verdict(
            pgettext("verdict on a certificate", "Replaced"),
            "warn",
            "clock",
            _("Genuine, but %(network)s replaced it on %(day)s. Ask the holder for the newer certificate.")
            % {"network": issuer, "day": since},
        )
    if certificate.expires_at is not None and certificate.has_expired_at(now):
        return Verdict(
            pgettext("verdict on a certificate", "Expired"),
            "warn",
            "clock",
            _("Genuine, issued by %(network)s, but valid only until %(day)s. Ask the holder for a newer one.")
            % {"network": issuer, "day": say_date(certificate.expires_at.astimezone(dt.UTC).date())},
        )
    return Verdict(
        pgettext("verdict on a certificate", "Valid"),
        "good",
        "tick",
        _("Genuine, issued by %(network)s, and not withdrawn. Checked on %(time)s.")
        % {"network": issuer, "time": say_when(now, "UTC")},
    )


def _issuer(stated: Statement | None, language: str) -> str:
    return in_language(stated.host.short_name, language) if stated else _("the network that issued it")
