"""Dates as calendar programs take them in: RFC 5545, for feeds and for e-mails alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import icalendar
from django.conf import settings

CONTENT_TYPE = "text/calendar"
# How often programs that subscribe are asked to look again.
REFRESHED = "PT4H"


@dataclass(frozen=True)
class Entry:
    """What stands in somebody's calendar, once, under the same `key` for ever ("release-12-due").

    `sequence` rises each time that it moves or is cancelled, by which programs replace what they have.
    An entry without `ends` is a moment. `changed` is when it was last decided; `path`, on this site,
    leads to what is to be done.
    """

    key: str
    title: str
    starts: datetime
    changed: datetime
    ends: datetime | None = None
    about: str = ""
    place: str = ""
    path: str = ""
    sequence: int = 0
    cancelled: bool = False


def write_calendar(entries: Iterable[Entry], *, name: str, language: str) -> bytes:
    """All of it in UTC, which every program shows on its owner's clock; no zone definitions are needed."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{_host()}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", REFRESHED)
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def uid(key: str) -> str:
    return f"{key}@{_host()}"


def _host() -> str:
    return str(urlsplit(settings.SITE_URL).hostname)


def _event(entry: Entry) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", uid(entry.key))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed.astimezone(UTC))
    event.add("last-modified", entry.changed.astimezone(UTC))
    event.add("dtstart", entry.starts.astimezone(UTC))
    # A moment has no end: RFC 5545 wants it later than the start.
    if entry.ends:
        event.add("dtend", entry.ends.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    # A due time keeps nobody busy.
    event.add("transp", "OPAQUE" if entry.ends else "TRANSPARENT")
    if entry.about:
        event.add("description", entry.about)
    if entry.place:
        event.add("location", entry.place)
    if entry.path:
        event.add("url", settings.SITE_URL.rstrip("/") + entry.path)
    return event
