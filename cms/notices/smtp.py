"""Django's SMTP, which also tells when a letter was handed over and the server did not answer."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends import smtp


class Unanswered(OSError):
    """The letter was handed over, and the connection broke before the server said yes or no."""


class _Listening(smtplib.SMTP):
    """Knows whether the server has asked for the text of a letter: from then on it may have it."""

    _answers = 0

    def getreply(self) -> tuple[int, bytes]:
        reply = super().getreply()
        self._answers += 1
        return reply

    def data(self, msg: Any) -> tuple[int, bytes]:
        self._answers = 0
        try:
            return super().data(msg)
        except smtplib.SMTPResponseException:
            raise
        except OSError as problem:
            if self._answers:
                raise Unanswered(str(problem) or type(problem).__name__) from problem
            raise


class _ListeningOverTLS(_Listening, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _ListeningOverTLS if self.use_ssl else _Listening
