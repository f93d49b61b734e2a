"""A real mail server on loopback that misbehaves as it is told."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Hook = Callable[["Postman", Session, Envelope, str], str]


class Postman:
    """`taken` counts the Message-IDs that the server said yes to, and those that it kept without a word."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.asked = 0
        self.connections = 0
        self.rcpt: Callable[[str], str] = lambda address: "250 OK"
        self.data: Callable[[str], str] = lambda message_id: "250 OK"
        self.delay = 0.0

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        answer = self.rcpt(address)
        if answer == "drop":
            server.transport.abort()
        elif answer == "hang":
            await asyncio.sleep(60)
        elif answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        message_id = str(message_from_bytes(envelope.original_content or b"")["Message-ID"])
        answer = self.data(message_id)
        await asyncio.sleep(self.delay)
        if answer in {"drop", "hang", "250 OK"}:
            self.taken[message_id] += 1
        if answer == "drop":
            server.transport.abort()
        elif answer == "hang":
            await asyncio.sleep(60)
        return answer


class _Controller(Controller):
    def factory(self) -> SMTP:
        self.handler.connections += 1
        return super().factory()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def mail_server(postman: Postman, port: int) -> Iterator[None]:
    controller = _Controller(postman, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    try:
        yield
    finally:
        controller.stop()
