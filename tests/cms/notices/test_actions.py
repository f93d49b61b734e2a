from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import transaction

from cms.notices.actions import WrittenOutsideTransaction, write_notice, write_notices
from cms.notices.kinds import UnknownKind
from cms.notices.models import Notice
from cms.people.models import User

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
FACTS = {"number": "ABCD-EFGH-JKLM", "course": "Any course", "network": "WACAP"}


def write(recipient: User, **changes: object) -> Notice | None:
    values = {"kind": "certificate_ready", "subject": "certificate:1", "facts": FACTS, "due": NOW, "now": NOW}
    with transaction.atomic():
        return write_notice(recipient, **(values | changes))


def write_to_all(**changes: object) -> int:
    values = {
        "kind": "certificate_ready",
        "subject": "all",
        "facts": lambda language: FACTS,
        "due": NOW,
        "now": NOW,
    }
    with transaction.atomic():
        return write_notices(User.objects.all(), **(values | changes))


@pytest.mark.django_db
def test_a_person_is_told_once_of_each_occasion() -> None:
    amina = User.objects.create_user("amina@example.org", language="ar")
    first = write(amina)

    assert first is not None
    assert first.language == "ar"
    assert write(amina) is None
    assert write(amina, now=NOW + timedelta(days=1), due=NOW + timedelta(days=1)) is None
    assert write(amina, occasion="2028") is not None
    assert write(User.objects.create_user("joao@example.org")) is not None
    assert Notice.objects.count() == 3


@pytest.mark.django_db
def test_a_fact_that_the_kind_needs_is_missed_when_it_is_written() -> None:
    amina = User.objects.create_user("amina@example.org")
    with pytest.raises(TypeError, match="number"):
        write(amina, facts={"course": "Any course", "network": "WACAP"})
    with pytest.raises(UnknownKind, match="gossip"):
        write(amina, kind="gossip")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_of_what_did_not_happen() -> None:
    amina = User.objects.create_user("amina@example.org")
    with pytest.raises(WrittenOutsideTransaction):
        write_notice(amina, kind="certificate_ready", subject="x", facts=FACTS, due=NOW, now=NOW)
    with transaction.atomic():
        write(amina)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_email_is_hurried_once_the_action_has_committed(worker: None) -> None:
    amina = User.objects.create_user("amina@example.org")
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        write(amina)
        assert mail.outbox == []

    assert [message.to for message in mail.outbox] == [["amina@example.org"]]


@pytest.mark.django_db
def test_many_are_told_with_few_queries_and_only_who_was_not(django_assert_max_num_queries) -> None:
    people = [
        User(email=f"{number}@example.org", language=["en", "ar"][number % 2]) for number in range(2500)
    ]
    User.objects.bulk_create(people)
    told = write(User.objects.get(email="7@example.org"), subject="all")
    User.objects.filter(email="8@example.org").update(is_active=False)

    with django_assert_max_num_queries(60):  # SQLite takes 999 values in one query
        assert write_to_all(facts=lambda language: FACTS | {"course": f"In {language}"}) == 2498
    assert write_to_all() == 0

    assert Notice.objects.filter(facts__course="In ar").count() == 1249
    assert Notice.objects.get(recipient__email="7@example.org") == told
    assert not Notice.objects.filter(recipient__email="8@example.org").exists()
