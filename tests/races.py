"""Runs real processes against each other, on the database of the test.

The processes live as long as the tests' own and serve one race after the other. A race needs a
test with `transaction=True`, for other processes see only what is committed.
"""

from __future__ import annotations

import importlib
import logging
import multiprocessing
import os
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

ROUNDS = int(os.environ.get("RACE_ROUNDS", "20"))
PATIENCE = 60
MOST_RACERS = 3

Runner = Callable[[Any], Any]

_context = multiprocessing.get_context("spawn")
_starts = {parties: _context.Barrier(parties) for parties in range(2, MOST_RACERS + 1)}
_racers: list[tuple[BaseProcess, Connection]] = []


def race(
    runners: Sequence[Runner], rounds: int = ROUNDS, before: Callable[[int], Any] | None = None
) -> list[list[Any]]:
    """What each runner returned, or the exception it raised, round by round.

    `runners` are functions of a module, one process each. All begin a round at the same moment, with
    what `before(round)` returned to them, or the round's number. It runs in the test's own process.
    """
    from django.db import connections  # after pytest-django has set up the settings

    while len(_racers) < len(runners):
        _racers.append(_new_racer())
    pipes = [pipe for _process, pipe in _racers[: len(runners)]]
    database = str(connections["default"].settings_dict["NAME"])
    results = []
    try:
        for pipe, runner in zip(pipes, runners, strict=True):
            pipe.send(("get ready", (f"{runner.__module__}:{runner.__qualname__}", database)))
        _answers(pipes)
        for number in range(rounds):
            given = before(number) if before else None
            for pipe in pipes:
                pipe.send(("go", (len(runners), number if given is None else given)))
            results.append(_answers(pipes))
        for pipe in pipes:
            pipe.send(("rest", ()))
        _answers(pipes)
    except BaseException:
        # Who is still at it would answer the next race's questions.
        for process, _pipe in _racers:
            process.kill()
        _racers.clear()
        raise
    return results


def problems(results: list[list[Any]]) -> list[Exception]:
    return [answer for answers in results for answer in answers if isinstance(answer, Exception)]


class Heard(logging.Handler):
    """The events that are logged while it is entered, for a runner to tell who did it."""

    def __init__(self, *rooms: str) -> None:
        super().__init__()
        self.events: list[str] = []
        self.rooms = [logging.getLogger(room) for room in rooms]

    def emit(self, record: logging.LogRecord) -> None:
        self.events.append(getattr(record, "event", ""))

    def __enter__(self) -> Heard:
        for room in self.rooms:
            room.addHandler(self)
        return self

    def __exit__(self, *problem: object) -> None:
        for room in self.rooms:
            room.removeHandler(self)


def _new_racer() -> tuple[BaseProcess, Connection]:
    ours, theirs = _context.Pipe()
    process = _context.Process(target=_serve, args=(_starts, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _answers(pipes: Sequence[Connection]) -> list[Any]:
    answers = []
    for pipe in pipes:
        if not pipe.poll(PATIENCE):
            raise TimeoutError("A racing process did not answer.")
        answers.append(pipe.recv())
    return answers


def _serve(starts: dict[int, Any], pipe: Connection) -> None:
    import django  # here and below: this is a new process, which sets up Django for itself

    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
    django.setup()
    logging.getLogger().handlers.clear()  # warnings are still shown
    runner: Runner = _get_ready
    with suppress(EOFError):  # the tests are over
        while True:
            order, values = pipe.recv()
            if order == "get ready":
                runner = _get_ready(*values)
                pipe.send(order)
            elif order == "go":
                pipe.send(_run(runner, starts, *values))
            else:
                _rest()
                pipe.send(order)


def _get_ready(name: str, database: str) -> Runner:
    from django.core.cache import caches
    from django.db import connections

    for alias in ("default", "snapshot"):
        connections[alias].settings_dict["NAME"] = database
    for cache in caches.settings:
        caches[cache].clear()
    connections["default"].ensure_connection()
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def _run(runner: Runner, starts: dict[int, Any], parties: int, given: Any) -> Any:
    starts[parties].wait(PATIENCE)
    try:
        return runner(given)
    except Exception as problem:
        copy = RuntimeError(f"{type(problem).__name__}: {problem}\n{traceback.format_exc()}")
        return problem if type(problem).__module__ == "builtins" else copy


def _rest() -> None:
    """A database with an open connection can't be dropped."""
    from django.db import connections

    connections.close_all()
