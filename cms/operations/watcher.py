"""A process that outlives the supervisor by a moment, to end what a killed supervisor leaves behind.

Each part runs in a process group of its own and reports it through a pipe before it starts.
However the supervisor ends, the pipe closes: the watcher then kills every group and goes.
It shares the supervisor's lock on the data folder, so nobody can start there before that.
"""

import os
import signal
from contextlib import suppress


def start_watcher() -> int:
    """Forks the watcher; returns the end of the pipe to which groups are reported."""
    reading, writing = os.pipe()
    if os.fork():
        os.close(reading)
        return writing
    os.close(writing)
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    _watch(reading)
    os._exit(0)


def report(pipe: int, group: int, *, ended: bool = False) -> None:
    os.write(pipe, f"{'-' if ended else '+'}{group}\n".encode())


def kill_group(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _watch(pipe: int) -> None:
    groups: set[int] = set()
    with os.fdopen(pipe) as lines:
        for line in lines:
            change = groups.discard if line[0] == "-" else groups.add
            change(int(line[1:]))
    for group in groups:
        kill_group(group)
