"""A person's calendar as a program reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import icalendar
from django.test import Client
from django.urls import reverse

from cms.people.models import User
from courses.learning.actions import make_link
from courses.learning.models import CalendarLink

NOW = datetime(2027, 3, 2, 10, tzinfo=UTC)


def fetched(user: User) -> bytes:
    link = CalendarLink.objects.filter(user=user).first() or make_link(user, now=NOW)
    answer = Client().get(address(link))
    assert answer.status_code == 200
    return answer.content


def address(link: CalendarLink) -> str:
    return reverse("learning:feed", args=[link.token])


def events(content: bytes) -> dict[str, Any]:
    """UID without its host → event, as icalendar reads it."""
    read = icalendar.Calendar.from_ical(content)
    return {str(event["uid"]).partition("@")[0]: event for event in read.walk("VEVENT")}
