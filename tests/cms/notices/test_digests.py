"""What may wait comes once a day, by day; what may not is not held up by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction

from cms.core.enums import JobState
from cms.notices import tasks
from cms.notices.actions import write_notice
from cms.notices.choices import choose_kinds
from cms.notices.digests import gather_digests
from cms.notices.models import Digest, Notice
from cms.people.models import User
from cms.world.models import Country
from tests.cast import make_person
from tests.mailing import deliver_due
from tests.races import ROUNDS, problems, race

# A Monday.
MORNING = datetime(2027, 3, 1, 9, tzinfo=UTC)
FACTS = {"enrolment": 7, "cohort": "March", "course": "Requests", "opens_at": MORNING, "due_at": None}


def tell(person: User, module: str, *, kind: str = "module_released", now: datetime = MORNING) -> Notice:
    facts = FACTS | {"module": module, "due_at": now + timedelta(days=1)}
    with transaction.atomic():
        written = write_notice(person, kind=kind, subject=module, facts=facts, due=now, now=now)
    assert written is not None
    return written


@pytest.fixture
def amina() -> User:
    return make_person("amina")


@pytest.mark.django_db
def test_several_notices_come_in_one_email_with_the_way_on_of_each(amina: User) -> None:
    first, second = tell(amina, "Before you write"), tell(amina, "After the answer")
    deliver_due(MORNING)

    [message] = mail.outbox
    assert message.subject == "2 new notices"
    for text in (message.body, message.alternatives[0].content):
        assert text.index("Open now: Before you write") < text.index("Open now: After the answer")
    assert message.body.count("http://testserver/learn/7/") == 2
    for notice in (first, second):
        notice.refresh_from_db()
        assert (notice.state, notice.done_at) == (JobState.DONE, MORNING)


@pytest.mark.django_db
def test_one_alone_is_the_email_that_it_would_be_by_itself(amina: User) -> None:
    tell(amina, "Before you write")
    deliver_due(MORNING)
    assert [message.subject for message in mail.outbox] == ["Open now: Before you write"]


@pytest.mark.django_db
def test_there_is_one_a_day_and_the_rest_comes_on_the_next(amina: User) -> None:
    tell(amina, "One")
    deliver_due(MORNING)
    tell(amina, "Two", now=MORNING + timedelta(hours=1))
    deliver_due(MORNING + timedelta(hours=1))
    deliver_due(MORNING + timedelta(hours=11))
    assert len(mail.outbox) == 1

    deliver_due(MORNING + timedelta(hours=15))
    assert len(mail.outbox) == 1, "00:00 is night"
    deliver_due(MORNING + timedelta(hours=22))
    assert [message.subject for message in mail.outbox] == ["Open now: One", "Open now: Two"]


@pytest.mark.django_db
def test_what_is_due_soon_does_not_wait_for_the_daily_email(amina: User) -> None:
    tell(amina, "One")
    deliver_due(MORNING)
    tell(amina, "Two", kind="due_tomorrow", now=MORNING + timedelta(hours=1))
    deliver_due(MORNING + timedelta(hours=1))
    assert mail.outbox[1].subject == "Due soon: Two"


@pytest.mark.django_db
def test_by_night_only_what_is_sent_at_once_goes_out(amina: User) -> None:
    night = MORNING - timedelta(hours=4)
    assert tell(amina, "Soon", kind="due_tomorrow", now=night).due_at == night.replace(hour=7)
    tell(amina, "May wait", now=night)
    deliver_due(night)
    assert mail.outbox == []

    deliver_due(night.replace(hour=7))
    assert {message.subject for message in mail.outbox} == {"Due soon: Soon", "Open now: May wait"}


@pytest.mark.django_db
@pytest.mark.parametrize(("country", "day"), [("EG", 5), ("EG", 6), ("SN", 6), ("SN", 7)])
def test_on_the_weekend_of_their_country_what_may_wait_waits(amina: User, country: str, day: int) -> None:
    amina.country = Country.objects.get(code=country)
    amina.save()
    tell(amina, "One", now=MORNING.replace(day=day))
    deliver_due(MORNING.replace(day=day))
    assert mail.outbox == []
    after = MORNING.replace(day={"EG": 7, "SN": 8}[country])
    deliver_due(after)
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_everybody_has_their_own_day(amina: User) -> None:
    joao = make_person("joao")
    joao.time_zone = "Pacific/Auckland"  # 22:00 there
    joao.save()
    tell(amina, "One")
    tell(joao, "One")
    deliver_due(MORNING)
    assert [message.to for message in mail.outbox] == [[amina.email]]
    deliver_due(MORNING + timedelta(hours=9))
    assert mail.outbox[1].to == [joao.email]
    assert list(Digest.objects.order_by("pk").values_list("day__day", flat=True)) == [1, 2]


@pytest.mark.django_db
def test_what_was_switched_off_in_the_meantime_is_left_out(amina: User) -> None:
    told = tell(amina, "One")
    gather_digests(MORNING)
    choose_kinds(amina, wanted=set())
    deliver_due(MORNING)
    told.refresh_from_db()
    assert (told.state, mail.outbox) == (JobState.CANCELLED, [])
    assert Digest.objects.get().state == JobState.CANCELLED


@pytest.mark.django_db
def test_a_task_that_comes_twice_sends_once(amina: User) -> None:
    tell(amina, "One")
    deliver_due(MORNING)
    tasks.deliver_digest(Digest.objects.get().pk)
    tasks.deliver(Notice.objects.get().pk)
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_kind_that_the_site_lost_holds_nothing_up(amina: User) -> None:
    lost, kept = tell(amina, "One"), tell(amina, "Two")
    Notice.objects.filter(pk=lost.pk).update(kind="gossip")
    deliver_due(MORNING)
    lost.refresh_from_db()
    kept.refresh_from_db()
    assert (lost.state, kept.state) == (JobState.FAILED, JobState.DONE)


@pytest.mark.django_db
def test_a_sweep_costs_the_same_for_three_people_and_for_thirty(
    django_assert_max_num_queries,
) -> None:
    for count in (3, 30):
        for number in range(count):
            tell(make_person(f"p{count}x{number}"), "One")
        with django_assert_max_num_queries(14):
            assert gather_digests(MORNING) == count


@pytest.mark.django_db
def test_half_a_day_of_downtime_ends_in_one_email_in_the_order_of_what_happened(amina: User) -> None:
    for hour in range(12):
        tell(amina, f"Module {hour:02}", now=MORNING + timedelta(hours=hour))
    assert gather_digests(MORNING + timedelta(days=1)) == 1
    deliver_due(MORNING + timedelta(days=1))
    [message] = mail.outbox
    found = [message.body.index(f"Module {hour:02}") for hour in range(12)]
    assert found == sorted(found)


def gather(_number: int) -> int:
    return gather_digests(MORNING)


def waiting(number: int) -> int:
    for each in range(3):
        person = make_person(f"r{number}x{each}")
        tell(person, "One")
        tell(person, "Two")
    return number


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_begin_one_email_for_each() -> None:
    results = race([gather, gather], ROUNDS, before=waiting)
    assert problems(results) == []
    assert [sum(counts) for counts in results] == [3] * ROUNDS
    assert all(digest.notices.count() == 2 for digest in Digest.objects.all())
