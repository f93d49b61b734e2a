"""What a mail server's answer says: of this letter, of its address, of the domain, or of our server."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from enum import Enum, auto

# RFC 3463: class, subject, detail.
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# Without an enhanced status: no such mailbox, not here, name not allowed.
_NOBODY = frozenset({550, 551, 553})
_NOBODY_ENHANCED = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
_MAILBOX_ENHANCED = re.compile(r"^2\.")


class Verdict(Enum):
    LETTER_LATER = auto()
    DOMAIN_LATER = auto()
    LETTER_REFUSED = auto()
    NOBODY_THERE = auto()
    SERVER_AWAY = auto()


@dataclass(frozen=True)
class Answer:
    verdict: Verdict
    said: str


def judge(problem: OSError) -> Answer:
    """Of what sending has raised, `Unanswered` apart."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        [(code, text), *_rest] = problem.recipients.values()
        return _of_code(code, _decoded(text), of_recipient=True)
    if isinstance(problem, smtplib.SMTPDataError):
        return _of_code(problem.smtp_code, _decoded(problem.smtp_error), of_recipient=False)
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return Answer(Verdict.LETTER_REFUSED, str(problem))
    if isinstance(problem, smtplib.SMTPResponseException):
        return Answer(Verdict.SERVER_AWAY, f"{problem.smtp_code} {_decoded(problem.smtp_error)}")
    return Answer(Verdict.SERVER_AWAY, str(problem) or type(problem).__name__)


def _of_code(code: int, text: str, *, of_recipient: bool) -> Answer:
    said = f"{code} {text}"
    found = _ENHANCED.search(text)
    status = f"{found[2]}.{found[3]}" if found else ""
    if code < 500:
        mailbox = bool(_MAILBOX_ENHANCED.match(status)) or code == 452
        return Answer(Verdict.LETTER_LATER if mailbox else Verdict.DOMAIN_LATER, said)
    if found and status == "2.2":  # full: it may be emptied
        return Answer(Verdict.LETTER_LATER, said)
    nobody = status in _NOBODY_ENHANCED if status else code in _NOBODY
    return Answer(Verdict.NOBODY_THERE if nobody and of_recipient else Verdict.LETTER_REFUSED, said)


def _decoded(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
