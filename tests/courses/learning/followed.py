"""A cohort that is followed on its board, on one day, and who is in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

from django.test import Client
from django.urls import reverse

from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.learning.models import Progress
from tests.cast import Cast
from tests.courses.taught import LONG_AGO, a_running_cohort, enrolled, first_release, required_keys

# A Thursday; the first module was due on the 22nd, the second is due on the 29th.
NOW = datetime(2027, 3, 25, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def a_followed_cohort(cast: Cast) -> Cohort:
    cohort = a_running_cohort(slug="hosts")
    cohort.network = cast.wacap
    cohort.save()
    first_release(cohort)
    cohort.releases.update(released_at=LONG_AGO)
    return cohort


def did(enrolment: Enrolment, *steps: object, at: datetime = NOW - DAY) -> None:
    for step in steps:
        Progress.all_objects.create(
            enrolment=enrolment, step_key=step, opened_at=at, last_seen_at=at, completed_at=at
        )


def people_in(cohort: Cohort) -> dict[str, Enrolment]:
    """`ahead` has done what was due; `behind` half of it; `silent` nothing for weeks; and those who have ended."""
    first, second = required_keys(cohort, first_release(cohort))
    made = {
        name: enrolled(cohort, f"{name}@example.org", display_name=name.capitalize())
        for name in ("ahead", "behind")
    }
    did(made["ahead"], first, second)
    did(made["behind"], first)
    for name, state in (
        ("silent", EnrolmentState.ACTIVE),
        ("finished", EnrolmentState.COMPLETED),
        ("left", EnrolmentState.WITHDRAWN),
        ("applied", EnrolmentState.APPLIED),
    ):
        made[name] = enrolled(cohort, f"{name}@example.org", state=state, display_name=name.capitalize())
    Enrolment.all_objects.filter(pk=made["applied"].pk).update(enrolled_at=None)
    return made


def board(client: Client, cohort: Cohort, query: str = "", **headers: str) -> str:
    return unescape(client.get(reverse("board:cohort", args=[cohort.pk]) + query, headers=headers).text)
