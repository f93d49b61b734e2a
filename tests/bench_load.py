"""What many do at once, against a real web server with two workers: 200 start a timed quiz, 16 save answers.

The clients run on the same machine and share its processors, so a quiet machine is needed for figures to quote.
"""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.cms.operations.platform import eventually, free_port

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE, SAVERS, SAVES = 200, 16, 20
CSRF = "b" * 32


@dataclass(frozen=True)
class Learner:
    """A signed-in trainee: the key of their session, and where they start the quiz."""

    session: str
    start: str


@dataclass(frozen=True)
class Load:
    """`start_seconds` is from the first request to the last answer; `save_p95` is in milliseconds."""

    start_seconds: float
    start_errors: int
    save_p95: float
    save_errors: int


def measure(learners: list[Learner]) -> Load:
    with web_server() as port:
        starts = _at_once([_Start(port, learner) for learner in learners[:AT_ONCE]])
        sitting = [start.location for start in starts[:SAVERS]]
        savers = [
            _Save(port, learner, address)
            for learner, address in zip(learners[:SAVERS], sitting, strict=True)
            if address
        ]
        saves = _at_once(savers)
        durations = [duration for saver in saves for duration in saver.durations]
        return Load(
            start_seconds=max(s.ended for s in starts) - min(s.began for s in starts),
            start_errors=sum(not start.location for start in starts),
            save_p95=statistics.quantiles(durations, n=20)[-1] * 1000,
            save_errors=SAVERS * SAVES - len(durations),
        )


@contextmanager
def web_server() -> Iterator[int]:
    """granian as in production: two workers of four threads, on the database of the environment."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += [
        "--workers",
        "2",
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "error",
        "cms.wsgi:application",
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ.copy())
    try:
        eventually(lambda: _is_up(port), patience=60)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _is_up(port: int) -> bool:
    try:
        return _Request(port, "").send("GET", "/healthz", {}).status == 200
    except OSError:
        return False


class _Request(threading.Thread):
    def __init__(self, port: int, session: str) -> None:
        super().__init__()
        self.port, self.session = port, session
        self.gate: threading.Barrier | None = None
        self.began = self.ended = 0.0

    def send(self, method: str, address: str, values: dict[str, Any]) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        connection.request(method, address, urlencode(values), headers)
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    def run(self) -> None:
        assert self.gate is not None
        self.gate.wait()
        self.began = time.monotonic()
        self.act()
        self.ended = time.monotonic()

    def act(self) -> None:
        raise NotImplementedError


class _Start(_Request):
    """`location` is the attempt's page, empty where it was not begun."""

    location = ""

    def __init__(self, port: int, learner: Learner) -> None:
        super().__init__(port, learner.session)
        self.address = learner.start

    def act(self) -> None:
        location = self.send("POST", self.address, {}).headers.get("Location", "")
        self.location = location if location.startswith("/quiz/") else ""


class _Save(_Request):
    def __init__(self, port: int, learner: Learner, attempt: str) -> None:
        super().__init__(port, learner.session)
        self.attempt = attempt
        self.durations: list[float] = []

    def act(self) -> None:
        for sequence in range(1, SAVES + 1):
            start = time.monotonic()
            values = {"sequence": sequence, "answer": "ab"[sequence % 2]}
            if self.send("POST", f"{self.attempt}answers/1/", values).status == 200:
                self.durations.append(time.monotonic() - start)


def _at_once(requests: list[Any]) -> list[Any]:
    gate = threading.Barrier(len(requests))
    for request in requests:
        request.gate = gate
        request.start()
    for request in requests:
        request.join()
    return requests
