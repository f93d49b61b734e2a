"""Mail of the embedded installation: one file a message, readable at /outbox/."""

import email
import email.policy
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage as Parsed
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


@dataclass(frozen=True)
class Mail:
    name: str
    subject: str
    sender: str
    recipients: str
    sent: datetime | None
    text: str


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.OUTBOX)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            # The name sorts by time; the rename shows a message only when it is whole.
            name = f"{timezone.now():%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:8]}"
            half = folder / f".{name}"
            half.write_bytes(message.message().as_bytes())
            half.rename(folder / f"{name}.eml")
        return len(email_messages)


def names() -> list[str]:
    """All messages, the latest first."""
    return sorted((path.stem for path in Path(settings.OUTBOX).glob("*.eml")), reverse=True)


def read(name: str) -> Mail | None:
    if name not in names():
        return None
    content = (Path(settings.OUTBOX) / f"{name}.eml").read_bytes()
    parsed = email.message_from_bytes(content, policy=email.policy.default)
    return Mail(
        name=name,
        subject=str(parsed["Subject"] or ""),
        sender=str(parsed["From"] or ""),
        recipients=str(parsed["To"] or ""),
        sent=parsedate_to_datetime(str(parsed["Date"])) if parsed["Date"] else None,
        text=_text(parsed),
    )


def _text(parsed: Parsed) -> str:
    body = parsed.get_body(preferencelist=("plain", "html"))
    return "" if body is None else str(body.get_content())
