"""The life of a job row, on the notices: nothing is lost when a worker dies, nothing is done twice."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from cms.core import jobs, queues
from cms.core.enums import JobState
from cms.notices import draining
from cms.notices.models import Notice
from cms.notices.tasks import deliver, drain_notices
from cms.people.models import User
from tests.cast import NOW

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def row() -> Notice:
    amina = User.objects.create_user("amina@example.org")
    return Notice.objects.create(recipient=amina, kind="any", subject="release:1", language="en", due_at=NOW)


def again(row: Notice) -> Notice:
    return Notice.objects.get(pk=row.pk)


def raises(problem: BaseException) -> Any:
    def act(row: Notice) -> None:
        raise problem

    return act


class Killed(BaseException):
    """What no handler sees of a worker that is killed: nothing is written back."""


def die(row: Notice, at: Any) -> None:
    with pytest.raises(Killed):
        jobs.run_job(Notice, row.pk, act=raises(Killed()), now=at)


def test_a_row_is_done_once(row: Notice) -> None:
    seen: list[int] = []

    def act(row: Notice) -> dict[str, object]:
        seen.append(row.pk)
        return {"facts": {"sent": True}}

    assert jobs.run_job(Notice, row.pk, act=act, now=NOW) is True
    assert jobs.run_job(Notice, row.pk, act=act, now=NOW + HOUR) is False
    assert seen == [row.pk]
    done = again(row)
    assert (done.state, done.done_at, done.lease_until, done.facts) == (
        JobState.DONE,
        NOW,
        None,
        {"sent": True},
    )


def test_the_act_runs_outside_any_transaction_of_the_claim(row: Notice) -> None:
    """Whoever looks on while it runs sees the lease: the claim is written before the act."""

    def act(row: Notice) -> None:
        assert again(row).lease_until == NOW + jobs.LEASE
        assert jobs.claim(Notice, row.pk, now=NOW) is None

    assert jobs.run_job(Notice, row.pk, act=act, now=NOW)


def test_what_is_not_due_is_not_claimed(row: Notice) -> None:
    assert jobs.claim(Notice, row.pk, now=NOW - timedelta(microseconds=1)) is None
    assert jobs.claim(Notice, row.pk, now=NOW) is not None


def test_a_held_row_is_claimed_by_nobody_else_until_its_lease_ends(row: Notice) -> None:
    assert jobs.claim(Notice, row.pk, now=NOW) is not None
    assert jobs.claim(Notice, row.pk, now=NOW + jobs.LEASE - timedelta(seconds=1)) is None
    taken = jobs.claim(Notice, row.pk, now=NOW + jobs.LEASE)
    assert taken is not None
    assert (taken.tries, taken.lease_until) == (2, NOW + 2 * jobs.LEASE)


def test_three_deaths_fail_the_row_and_no_fourth_worker_dies(row: Notice) -> None:
    now = NOW
    for _death in range(jobs.MOST_DEATHS):
        die(row, now)
        assert again(row).state == JobState.WAITING
        now += jobs.LEASE
    assert jobs.run_job(Notice, row.pk, act=raises(Killed()), now=now) is False
    failed = again(row)
    assert (failed.state, failed.lease_until) == (JobState.FAILED, None)
    assert "broken off three times" in failed.error


def test_an_error_nobody_foresaw_is_seen_and_counts_as_a_death(row: Notice) -> None:
    with pytest.raises(ZeroDivisionError):
        jobs.run_job(Notice, row.pk, act=raises(ZeroDivisionError()), now=NOW)
    assert (again(row).state, again(row).deaths) == (JobState.WAITING, 1)


def test_a_row_that_was_written_back_in_between_forgets_its_deaths(row: Notice) -> None:
    die(row, NOW)
    die(row, NOW + jobs.LEASE)
    jobs.run_job(Notice, row.pk, act=raises(jobs.TryAgain("busy")), now=NOW + 2 * jobs.LEASE)
    assert again(row).deaths == 0


def test_each_try_waits_longer_until_the_row_fails(row: Notice) -> None:
    pauses, now = [], NOW
    while again(row).state == JobState.WAITING:
        jobs.run_job(Notice, row.pk, act=raises(jobs.TryAgain("the server is busy")), now=now)
        pauses.append(again(row).due_at - now)
        assert jobs.claim(Notice, row.pk, now=again(row).due_at - timedelta(seconds=1)) is None
        now = again(row).due_at
    assert len(pauses) == jobs.MOST_TRIES
    waits = pauses[:-1]
    assert waits[0] == jobs.FIRST_PAUSE
    assert all(later == 2 * earlier for earlier, later in pairwise(waits))
    assert max(waits) <= jobs.LONGEST_PAUSE
    assert (again(row).state, again(row).error) == (JobState.FAILED, "the server is busy")


@pytest.mark.parametrize(
    ("problem", "state"),
    [
        (jobs.GiveUp("no such address"), JobState.FAILED),
        (jobs.CallOff("no such address"), JobState.CANCELLED),
    ],
)
def test_what_can_not_succeed_or_is_wanted_no_more_is_settled_at_once(
    row: Notice, problem: Exception, state: JobState
) -> None:
    assert jobs.run_job(Notice, row.pk, act=raises(problem), now=NOW) is False
    assert (again(row).state, again(row).error, again(row).lease_until) == (state, "no such address", None)
    assert jobs.claim(Notice, row.pk, now=NOW + HOUR) is None


@pytest.mark.parametrize("outcome", [None, jobs.TryAgain("late"), jobs.GiveUp("late"), jobs.CallOff("late")])
def test_who_lost_the_lease_writes_nothing_back(row: Notice, outcome: Exception | None) -> None:
    def slow(mine: Notice) -> dict[str, object]:
        jobs.claim(Notice, mine.pk, now=NOW + jobs.LEASE)
        if outcome is not None:
            raise outcome
        return {"facts": {"by": "the slow one"}}

    assert jobs.run_job(Notice, row.pk, act=slow, now=NOW) is False
    held = again(row)
    assert (held.state, held.lease_until, held.facts, held.error) == (
        JobState.WAITING,
        NOW + 2 * jobs.LEASE,
        {},
        "",
    )


def test_a_failed_row_is_tried_again_from_the_start(row: Notice) -> None:
    jobs.run_job(Notice, row.pk, act=raises(jobs.GiveUp("no")), now=NOW)
    jobs.try_again(row, now=NOW + HOUR)
    waiting = again(row)
    assert (waiting.state, waiting.due_at, waiting.tries, waiting.deaths, waiting.error) == (
        JobState.WAITING,
        NOW + HOUR,
        0,
        0,
        "",
    )
    assert jobs.run_job(Notice, row.pk, act=lambda row: None, now=NOW + HOUR)


def test_trying_again_touches_failed_rows_only(row: Notice) -> None:
    jobs.run_job(Notice, row.pk, act=lambda row: None, now=NOW)
    jobs.try_again(row, now=NOW)
    assert again(row).state == JobState.DONE


enqueued: list[int] = []


@shared_task(name="tests.core.note")
def note(pk: int) -> None:
    """Never run: `delay` is what is looked at."""


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What was handed to Celery; the one place where a broker is stood in for."""
    enqueued.clear()
    monkeypatch.setattr(note, "delay", enqueued.append)
    return enqueued


def test_a_row_is_hurried_only_once_it_is_committed(
    row: Notice, broker: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            jobs.hurry(note, row.pk)
        assert broker == []
    assert broker == [row.pk]


def test_the_sweep_hurries_what_is_due_and_held_by_nobody_the_oldest_first(
    row: Notice, broker: list[int]
) -> None:
    def another(subject: str, **values: Any) -> Notice:
        said = {"recipient": row.recipient, "kind": "any", "language": "en", "due_at": NOW} | values
        return Notice.objects.create(subject=subject, **said)

    another("held", lease_until=NOW + timedelta(seconds=1))
    another("later", due_at=NOW + HOUR)
    another("done", state=JobState.DONE)
    older = another("older", due_at=NOW - HOUR, lease_until=NOW)
    assert jobs.hurry_due(Notice, note, now=NOW) == 0
    assert broker == [older.pk, row.pk]


@pytest.mark.parametrize("problem", [OperationalError, AttributeError, ConnectionResetError])
def test_a_broker_that_is_away_is_logged_and_the_sweep_gives_up_until_the_next(
    problem: type[Exception],
    row: Notice,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    tried: list[int] = []

    def away(pk: int) -> None:
        tried.append(pk)
        raise problem

    Notice.objects.create(recipient=row.recipient, kind="any", subject="two", language="en", due_at=NOW)
    monkeypatch.setattr(note, "delay", away)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.hurry(note, row.pk)
    jobs.hurry_due(Notice, note, now=NOW)
    assert len(tried) == 2
    assert {record.event for record in caplog.records} == {"broker.away"}
    assert again(row).state == JobState.WAITING


@pytest.mark.parametrize(("length", "enqueued"), [(queues.MOST - 1, 1), (queues.MOST, 0)])
def test_a_full_queue_gets_nothing_more(
    row: Notice, monkeypatch: pytest.MonkeyPatch, length: int, enqueued: int
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(queues, "queue_lengths", lambda: {"sweep": 0, "delivery": length, "rendering": 0})
    monkeypatch.setattr(jobs, "enqueue", lambda *task: asked.append(task) or True)
    monkeypatch.setattr(draining, "enqueue", lambda *task: asked.append(task) or True)

    jobs.hurry_due(Notice, deliver, now=NOW)
    draining.hurry_drains(Notice, drain_notices, now=NOW)

    assert len(asked) == 2 * enqueued


def test_an_idle_sweep_asks_no_broker(row: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "queue_lengths", lambda: pytest.fail("it was asked"))
    jobs.hurry_due(Notice, deliver, now=NOW - HOUR)
    draining.hurry_drains(Notice, drain_notices, now=NOW - HOUR)
