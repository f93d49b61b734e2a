"""Every address × every visitor: the status, and exactly whose things are read there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponseBase
from django.template import Template
from django.test import Client
from django.test.utils import _TestState
from django.urls import reverse

from tests.assessments.quizzes.sat import NOW
from tests.matrix.addresses import ADDRESSES, Address, page_types
from tests.matrix.doors import HOME, LOGIN
from tests.matrix.own_doors import OWN_DOORS
from tests.matrix.rows import OPEN_ENDED, ROWS, rows_of
from tests.matrix.wagtail_doors import WAGTAIL_DOORS
from tests.matrix.world import VISITORS, World, make_world, marks

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
DOORS = (*OWN_DOORS, *WAGTAIL_DOORS)
DOOR_OF = {name: door for door in DOORS for name in door.names.split()}
NAMES = [address.name for address in ADDRESSES]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        around = transaction.atomic()
        around.__enter__()
        yield make_world()
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="module")
def clients(world: World) -> dict[str, Client]:
    return {visitor: world.client(visitor) for visitor in VISITORS}


@pytest.fixture(autouse=True)
def nothing_kept_of_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django keeps every context that a test renders, which costs more than to render it."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


def status(answer: HttpResponseBase) -> int | str:
    if answer.status_code == 302:
        to = answer.headers["Location"]
        if to.startswith((reverse("account_login"), reverse("wagtailadmin_login"))):
            return LOGIN
        if to == reverse("wagtailadmin_home"):
            return HOME
    return answer.status_code


def read(answer: Any) -> set[str]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode(errors="replace").lower()
    return {
        f"{word.lower()} {kind}"
        for word in ("Alpha", "Bravo")
        for kind, mark in marks(word)
        if mark.lower() in text
    }


def test_every_address_has_a_door_and_every_door_an_address() -> None:
    assert set(NAMES) == set(DOOR_OF)
    assert len(DOOR_OF) == sum(len(door.names.split()) for door in DOORS), "an address stands in two doors"
    assert {name for rows in ROWS for name in rows.names.split()} <= set(NAMES)
    assert {f"page:{kind}" for kind in page_types()} <= set(NAMES)
    assert len(NAMES) > 300


@pytest.mark.parametrize("address", ADDRESSES, ids=NAMES)
def test_each_visitor_finds_what_is_theirs(
    world: World, clients: dict[str, Client], address: Address
) -> None:
    found, seen = {}, {}
    for visitor, client in clients.items():
        if address.logs_out:
            client = world.client(visitor)
        answer = client.get(address.path(world.alpha))
        # What one page says about the act before it would stand on another.
        client.cookies.pop("messages", None)
        found[visitor], seen[visitor] = status(answer), read(answer)
    door = DOOR_OF[address.name]
    assert found == {visitor: door.finds(visitor) for visitor in VISITORS}
    if not address.name.startswith(OPEN_ENDED):
        assert seen == {visitor: rows_of(address.name, visitor) for visitor in VISITORS}


POSTED = [address for address in ADDRESSES if DOOR_OF[address.name].central == 405]
# Theirs to post to, whoever they are; what it changes is their own, or nothing.
OPEN_TO_POST = {
    "cohorts:apply",
    "invitations:accept",
    "invitations:sign_up",
    "invitations:switch",
    "learning:new_calendar_link",
    "learning:stop_calendar_link",
    "notices:choose",
    "notices:read_all",
    "notices:revive",
    "people:end_other_sign_ins",
    "people:switch_language",
    "people:time_zone",
    "wagtailadmin_editing_sessions:release",
    "wagtailadmin_logout",
}
# 422: what was sent is no answer to anything, whoever's the attempt is.
REFUSED = {LOGIN, HOME, 403, 404, 405, 422}


@pytest.mark.parametrize("address", POSTED, ids=[address.name for address in POSTED])
def test_what_takes_post_only_refuses_strangers_and_other_networks(world: World, address: Address) -> None:
    outsiders = [visitor for visitor in VISITORS if visitor == "nobody" or visitor.startswith("bravo")]
    there = address.path(world.alpha)
    found = {visitor: status(world.client(visitor).post(there)) for visitor in ("stranger", *outsiders)}
    assert all(code != 500 for code in found.values())
    if address.name not in OPEN_TO_POST:
        assert set(found.values()) <= REFUSED
