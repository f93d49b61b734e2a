"""What somebody has by their own dates, for tests of them."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from cms.notices.models import Notice
from courses.cohorts.models import Enrolment
from courses.cohorts.own_dates import releases_of

LAST_MINUTE = timedelta(minutes=1)


def due_days(enrolment: Enrolment) -> list[date]:
    """The last days that they have, on the cohort's clock."""
    stored = Enrolment.all_objects.select_related("cohort").get(pk=enrolment.pk)
    releases = sorted(releases_of(stored).values(), key=lambda each: each.opens_at)
    zone = ZoneInfo(enrolment.cohort.time_zone)
    return [(each.due_at - LAST_MINUTE).astimezone(zone).date() for each in releases if each.due_at]


def told(enrolment: Enrolment, kind: str) -> int:
    return Notice.objects.filter(recipient=enrolment.user, kind=kind).count()
