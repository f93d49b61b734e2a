"""E-mails about an account that no page of allauth sends, with allauth's templates and in the reader's language."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.utils import translation


def send_letter(template: str, *, to: str, language: str, **words: str) -> None:
    """Writes `account/email/…` or `mfa/email/…` as a job, like those of allauth."""
    with translation.override(language):
        get_adapter().send_mail(template, to, words)
