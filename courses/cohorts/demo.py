"""Three cohorts of the demo's course, planned around the day on which the demo is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cms.networks.models import Network
from cms.people.demo import demo_user
from courses.catalogue.demo import demo_course_key
from courses.catalogue.models import CoursePage
from courses.cohorts.actions import announce, plan_cohort
from courses.cohorts.models import Cohort, Release


@dataclass(frozen=True)
class DemoCohort:
    """Days are counted from the day of loading."""

    key: str
    network: str
    zone: str
    opens: int
    closes: int
    starts: int
    ends: int
    due: int
    capacity: int


COHORTS = (
    DemoCohort(
        "finished", "casc", "Asia/Tbilisi", opens=-90, closes=-62, starts=-60, ends=-18, due=28, capacity=20
    ),
    DemoCohort(
        "running", "wacap", "Africa/Dakar", opens=-40, closes=-11, starts=-10, ends=25, due=14, capacity=24
    ),
    DemoCohort("open", "wacap", "Africa/Dakar", opens=-5, closes=16, starts=21, ends=56, due=21, capacity=30),
)
NAMES = {"finished": "CASC", "running": "WACAP 1", "open": "WACAP 2"}


def plan(now: datetime) -> dict[str, Cohort]:
    """The cohorts by key; those that are not there yet are planned and announced, as of their own past."""
    return {planned.key: _cohort(planned, now) for planned in COHORTS}


def _cohort(planned: DemoCohort, now: datetime) -> Cohort:
    network = Network.objects.get(slug=planned.network)
    today = now.astimezone(ZoneInfo(planned.zone)).date()
    name = f"{NAMES[planned.key]}, {(today + timedelta(days=planned.starts)).year}"
    existing = Cohort.all_objects.filter(network=network, name__startswith=NAMES[planned.key] + ",").first()
    if existing:
        return existing
    organiser = demo_user("organiser")
    course = CoursePage.objects.source().get(translation_key=demo_course_key())
    cohort = Cohort(
        network=network,
        course_key=course.translation_key,
        name=name,
        languages=["en", "ar"],
        time_zone=planned.zone,
        enrolment_opens_on=today + timedelta(days=planned.opens),
        enrolment_closes_on=today + timedelta(days=planned.closes),
        starts=today + timedelta(days=planned.starts),
        ends=today + timedelta(days=planned.ends),
        capacity=planned.capacity,
    )
    releases = [
        Release(module_key=key, day_offset=number * 7, due_offset=planned.due + number * 7, grace_hours=24)
        for number, key in enumerate(course.module_keys())
    ]
    plan_cohort(cohort, releases=releases, by=organiser)
    cohort.facilitators.add(demo_user("facilitator"))
    return announce(cohort, by=organiser, now=now + timedelta(days=planned.opens - 1))
