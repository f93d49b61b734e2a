"""Announcements for tests to begin with."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from cms.notices.models import Notice
from courses.cohorts.models import Enrolment
from courses.learning.actions import (
    confirm_announcement,
    write_announcement,
)
from courses.learning.actions.announcement import Said
from courses.learning.announcing import send_announcements
from courses.learning.enums import Audience
from courses.learning.models import Announcement
from tests.cast import Cast, make_person
from tests.courses.learning.reading import WEDNESDAY, Reading, enrol

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAID = Said(
    audience=Audience.EVERYBODY,
    language="en",
    subject="A call on Thursday",
    text="We speak at ten.\n\nBring a request.",
    takes_answers=False,
)


def written(cast: Cast, reading: Reading, said: Said = SAID, **changes: object) -> Announcement:
    return write_announcement(
        reading.cohort, said=replace(said, **changes), key=uuid.uuid4(), by=cast.organiser, now=WEDNESDAY
    )


def confirmed(cast: Cast, reading: Reading, **changes: object) -> Announcement:
    draft = written(cast, reading, **changes)
    return confirm_announcement(draft, seen=draft.version, by=cast.organiser, now=WEDNESDAY)


def others(cast: Cast, reading: Reading, *names: str) -> list[Enrolment]:
    return [enrol(cast, reading.course, make_person(name)) for name in names]


def told(announcement: Announcement | None = None) -> set[str]:
    found = Notice.objects.filter(kind__in=["announcement", "personal_message"])
    if announcement:
        found = found.filter(subject=f"announcement:{announcement.pk}")
    return set(found.values_list("recipient__email", flat=True))


def after(announcement: Announcement, now: datetime = WEDNESDAY) -> Announcement:
    send_announcements(now)
    announcement.refresh_from_db()
    return announcement
