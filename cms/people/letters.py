"""E-mails about an account that no page of allauth sends, with allauth's templates and in the reader's language."""

from __future__ import annotations

import logging

from allauth.account.adapter import get_adapter
from django.utils import translation

logger = logging.getLogger(__name__)


def send_letter(template: str, *, to: str, language: str, **words: str) -> bool:
    """Sends `account/email/…` or `mfa/email/…` at once; False, and logged, where the mail server is away."""
    with translation.override(language):
        letter = get_adapter().render_mail(template, to, words)
        try:
            letter.send()
        except OSError:
            logger.exception("A letter was not sent", extra={"event": "letter.not_sent", "letter": template})
            return False
    return True
