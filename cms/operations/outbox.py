"""Mail of the embedded installation: one file a message, readable at /outbox/."""

import email
import email.policy
import hashlib
import os
import time
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
        for each in email_messages:
            message = each.message()
            # Named by its id: what a worker sends again because the first one died over it is one message still.
            name = hashlib.sha256(message["Message-ID"].encode()).hexdigest()[:32]
            # The rename shows a message only when it is whole.
            half = folder / f".{uuid.uuid4().hex}"
            half.write_bytes(message.as_bytes())
            # The file system's own clock is too coarse to order them.
            os.utime(half, ns=(time.time_ns(), time.time_ns()))
            half.rename(folder / f"{name}.eml")
        return len(email_messages)


def names() -> list[str]:
    """All messages, the latest first."""
    files = Path(settings.OUTBOX).glob("*.eml")
    return [path.stem for path in sorted(files, key=lambda path: path.stat().st_mtime_ns, reverse=True)]


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
