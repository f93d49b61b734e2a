"""How e-mail leaves, as environment variables say it."""

from typing import Any

import environ

DJANGOS_SMTP = "django.core.mail.backends.smtp.EmailBackend"


def mail(url: str) -> dict[str, Any]:
    """The settings of a mail server's address; by SMTP through a backend that tells when a letter is in doubt."""
    found: dict[str, Any] = environ.Env.email_url_config(url)
    if found.get("EMAIL_BACKEND") == DJANGOS_SMTP:
        found["EMAIL_BACKEND"] = "cms.notices.smtp.EmailBackend"
    return found


def pace(text: str, default: dict[str, int]) -> dict[str, int]:
    """`gmail.com=300,*=600`, or one number for every domain. ValueError for what is neither."""
    if not text.strip():
        return default
    found = {}
    for part in text.split(","):
        domain, _equals, number = part.strip().rpartition("=")
        found[domain.strip().lower() or "*"] = int(number)
    return default | found
