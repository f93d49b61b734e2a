from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from cms.core.enums import JobState
from cms.core.jobs import LEASE, MOST_DEATHS, MOST_TRIES, claim, try_again
from cms.core.sweep import sweep
from cms.notices import tasks
from cms.notices.models import Notice
from cms.notices.post import revive
from cms.people.models import User
from tests.cms.notices.test_actions import NOW, write

pytestmark = pytest.mark.django_db

SERVERS = "tests.cms.notices.mail_servers"


@pytest.fixture
def amina() -> User:
    return User.objects.create_user(
        "amina@example.org", display_name="Amina Diallo", time_zone="Africa/Dakar"
    )


@pytest.fixture
def notice(amina: User) -> Notice:
    written = write(amina)
    assert written is not None
    return written


def deliver(notice: Notice, *, at=NOW) -> Notice:
    with time_machine.travel(at, tick=False):
        tasks.deliver(notice.pk)
    notice.refresh_from_db()
    return notice


def test_one_email_is_sent_and_never_again(notice: Notice) -> None:
    assert deliver(notice).state == JobState.DONE
    deliver(notice, at=NOW + timedelta(days=1))

    [message] = mail.outbox
    assert message.to == ["amina@example.org"]
    assert message.subject == "Your certificate: Any course"
    assert "http://testserver/verify/ABCD-EFGH-JKLM/" in message.body
    [html] = message.alternatives
    assert html.mimetype == "text/html"
    assert message.message()["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("server", ["Away", "Full", "Later", "LockedOut", "Dropping"])
def test_what_may_pass_is_tried_again_with_growing_pauses(notice: Notice, settings, server: str) -> None:
    sent_by = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{SERVERS}.{server}"
    first = deliver(notice).due_at
    second = deliver(notice, at=first).due_at

    assert notice.state == JobState.WAITING
    assert notice.error
    assert second - first > first - NOW > timedelta(0)

    settings.EMAIL_BACKEND = sent_by
    assert deliver(notice, at=second - timedelta(seconds=1)).state == JobState.WAITING
    assert deliver(notice, at=second).state == JobState.DONE
    assert len(mail.outbox) == 1


def test_a_server_that_stays_away_is_given_up_at_last(notice: Notice, settings) -> None:
    settings.EMAIL_BACKEND = f"{SERVERS}.Away"
    for _ in range(MOST_TRIES):
        deliver(notice, at=notice.due_at)

    assert notice.state == JobState.FAILED
    assert "Connection refused" in notice.error


@pytest.mark.parametrize(
    ("server", "answer"), [("Unknown", "550 No such person here"), ("Spam", "554 Rejected")]
)
def test_a_refusal_for_good_is_shown_and_can_be_tried_again_by_hand(
    notice: Notice, amina: User, settings, server: str, answer: str
) -> None:
    sent_by = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{SERVERS}.{server}"
    assert deliver(notice).state == JobState.FAILED
    assert answer in notice.error

    settings.EMAIL_BACKEND = sent_by
    revive(amina.email)
    try_again(notice, now=NOW)
    assert deliver(notice).state == JobState.DONE


def test_an_address_that_is_none_is_given_up(notice: Notice, amina: User) -> None:
    User.objects.filter(pk=amina.pk).update(email="amina@example.org\nBcc: all@example.org")

    assert deliver(notice).state == JobState.FAILED


def test_a_closed_account_is_told_nothing(notice: Notice, amina: User) -> None:
    User.objects.filter(pk=amina.pk).update(is_active=False)

    assert deliver(notice).state == JobState.CANCELLED
    assert mail.outbox == []


def test_a_reminder_that_comes_too_late_is_not_sent(amina: User) -> None:
    facts = {"enrolment": 1, "cohort": "C", "course": "K", "module": "M", "opens_at": NOW, "due_at": NOW}
    early = write(amina, kind="due_tomorrow", subject="release:1", facts=facts, due=NOW - timedelta(days=1))
    late = write(amina, kind="due_tomorrow", subject="release:2", facts=facts, due=NOW - timedelta(days=1))

    assert deliver(early, at=NOW - timedelta(hours=1)).state == JobState.DONE
    assert deliver(late, at=NOW).state == JobState.CANCELLED
    assert len(mail.outbox) == 1


def test_what_a_dead_worker_held_is_sent_once_when_its_lease_has_run_out(notice: Notice) -> None:
    assert claim(Notice, notice.pk, now=NOW)

    assert deliver(notice, at=NOW + LEASE - timedelta(seconds=1)).state == JobState.WAITING
    assert mail.outbox == []
    assert deliver(notice, at=NOW + LEASE).state == JobState.DONE
    deliver(notice, at=NOW + 2 * LEASE)
    assert len(mail.outbox) == 1


def test_a_notice_at_which_three_workers_died_is_failed_and_visible(notice: Notice) -> None:
    for death in range(MOST_DEATHS):
        assert claim(Notice, notice.pk, now=NOW + death * LEASE)

    assert deliver(notice, at=NOW + MOST_DEATHS * LEASE).state == JobState.FAILED
    assert notice in Notice.objects.failed()
    assert mail.outbox == []


def test_a_repeat_carries_the_same_id(notice: Notice) -> None:
    deliver(notice)
    # As a worker leaves it that died after the server's yes.
    Notice.objects.filter(pk=notice.pk).update(state=JobState.WAITING)
    deliver(notice, at=NOW + LEASE)

    first, second = (message.message()["Message-ID"] for message in mail.outbox)
    assert first == second
    assert first.startswith(f"<notice-{notice.pk}-") and first.endswith("@testserver>")


def test_the_sweep_hurries_by_the_real_clock_whatever_time_is_swept(amina: User, worker: None) -> None:
    next_year = NOW + timedelta(days=365)
    today, later = write(amina), write(amina, subject="later", due=next_year, now=next_year)

    with time_machine.travel(NOW, tick=False):
        sweep(next_year)

    today.refresh_from_db()
    later.refresh_from_db()
    assert (today.state, later.state) == (JobState.DONE, JobState.WAITING)

    with time_machine.travel(next_year, tick=False):
        sweep(NOW)
        sweep(NOW)
    assert len(mail.outbox) == 2
