"""Cohorts of the demo's courses in every state, planned around the day on which the demo is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cms.networks.models import Network
from cms.people.demo import demo_user
from cms.people.models import User
from courses.catalogue.demo import demo_course_key
from courses.catalogue.models import CoursePage
from courses.cohorts.actions import announce, cancel, plan_cohort
from courses.cohorts.actions.closed_days import close_days
from courses.cohorts.actions.session import plan_session
from courses.cohorts.enums import Entry
from courses.cohorts.models import ClosedDays, Cohort, Group, Release


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
    course: str = "an-answer"
    languages: tuple[str, ...] = ("en", "ar")
    entry: Entry = Entry.OPEN
    questions: tuple[str, ...] = ()


# Days from the day of loading: enrolment opens and closes, the first day, the last.
DAYS = {
    "draft": (20, 40, 45, 90),
    "announced": (9, 30, 35, 80),
    "open": (-6, 12, 15, 60),
    "running": (-45, -22, -20, 25),
    "closed": (-110, -85, -80, -25),
    "cancelled": (-12, 14, 20, 65),
}


def _other(network: str, zone: str, state: str, capacity: int = 25, **values: Any) -> DemoCohort:
    opens, closes, starts, ends = DAYS[state]
    return DemoCohort(
        f"{network}-{state}",
        network,
        zone,
        opens=opens,
        closes=closes,
        starts=starts,
        ends=ends,
        due=13,
        capacity=capacity,
        **values,
    )


COHORTS = (
    DemoCohort(
        "finished", "casc", "Asia/Tbilisi", opens=-90, closes=-62, starts=-60, ends=-18, due=28, capacity=20
    ),
    DemoCohort(
        "running", "wacap", "Africa/Dakar", opens=-40, closes=-11, starts=-10, ends=25, due=14, capacity=24
    ),
    DemoCohort("open", "wacap", "Africa/Dakar", opens=-5, closes=16, starts=21, ends=56, due=21, capacity=30),
)
OTHERS = (
    *(
        _other("wacap", "Africa/Dakar", state, course="a-network-of-ones-own")
        for state in ("draft", "announced")
    ),
    *(_other("wacap", "Africa/Dakar", state, languages=("en", "fr")) for state in ("closed", "cancelled")),
    *(_other("casc", "Asia/Tbilisi", state) for state in ("draft", "announced")),
    _other(
        "casc",
        "Asia/Tbilisi",
        "open",
        entry=Entry.APPROVAL,
        questions=("Which requests do you send or answer?", "What do you want to do differently?"),
    ),
    *(_other("casc", "Asia/Tbilisi", state) for state in ("running", "cancelled")),
    *(
        _other(
            "seajust",
            "Asia/Bangkok",
            state,
            capacity=2 if state == "open" else 25,
            course="a-network-of-ones-own",
            languages=("en",),
        )
        for state in ("draft", "announced", "open", "running", "closed", "cancelled")
    ),
)
NAMES = {"finished": "CASC", "running": "WACAP 1", "open": "WACAP 2"} | {
    planned.key: f"{planned.network.upper() if planned.network != 'seajust' else 'SEAJust'} {number}"
    for number, planned in enumerate(OTHERS, start=3)
}


def plan(now: datetime) -> dict[str, Cohort]:
    """The three of the story by key; those that are not there yet are planned and announced, as of their own past."""
    _close_days(now)
    return {planned.key: _cohort(planned, now) for planned in COHORTS}


def _close_days(now: datetime) -> None:
    """The courts of WACAP's states rest for two weeks while a cohort runs."""
    wacap = Network.objects.get(slug="wacap")
    if not ClosedDays.all_objects.filter(network=wacap).exists():
        first = now.date() + timedelta(days=28)
        last = first + timedelta(days=13)
        close_days(wacap, name="Recess of the courts", starts=first, ends=last, by=demo_user("organiser"))


def plan_others(now: datetime) -> dict[str, Cohort]:
    """One in each further state of each host, by `network-state`."""
    return {planned.key: _cohort(planned, now) for planned in OTHERS}


def _sessions(cohort: Cohort, *, by: User, now: datetime) -> None:
    """One in the first week, and one in the week to come where the cohort lasts so long."""
    titles = ("Getting to know each other", "Your questions about the first module")
    link = f"https://meet.example.org/{cohort.network.slug}"
    ahead = (now.date() - cohort.starts).days + 3
    for title, day in zip(titles, (1, ahead if ahead > 1 else 8), strict=True):
        if day <= (cohort.ends - cohort.starts).days:
            values = {"title": title, "day_offset": day, "local_time": time(15), "link": link}
            plan_session(cohort, values=values, by=by, now=now)


def _cohort(planned: DemoCohort, now: datetime) -> Cohort:
    network = Network.objects.get(slug=planned.network)
    today = now.astimezone(ZoneInfo(planned.zone)).date()
    name = f"{NAMES[planned.key]}, {(today + timedelta(days=planned.starts)).year}"
    existing = Cohort.all_objects.filter(network=network, name__startswith=NAMES[planned.key] + ",").first()
    if existing:
        return existing
    organiser = demo_user("organiser")
    course = CoursePage.objects.source().get(translation_key=demo_course_key(planned.course))
    cohort = Cohort(
        network=network,
        course_key=course.translation_key,
        name=name,
        languages=list(planned.languages),
        time_zone=planned.zone,
        enrolment_opens_on=today + timedelta(days=planned.opens),
        enrolment_closes_on=today + timedelta(days=planned.closes),
        starts=today + timedelta(days=planned.starts),
        ends=today + timedelta(days=planned.ends),
        capacity=planned.capacity,
        entry=planned.entry,
        questions=list(planned.questions),
    )
    releases = [
        Release(module_key=key, day_offset=number * 7, due_offset=planned.due + number * 7, grace_hours=24)
        for number, key in enumerate(course.module_keys())
    ]
    plan_cohort(cohort, releases=releases, by=organiser)
    cohort.facilitators.add(demo_user("facilitator"))
    if planned.key == "running":
        Group.all_objects.create(
            cohort=cohort, name="Arabic", languages=["ar"], facilitator=demo_user("facilitator")
        )
    if planned.key.endswith("-draft"):
        return cohort
    _sessions(cohort, by=organiser, now=now)
    cohort = announce(cohort, by=organiser, now=now + timedelta(days=planned.opens - 1))
    if planned.key.endswith("-cancelled"):
        return cancel(cohort, by=organiser, now=now - timedelta(days=2))
    return cohort
