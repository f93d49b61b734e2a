"""The engine of everything that happens by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from cms.core import sweep as engine
from cms.core.models import Heartbeat
from cms.core.tasks import sweep as task
from cms.core.wiring import load
from tests.cast import NOW

pytestmark = pytest.mark.django_db

ran: list[tuple[str, datetime]] = []


def first(now: datetime) -> int:
    ran.append(("first", now))
    return 2


def broken(now: datetime) -> int:
    raise ValueError("one broken cohort")


def last(now: datetime) -> int:
    ran.append(("last", now))
    return 0


def run(*said: str) -> str:
    out = StringIO()
    call_command("sweep", *said, stdout=out)
    return out.getvalue()


@pytest.fixture
def steps(settings: Any) -> Iterator[Any]:
    """Sets `SWEEP_STEPS` to functions of this module."""

    def wire(*functions: Callable[[datetime], int]) -> None:
        settings.SWEEP_STEPS = [f"{__name__}.{function.__name__}" for function in functions]
        load.cache_clear()

    ran.clear()
    yield wire
    load.cache_clear()


def test_the_steps_run_in_order_and_are_told_the_time(steps: Any) -> None:
    steps(last, first)
    assert engine.sweep(NOW) == {"last": 0, "first": 2}
    assert ran == [("last", NOW), ("first", NOW)]


def test_a_broken_step_does_not_stop_those_after_it(steps: Any, caplog: pytest.LogCaptureFixture) -> None:
    steps(first, broken, last)
    with pytest.raises(engine.SweepBroken) as problem:
        engine.sweep(NOW)
    assert (problem.value.broken, problem.value.done) == (["broken"], {"first": 2, "last": 0})
    assert [name for name, _now in ran] == ["first", "last"]
    (record,) = caplog.records
    assert (record.event, record.step) == ("sweep.step_failed", "broken")
    assert "one broken cohort" in caplog.text


def test_the_wired_steps_are_those_of_the_settings_in_their_order(settings: Any) -> None:
    assert list(engine.sweep(NOW)) == [name.rpartition(".")[2] for name in settings.SWEEP_STEPS]


def test_a_wiring_that_leads_nowhere_stops_the_start(settings: Any) -> None:
    settings.SWEEP_STEPS = ["cms.core.nothing.here"]
    load.cache_clear()
    with pytest.raises(ImportError):
        load("SWEEP_STEPS")
    load.cache_clear()


def test_the_command_prints_one_object_of_step_and_count(steps: Any) -> None:
    steps(first, last)
    assert json.loads(run("--json")) == {"first": 2, "last": 0}


def test_the_command_says_each_step_on_a_line(steps: Any) -> None:
    steps(first, last)
    assert run() == "first: 2\nlast: 0\n"


def test_the_command_runs_for_any_time_and_that_is_no_sign_of_life(steps: Any) -> None:
    steps(first)
    run("--at", "2027-03-01T12:00:00+03:00")
    assert ran == [("first", NOW)]
    assert Heartbeat.objects.last_of(engine.HEARTBEAT) is None


@pytest.mark.parametrize("said", ["2027-03-01T12:00:00", "tomorrow", "2027-13-01T12:00:00+00:00"])
def test_a_time_without_offset_is_refused_with_a_sentence(steps: Any, said: str) -> None:
    steps(first)
    with pytest.raises(CommandError, match="write it as 2027-03-22T09:00:00"):
        run("--at", said)
    assert ran == []


def test_the_command_names_what_is_broken(steps: Any) -> None:
    steps(broken, last)
    with pytest.raises(CommandError, match=r"Sweep steps failed: broken\. The log says why"):
        run()
    assert [name for name, _now in ran] == ["last"]
    assert Heartbeat.objects.last_of(engine.HEARTBEAT) is None


@time_machine.travel(NOW, tick=False)
def test_a_sweep_of_now_shows_that_it_lives(steps: Any) -> None:
    steps(first)
    run()
    assert Heartbeat.objects.last_of(engine.HEARTBEAT) == NOW


@time_machine.travel(NOW, tick=False)
def test_the_task_sweeps_and_beats(steps: Any) -> None:
    steps(first)
    task()
    assert ran == [("first", NOW)]
    assert Heartbeat.objects.last_of(engine.HEARTBEAT) == NOW


def test_a_heartbeat_never_goes_back() -> None:
    for minutes in (0, 5, 3):
        engine.beat("sweep", at=NOW + timedelta(minutes=minutes))
    assert Heartbeat.objects.last_of("sweep") == NOW + timedelta(minutes=5)
    assert Heartbeat.objects.last_of("another") is None
