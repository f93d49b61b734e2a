"""Whatever is typed into a form or after a question mark: an answer, never a fault."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import wagtail
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.catalogue.models import LessonPage
from tests.conftest import ROOT
from tests.fuzzing.forms import Form, Page, Values, block_fields
from tests.matrix.addresses import ADDRESSES, Address
from tests.matrix.test_matrix import DOOR_OF
from tests.matrix.world import VISITORS, World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
# The same examples each time; FUZZ_EXAMPLES=50 looks longer.
quickly = settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "2")),
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
NASTY = [
    "",
    " ",
    "\x00",
    "x\x00y",
    "0",
    "-1",
    "1.5",
    "1e999",
    "NaN",
    "9" * 30,
    "9" * 400,
    "٣",
    "²",
    "true",
    "null",
    "[]",
    "{}",
    '{"a": [1, null]}',
    "[[[[",
    "..",
    "../../etc/passwd",
    "//example.org",
    "javascript:alert(1)",
    "<script>",
    "' OR 1=1 --",
    "%00",
    "%s%n",
    "{{ x }}",
    "\r\nX: y",
    "\u202eمرحبا",
    "😀" * 300,
    "a" * 5_000,
    "0000-00-00",
    "9999-12-31",
    "2026-02-30",
    "25:61",
    "00000000-0000-0000-0000-000000000000",
    "zz_ZZ",
    "title__icontains",
    "-",
    "all",
]
word = st.sampled_from(NASTY) | st.text(st.characters(codec="utf-8"), max_size=40)
said = st.lists(word, min_size=1, max_size=3)
# What 503 means where no worker runs.
UNREADY = {"operations:readyz"}
# Who has most in their pages: elsewhere, and in the admin.
REPRESENTATIVES = ("stranger", "alpha.trainee", "central")


def source_names() -> list[str]:
    """What our code and Wagtail's read after the question mark."""
    found: set[str] = set()
    pattern = re.compile(r"GET(?:\.get|\.getlist|\.pop)?[\[(]\s*[\"']([^\"']+)[\"']")
    roots = [ROOT / package for package in ("cms", "courses", "assessments")]
    for root in (*roots, Path(wagtail.__file__).parent):
        for file in root.rglob("*.py"):
            if "test" not in str(file.relative_to(root)):
                found |= set(pattern.findall(file.read_text()))
    return sorted(found | {"order", "offset", "limit", "fields", "search", "child_of", "descendant_of"})


QUERY = source_names()


def visitors_of(address: Address) -> Iterator[str]:
    """Who finds a page there: of Alpha's roles the first that has one of its own, else some who stand for the rest."""
    door = DOOR_OF[address.name]
    own = [visitor for visitor in VISITORS if visitor.startswith("alpha") and door.finds(visitor) == 200]
    if address.pattern.startswith("admin/") and address.name != "wagtailadmin_home":
        yield from own[:1] if door.own and own else ["central"] if door.central == 200 else []
    else:
        yield from (
            visitor for visitor in dict.fromkeys([*own[:1], *REPRESENTATIVES]) if door.finds(visitor) == 200
        )


def never_a_fault(answer: Any, *told: object) -> None:
    assert answer.status_code < 500, (getattr(answer, "exc_info", None), *told)


def send(client: Client, form: Form, values: Values) -> None:
    """What it would change is taken back."""
    kept = dict(client.cookies)
    with transaction.atomic():
        act = client.post if form.method == "post" else client.get
        answer = act(form.action, values)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    never_a_fault(answer, form.method, form.action, values)
    client.cookies.clear()
    client.cookies.update(kept)


def is_ours(form: Form) -> bool:
    try:
        resolve(form.path)
    except Resolver404:
        return False
    return True


DONE: set[tuple[str, str, frozenset[str]]] = set()


def new_forms(page: Page) -> Iterator[Form]:
    """Each form once, wherever it stands."""
    for form in page.forms:
        if not is_ours(form):
            continue
        match = resolve(form.path)
        known = (match.view_name or match.route, form.method, frozenset(form.values))
        if known not in DONE:
            DONE.add(known)
            yield form


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_no_form_and_no_query_breaks(world: World, clients: dict[str, Client], address: Address) -> None:
    there = address.path(world.alpha)
    asked: set[str] = set()
    last = None
    for visitor in visitors_of(address):
        last = visitor
        answer = clients[visitor].get(there)
        if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
            continue
        page = Page(there, answer.text)
        asked |= page.asked
        for form in new_forms(page):
            fuzz_form(clients[visitor], form)
    if last and address.name not in UNREADY:
        fuzz_query(clients[last], there, sorted(asked))


def fuzz_form(client: Client, form: Form) -> None:
    send(client, form, {})
    send(client, form, form.values)
    names = sorted(form.values)
    if not names:
        return

    @quickly
    @given(
        st.dictionaries(st.sampled_from(names), said, min_size=1),
        st.sets(st.sampled_from(names), max_size=3),
    )
    def fuzz(typed: Values, missing: set[str]) -> None:
        values = form.values | typed
        send(client, form, {name: value for name, value in values.items() if name not in missing})

    fuzz()


def fuzz_query(client: Client, there: str, asked: list[str]) -> None:
    @quickly
    @given(st.dictionaries(st.sampled_from([*asked, *QUERY]), said, min_size=8, max_size=20))
    def fuzz(typed: Values) -> None:
        send(client, Form(there, "get"), typed)

    fuzz()


def test_names_after_the_question_mark_are_found() -> None:
    assert {"q", "p", "next", "course", "cohort", "show", "ordering", "id"} <= set(QUERY)


KINDS = list(LessonPage._meta.get_field("body").stream_block.child_blocks)


@pytest.mark.parametrize("kind", KINDS)
def test_no_block_breaks_the_editor(world: World, clients: dict[str, Client], kind: str) -> None:
    """Of the editor's blocks no field stands in the page: scripts write them."""
    client = clients["alpha.reviewer"]
    address = next(one for one in ADDRESSES if one.name == "wagtailadmin_pages:edit").path(world.alpha)
    [form] = [one for one in Page(address, client.get(address).text).forms if "title" in one.values]
    [block] = block_fields([kind])
    for left_out in (None, *block):
        send(client, form, form.values | {name: value for name, value in block.items() if name != left_out})

    @quickly
    @given(st.dictionaries(st.sampled_from(sorted(block)), said, min_size=1))
    def fuzz(typed: Values) -> None:
        send(client, form, form.values | block | typed)

    fuzz()
