"""Runs real processes against each other, on the database of the test.

`race(runners, rounds)` starts one process for each runner, a module-level function that is
called with the number of the round; all begin a round at the same moment. Needs a test with
`transaction=True`, for other processes see only what is committed.
"""

import multiprocessing
import os
import traceback
from collections.abc import Callable, Sequence
from typing import Any

ROUNDS = int(os.environ.get("RACE_ROUNDS", "20"))
PATIENCE = 60

Runner = Callable[[int], Any]


def race(
    runners: Sequence[Runner], rounds: int, before: Callable[[int], None] | None = None
) -> list[list[Any]]:
    """What each runner returned, or the exception it raised, round by round.

    `before(round)` runs in the test's own process before each round.
    """
    from django.db import connections  # after pytest-django has set up the settings

    database = connections["default"].settings_dict["NAME"]
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(len(runners) + 1)
    pipes, processes = [], []
    for runner in runners:
        ours, theirs = context.Pipe(duplex=False)
        arguments = (f"{runner.__module__}:{runner.__qualname__}", str(database), rounds, start, theirs)
        process = context.Process(target=_run, args=arguments, daemon=True)
        process.start()
        pipes.append(ours)
        processes.append(process)
    results = []
    try:
        for number in range(rounds):
            if before:
                before(number)
            start.wait(PATIENCE)
            results.append([_receive(pipe) for pipe in pipes])
    finally:
        for process in processes:
            process.join(5)
            process.kill()
    return results


def _receive(pipe: Any) -> Any:
    if not pipe.poll(PATIENCE):
        raise TimeoutError("A racing process did not answer.")
    return pipe.recv()


def _run(name: str, database: str, rounds: int, start: Any, pipe: Any) -> None:
    import importlib  # here and below: this is a new process, which sets up Django for itself

    import django
    from django.db import connections

    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
    django.setup()
    for alias in ("default", "snapshot"):
        connections[alias].settings_dict["NAME"] = database
    module, _, function = name.partition(":")
    runner = getattr(importlib.import_module(module), function)
    for number in range(rounds):
        start.wait(PATIENCE)
        try:
            pipe.send(runner(number))
        except Exception as problem:
            pipe.send(_sendable(problem))


def _sendable(problem: Exception) -> Exception:
    copy = RuntimeError(f"{type(problem).__name__}: {problem}\n{traceback.format_exc()}")
    return problem if type(problem).__module__ == "builtins" else copy
