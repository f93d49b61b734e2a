"""`python -m cms.operations.supervisor`: the embedded installation, from one command to one Ctrl-C.

supervisor ── broker          a Valkey of its own, unless REDIS_URL names another
    │      ── web server      granian, on 127.0.0.1
    │      ── workers         Celery, one for each queue
    │      ── beat            Celery's clock
    └ watcher                 ends all of these if the supervisor is killed
"""

import errno
import fcntl
import http.client
import json
import os
import shutil
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.conf import settings

from cms.operations import parts, preparation
from cms.operations.parts import Part
from cms.operations.watcher import kill_group, report, start_watcher

LEAST_ROOM = 100 * 1024 * 1024
PATIENCE_FOR_LOCK = 5.0
PATIENCE_TO_STOP = 10.0
PATIENCE_TO_START = 60.0
TICK = 0.1


class CannotStart(Exception):
    """One sentence for the person at the terminal."""


def say(sentence: str) -> None:
    with suppress(BrokenPipeError):
        print(sentence, flush=True)


def data_folder() -> Path:
    try:
        return Path(settings.DATA)
    except OSError as problem:
        raise CannotStart(
            f"The data folder can't be used: {problem.strerror} ({problem.filename}). Choose another with DATA=."
        ) from problem


def check_room(folder: Path, free: int) -> None:
    if free < LEAST_ROOM:
        raise CannotStart(
            f"The disk is full: {folder} has {free // 2**20} MB left and {LEAST_ROOM // 2**20} MB are needed. "
            "Make room, or choose a folder on another disk with DATA=."
        )


def lock(folder: Path) -> IO[str]:
    """Held until the returned file is closed, by the watcher too."""
    file = (folder / "lock").open("a")
    deadline = time.monotonic() + PATIENCE_FOR_LOCK
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        except BlockingIOError as problem:
            if time.monotonic() > deadline:
                file.close()
                raise CannotStart(
                    f"Another server is running on the data folder {folder}. Stop it, or choose another folder with DATA=."
                ) from problem
            time.sleep(TICK)


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as problem:
            if isinstance(problem, OSError) and problem.errno == errno.EADDRINUSE:
                reason = f"Port {port} is taken by another program."
            else:
                reason = f"Port {port} can't be used ({problem})."
            raise CannotStart(f"{reason} Choose another, for example: make run PORT=8001") from problem


class Supervisor:
    def __init__(self, pipe: int, port: int) -> None:
        self.pipe = pipe
        self.port = port
        self.parts: list[Part] = []
        self.asked_to_stop = False
        self.began = time.monotonic()
        self.announced = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, *_: object) -> None:
        self.asked_to_stop = True

    def run(self) -> None:
        port_file = settings.DATA / "broker-port"
        try:
            if not settings.REDIS_URL:
                self._start_broker(port_file)
            self._prepare()
            self.began = time.monotonic()
            for part in self.others():
                if not self.asked_to_stop:
                    self.parts.append(part)
                    part.start()
            while not self.asked_to_stop:
                for part in self.parts:
                    part.poll(say)
                if not self.announced:
                    self._announce_when_ready()
                time.sleep(TICK)
        finally:
            self._stop()
            port_file.unlink(missing_ok=True)

    def others(self) -> list[Part]:
        """What runs beside the broker, in the order of its start."""
        return [parts.web(self.pipe, self.port), *parts.workers(self.pipe), parts.beat(self.pipe)]

    def _start_broker(self, port_file: Path) -> None:
        port = parts.free_port()
        port_file.write_text(str(port))
        self.parts.append(parts.broker(self.pipe, port))
        self.parts[0].start()

    def _prepare(self) -> None:
        if preparation.is_prepared() or self.asked_to_stop:
            return
        complaints = settings.DATA / "prepare.log"
        process = preparation.start_preparing(complaints)
        report(self.pipe, process.pid)
        try:
            while process.poll() is None and not self.asked_to_stop:
                time.sleep(TICK)
            if not self.asked_to_stop and process.returncode:
                said = complaints.read_text().strip()
                raise CannotStart(said.removeprefix("CommandError: ") or "Preparing failed.")
        finally:
            kill_group(process.pid)
            process.wait()
            report(self.pipe, process.pid, ended=True)

    def _announce_when_ready(self) -> None:
        missing = self._missing()
        late = time.monotonic() - self.began > PATIENCE_TO_START
        if missing and not late:
            return
        self.announced = True
        say(f"\nThe platform runs at http://127.0.0.1:{self.port}/   (mail: /outbox/, Ctrl-C stops it)")
        if missing:
            say(f"Not ready yet: {', '.join(missing)}. What is wrong stands above.")
        with suppress(OSError):
            say((settings.DATA / preparation.ACCOUNTS).read_text().rstrip())

    def _missing(self) -> list[str]:
        """What /readyz misses; empty when all is there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=3)
        try:
            connection.request("GET", "/readyz")
            answer = json.loads(connection.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError):
            return ["web server"]
        finally:
            connection.close()
        return [name for name, there in answer.items() if there is False and name != "maintenance"]

    def _stop(self) -> None:
        say("Stopping …")
        deadline = time.monotonic() + PATIENCE_TO_STOP
        for part in self.parts[1:]:
            if part.process is not None:
                part.process.terminate()
        # The broker, first in the list, goes last: a worker that ends gives its tasks back to it.
        for part in reversed(self.parts):
            part.stop(max(1.0, deadline - time.monotonic()))


def main() -> int:
    try:
        folder = data_folder()
        port: int = settings.PORT
        check_room(folder, shutil.disk_usage(folder).free)
        with lock(folder):
            check_port(port)
            Supervisor(start_watcher(), port).run()
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as problem:
        if problem.errno != errno.ENOSPC:
            raise
        print(f"The disk is full: {problem.filename or settings.DATA} can't be written.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.local")
    sys.exit(main())
