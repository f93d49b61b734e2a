"""Both mailboxes agree at the same moment."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from cms.people.actions.address import agree, ask_for_address
from cms.people.enums import Mailbox
from cms.people.models import AddressChange, User
from tests.cast import NOW, make_person
from tests.races import ROUNDS, problems, race

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def old_agrees(pk: int) -> str:
    return agree(AddressChange.objects.get(pk=pk), mailbox=Mailbox.OLD, now=NOW).state


def new_agrees(pk: int) -> str:
    return agree(AddressChange.objects.get(pk=pk), mailbox=Mailbox.NEW, now=NOW).state


def test_two_mailboxes_at_once_change_the_address_once() -> None:
    person = make_person("amina")

    def asked(number: int) -> int:
        return ask_for_address(person, email=f"{number}@example.net", now=NOW).pk

    results = race([old_agrees, new_agrees], before=asked)

    assert problems(results) == []
    assert [sorted(states) for states in results] == [["done", "waiting"]] * ROUNDS
    last = f"{ROUNDS - 1}@example.net"
    assert User.objects.get().email == last
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(last, True)]
    assert AddressChange.objects.filter(state="done").count() == ROUNDS
