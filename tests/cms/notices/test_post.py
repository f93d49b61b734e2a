"""By a real mail server that refuses, hangs, drops, says later: nothing is lost, nothing that it confirmed is doubled."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine

from cms.core.enums import JobState
from cms.notices import delivery, tasks
from cms.notices.actions import write_account_letter
from cms.notices.draining import drain
from cms.notices.models import AccountLetter, DeadAddress, MailRoute, Notice
from cms.notices.post import message_id, revive
from cms.notices.writing import Letter, letter
from cms.people.models import User
from tests.cms.notices.servers import Postman, free_port, mail_server
from tests.cms.notices.test_actions import NOW, write

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def postman(settings: pytest.FixtureRequest) -> Iterator[Postman]:
    settings.EMAIL_BACKEND = "cms.notices.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 1
    found = Postman()
    with mail_server(found, settings.EMAIL_PORT):
        yield found


def told(name: str, domain: str = "example.org") -> Notice:
    person, _made = User.objects.get_or_create(email=f"{name}@{domain}")
    notice = write(person)
    assert notice is not None
    return notice


def drained(at=NOW) -> bool:
    with time_machine.travel(at, tick=False):
        return drain(Notice, delivery.deliver)


def state(notice: Notice) -> str:
    notice.refresh_from_db()
    return str(notice.state)


def test_many_go_over_one_connection_in_the_order_in_which_they_are_due(postman: Postman) -> None:
    notices = [told(f"p{number}") for number in range(60)]
    assert drained() is False
    assert postman.connections <= 2  # the controller's own look comes first
    assert list(postman.taken) == [message_id(notice) for notice in notices]
    assert set(Notice.objects.values_list("state", "in_doubt_at")) == {(JobState.DONE, None)}


@pytest.mark.parametrize(
    ("answer", "dead"),
    [
        ("550 5.1.1 No such person here", True),
        ("550 No such person here", True),
        ("550 5.7.1 We take no mail of yours", False),
        ("554 5.7.1 Policy", False),
    ],
)
def test_a_refusal_for_good_is_told_from_one_of_the_address(
    postman: Postman, answer: str, dead: bool
) -> None:
    postman.rcpt = lambda address: answer if address.startswith("gone") else "250 OK"
    gone, there = told("gone"), told("there")
    drained()
    assert (state(gone), state(there)) == (JobState.FAILED, JobState.DONE)
    assert answer in gone.error
    assert DeadAddress.objects.filter(email="gone@example.org").exists() is dead


def test_a_dead_address_is_not_tried_again_until_it_is_revived(postman: Postman) -> None:
    DeadAddress.objects.create(email="gone@example.org", since=NOW, answer="550 5.1.1 Unknown")
    first = told("Gone")
    drained()
    assert state(first) == JobState.CANCELLED and "550 5.1.1 Unknown" in first.error
    assert postman.asked == 0
    assert revive("GONE@example.org")
    second = write(first.recipient, subject="certificate:2")
    drained()
    assert state(second) == JobState.DONE


def test_what_somebody_asked_for_is_tried_all_the_same_and_revives_the_address(postman: Postman) -> None:
    DeadAddress.objects.create(email="gone@example.org", since=NOW, answer="550 5.1.1 Unknown")
    letter = write_account_letter("gone@example.org", letter="x", subject="S", text="T", now=NOW)
    with time_machine.travel(NOW, tick=False):
        drain(AccountLetter, delivery.deliver_account_letter)
    letter.refresh_from_db()
    assert (letter.state, letter.sealed) == (JobState.DONE, "")
    assert not DeadAddress.objects.exists()


@pytest.mark.parametrize("answer", ["421 4.7.0 Too many of you", "451 Greylisted", "450 4.7.1 Slow down"])
def test_a_domain_that_says_later_rests_and_others_go_on(postman: Postman, answer: str) -> None:
    postman.rcpt = lambda address: answer if address.endswith("slow.org") else "250 OK"
    slow = [told(f"s{number}", "slow.org") for number in range(5)]
    quick = [told(f"q{number}") for number in range(5)]
    drained()
    assert {state(notice) for notice in quick} == {JobState.DONE}
    assert [notice.tries for notice in map(again, slow)] == [1, 0, 0, 0, 0]
    assert postman.asked == 6, "one was asked for, the other four wait for the domain"
    first = MailRoute.objects.get(domain="slow.org")
    drained(first.paused_until)
    second = MailRoute.objects.get(domain="slow.org")
    assert second.paused_until - first.paused_until > first.paused_until - NOW

    postman.rcpt = lambda address: "250 OK"
    drained(second.paused_until + 10 * MINUTE)
    assert {state(notice) for notice in slow} == {JobState.DONE}
    assert MailRoute.objects.get(domain="slow.org").pauses == 0


def again(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


def test_a_full_mailbox_is_that_mailboxs_own_matter(postman: Postman) -> None:
    postman.rcpt = lambda address: "552 5.2.2 Full" if address.startswith("full") else "250 OK"
    full, there = told("full"), told("there")
    drained()
    assert (state(full), state(there)) == (JobState.WAITING, JobState.DONE)
    assert not DeadAddress.objects.exists()


def test_no_domain_gets_more_than_its_pace(postman: Postman, settings) -> None:
    settings.MAIL_PACE = {"*": 600, "slow.org": 3}
    slow = [told(f"s{number}", "slow.org") for number in range(7)]
    quick = told("q")
    for minute, sent in enumerate([3, 6, 7]):
        drained(NOW + minute * MINUTE)
        assert Notice.objects.filter(pk__in=[one.pk for one in slow], state=JobState.DONE).count() == sent
    assert state(quick) == JobState.DONE
    assert {again(notice).tries for notice in slow} == {1}, "to wait is no try"


@pytest.mark.parametrize("where", ["rcpt", "data"])
@pytest.mark.parametrize("how", ["drop", "hang"])
def test_a_connection_that_breaks_leaves_in_doubt_only_what_was_handed_over(
    postman: Postman, where: str, how: str
) -> None:
    notices = [told(f"p{number}") for number in range(3)]
    broken = message_id(notices[1])
    seen: list[str] = []

    def once(what: str) -> str:
        seen.append(what)
        return how if seen.count(what) == 1 and what in {broken, "p1@example.org"} else "250 OK"

    setattr(postman, where, once)
    drained()
    notices = [again(notice) for notice in notices]
    assert notices[0].state == JobState.DONE
    assert [bool(notice.in_doubt_at) for notice in notices] == [False, where == "data", False]

    for hour in range(1, 4):
        drained(NOW + timedelta(hours=hour))
    assert set(Notice.objects.values_list("state", flat=True)) == {JobState.DONE}
    twice = {message for message, count in postman.taken.items() if count > 1}
    assert twice == ({broken} if where == "data" else set())
    marked = {message_id(notice) for notice in Notice.objects.filter(in_doubt_at__isnull=False)}
    assert twice <= marked


def test_a_server_that_is_away_holds_all_up_and_costs_one_of_them_a_try(settings) -> None:
    settings.EMAIL_BACKEND = "cms.notices.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    notices = [told(f"p{number}") for number in range(4)]
    drained()
    assert [again(notice).tries for notice in notices] == [1, 0, 0, 0]
    assert {state(notice) for notice in notices} == {JobState.WAITING}
    assert all(again(notice).error for notice in notices)
    postman = Postman()
    with mail_server(postman, settings.EMAIL_PORT):
        drained(NOW + timedelta(hours=1))
    assert {state(notice) for notice in notices} == {JobState.DONE}


def test_a_broken_tls_is_a_server_that_is_away(postman: Postman, settings) -> None:
    settings.EMAIL_USE_SSL = True
    notice = told("a")
    drained()
    assert (state(notice), bool(notice.error), notice.in_doubt_at) == (JobState.WAITING, True, None)
    assert isinstance(ssl.SSLError(), OSError)


def test_a_slow_server_is_waited_for(postman: Postman) -> None:
    postman.delay = 0.3
    notice = told("a")
    drained()
    assert (state(notice), notice.in_doubt_at) == (JobState.DONE, None)


def test_tasks_that_come_twice_and_a_clock_that_jumps_back_send_nothing_twice(postman: Postman) -> None:
    notice = told("a")
    with time_machine.travel(NOW, tick=False):
        tasks.deliver(notice.pk)
        tasks.deliver(notice.pk)
    for at in (NOW, NOW - timedelta(days=1), NOW + timedelta(days=1)):
        drained(at)
    assert sum(postman.taken.values()) == 1


def test_what_a_drain_has_no_time_for_is_given_back_untouched(postman: Postman) -> None:
    notices = [told(f"p{number}") for number in range(3)]
    times: Iterator[object] = iter([NOW, NOW, NOW, NOW + MINUTE])
    clock: Callable[[], object] = lambda: next(times)  # noqa: E731
    assert drain(Notice, delivery.deliver, clock=clock) is True
    rows = [again(notice) for notice in notices]
    assert [row.state for row in rows] == [JobState.DONE, JobState.WAITING, JobState.WAITING]
    assert [(row.tries, row.deaths, row.lease_until) for row in rows[1:]] == [(0, 0, None)] * 2


def test_what_kills_workers_takes_no_others_along(postman: Postman) -> None:
    poison = told("poison")
    Notice.objects.filter(pk=poison.pk).update(deaths=2, in_doubt_at=NOW)
    others = [told(f"p{number}") for number in range(3)]
    drained()
    assert {state(notice) for notice in others} == {JobState.DONE}
    Notice.objects.filter(pk=poison.pk).update(state=JobState.WAITING, deaths=3)
    drained()
    assert state(poison) == JobState.FAILED


def test_a_letter_that_can_not_be_written_costs_the_others_nothing(
    postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, *others = [told(f"p{number}") for number in range(3)]

    def write(notice: Notice, *, to: User) -> Letter:
        if notice.pk == broken.pk:
            raise KeyError("course")
        return letter(notice, to=to)

    monkeypatch.setattr(delivery, "letter", write)
    with pytest.raises(KeyError):
        drained()
    assert [(again(one).tries, again(one).deaths, again(one).lease_until) for one in others] == [
        (0, 0, None)
    ] * 2
    drained()
    assert {state(one) for one in others} == {JobState.DONE}
