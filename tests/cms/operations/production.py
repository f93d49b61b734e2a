"""Web server, worker and beat as compose.yaml starts them, on the PostgreSQL and Redis of this machine."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from tests.cms.operations.places import ROOT, Place
from tests.cms.operations.platform import eventually, free_port

WORKERS = ("worker-sweep", "worker-delivery", "worker-rendering")
PARTS = ("web", *WORKERS, "beat")
# In an image nobody is root; here a test may be.
AS_ROOT = {"PYTHONWARNINGS": "ignore:You're running the worker"}


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str


class Production:
    def __init__(self, place: Place, folder: Path) -> None:
        self.place, self.folder, self.port = place, folder, free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.cookies: dict[str, str] = {}

    def start(self, name: str) -> None:
        services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
        here = {"0.0.0.0": "127.0.0.1", "8000": str(self.port), "/tmp/beat": str(self.folder / "beat")}
        bare = {key: value for key, value in os.environ.items() if key in {"HOME", "LANG"}}
        path = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        with self.said_by(name).open("ab") as said:
            self.processes[name] = subprocess.Popen(
                [here.get(word, word) for word in services[name]["command"]],
                cwd=ROOT,
                env=bare | path | AS_ROOT | {"DATA": str(self.place.data)} | self.place.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def said_by(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.said_by(name).read_text().splitlines()]

    def ask(self, path: str, *, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """As the proxy asks: encrypted outside, with the site's own name; cookies are kept."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {
            "Host": "training.example.org",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "203.0.113.9",
            "Referer": "https://training.example.org/",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        } | headers
        body = None
        if form is not None:
            body = urlencode(form | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request("GET" if body is None else "POST", path, body, sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read().decode())
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def is_ready(self) -> bool:
        for name, process in self.processes.items():
            assert process.poll() is None, self.said_by(name).read_text()
        try:
            return self.ask("/readyz").status == 200
        except OSError:
            return False


@contextmanager
def running(place: Place, folder: Path) -> Iterator[Production]:
    production = Production(place, folder)
    try:
        for name in PARTS:
            production.start(name)
        eventually(production.is_ready)
        yield production
    finally:
        for process in production.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in production.processes.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
