"""Mail servers that say something else than yes."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Raising(BaseEmailBackend):
    problem: Exception

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise self.problem


class Away(Raising):
    problem = ConnectionRefusedError(111, "Connection refused")


class Full(Raising):
    problem = smtplib.SMTPRecipientsRefused({"amina@example.org": (452, b"Mailbox full, try later")})


class Unknown(Raising):
    problem = smtplib.SMTPRecipientsRefused({"amina@example.org": (550, b"No such person here")})


class Later(Raising):
    problem = smtplib.SMTPDataError(451, b"Try again later")


class Spam(Raising):
    problem = smtplib.SMTPDataError(554, b"Rejected")


class LockedOut(Raising):
    problem = smtplib.SMTPAuthenticationError(535, b"Wrong password")


class Dropping(Raising):
    problem = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
