"""The site's search, as who is enrolled and who is not see it: lessons only to whom they are open."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.courses.learning.reading import TEXT, Reading, client_of, enrol

pytestmark = pytest.mark.django_db


def lessons(client: Client, words: str) -> Any:
    """The group of one's own lessons, or None."""
    groups = client.get("/en/search/", {"q": words}).context.get("groups", [])
    return next((group for group in groups if group.key == "lessons"), None)


def test_ones_own_lessons_are_found_where_they_are_read(reader: Client, reading: Reading) -> None:
    group = lessons(reader, "says")
    assert [result.url for result in group.shown] == [
        f"{reading.at('step', lesson=number)}#b-{TEXT}" for number in (0, 1)
    ]
    html = reader.get("/en/search/", {"q": "says"}).text
    assert "What Requests, lesson 1 <mark>says</mark>." in html


def test_more_of_them_stand_under_learn(reader: Client, reading: Reading) -> None:
    group = lessons(reader, "lesson")
    assert (len(group.shown), group.total, group.has_more) == (4, 4, False)
    group = lessons(reader, "re")
    assert (len(group.shown), group.has_more) == (5, True)
    assert reader.get(group.more_url).context["page_obj"].paginator.count == group.total


def test_nobody_else_finds_them_nor_anybody_before_they_open(
    client: Client, reader: Client, cast: Cast, reading: Reading
) -> None:
    for somebody in (client, client_of(cast.stranger), client_of(cast.organiser), client_of(cast.central)):
        assert lessons(somebody, "says") is None
    assert lessons(reader, "What Evidence") is None


def test_the_number_of_queries_does_not_grow_with_ones_courses(
    reader: Client, cast: Cast, reading: Reading
) -> None:
    lessons(reader, "says")
    with CaptureQueriesContext(connection) as one:
        lessons(reader, "says")
    for name in ("Summer", "Autumn"):
        enrol(cast, reading.course, reading.enrolment.user, name)
    with CaptureQueriesContext(connection) as three:
        assert lessons(reader, "says").total == 2
    assert len(three) == len(one)
