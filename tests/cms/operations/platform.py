"""The embedded installation as real processes, for tests: started, asked, and looked for in the list of processes."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError

ROOT = Path(__file__).resolve().parents[3]
PARTS = {
    "broker": "valkey-server",
    "web server": "granian",
    "sweep": "worker -n sweep@",
    "delivery": "worker -n delivery@",
    "rendering": "worker -n rendering@",
    "beat": "cms beat",
}

T = TypeVar("T")


def eventually(question: Callable[[], T], patience: float = 150) -> T:
    """The first true answer; AssertionError when there is none in time."""
    deadline = time.monotonic() + patience
    while not (answer := question()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes() -> list[tuple[int, int, str]]:
    """(pid, parent's pid, command line) of everything that runs; who is dead and not yet buried does not."""
    lines = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 3) for line in lines.splitlines()]
    return [(int(row[0]), int(row[1]), row[3]) for row in rows if len(row) == 4 and "Z" not in row[2]]


@dataclass
class Platform:
    data: Path
    port: int
    process: subprocess.Popen[str] | None = None

    def start(self, **environment: str) -> "Platform":
        own = {
            "DATA": str(self.data),
            "PORT": str(self.port),
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "cms.settings.local",
        }
        outside = ("TEST_DATABASE_URL", "DATABASE_URL", "REDIS_URL", "CACHE_URL", "SITE_URL")
        inherited = {name: value for name, value in os.environ.items() if name not in outside}
        with (self.data / "said").open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cms.operations.supervisor"],
                cwd=ROOT,
                env=inherited | own | environment,
                stdout=said,
                stderr=subprocess.STDOUT,
                text=True,
            )
        return self

    def said(self) -> str:
        return (self.data / "said").read_text()

    def ask(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as problem:
            return problem.code, problem.read().decode()
        except (URLError, OSError):
            return 0, ""

    def readiness(self) -> dict[str, Any]:
        text = self.ask("/readyz")[1]
        return json.loads(text) if text.startswith("{") else {}

    def is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.said()
        return self.ask("/readyz")[0] == 200

    def part(self, name: str) -> int:
        """The process of a part that the supervisor started; 0 while there is none."""
        assert self.process is not None
        mine = [
            pid for pid, parent, line in processes() if parent == self.process.pid and PARTS[name] in line
        ]
        return mine[0] if len(mine) == 1 else 0

    def family(self) -> set[int]:
        """The supervisor and everything that it and its children started."""
        assert self.process is not None
        family, rows = {self.process.pid}, processes()
        while found := {pid for pid, parent, _ in rows if parent in family} - family:
            family |= found
        return family

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(30)


def new_platform(data: Path, migrated: Path) -> Platform:
    """Not started; its database has tables, and it thinks that it has its demo."""
    data.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(migrated, data / "db.sqlite3")
    (data / "prepared.json").write_text(json.dumps({"fingerprint": "", "demo": True}))
    return Platform(data, free_port())
