"""A cohort's dates as they are planned, saved or not: what stands on which day, and what the days are."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from cms.networks.models import Network
from cms.people.models import User
from cms.world.days_off import SATURDAY_AND_SUNDAY, holidays_of, weekend_of
from cms.world.models import Country
from courses.catalogue.composition import ModuleTexts, module_texts
from courses.catalogue.models import CourseAward, CoursePage
from courses.cohorts.enums import OFFERED_STATES, SEATED_STATES
from courses.cohorts.models import ClosedDays, Cohort, CohortQuerySet, Enrolment, LiveSession, Release

What = Literal["enrolment_opens", "enrolment_closes", "starts", "ends", "opens", "due", "session"]
A_MINUTE = timedelta(minutes=1)
MOST_NAMED = 20


@dataclass(frozen=True)
class Event:
    """`at` is the instant, an exclusive end for what `last` is true of."""

    what: What
    at: datetime
    title: str = ""

    @property
    def last(self) -> bool:
        return self.what in {"enrolment_closes", "ends", "due"}

    def local(self, zone: str) -> datetime:
        """On the clock of `zone`; the minute before it where it is an end."""
        return (self.at - A_MINUTE if self.last else self.at).astimezone(ZoneInfo(zone))


@dataclass(frozen=True)
class Clash:
    """Another `cohort` at the same time; `people` have a seat in both, None where nobody has one yet."""

    cohort: Cohort
    people: int | None = None


@dataclass(frozen=True)
class AwardNeed:
    """An award by its title (language → text), and in how many live sessions one has to be for it."""

    titles: dict[str, str]
    sessions: int


@dataclass(frozen=True)
class Plan:
    """`holidays` is day → country → name, `closed` day → what the network calls it.

    `seated_elsewhere` of its people have a seat at the same time where the reader may not look.
    """

    cohort: Cohort
    events: tuple[Event, ...]
    countries: tuple[str, ...]
    holidays: Mapping[date, Mapping[str, str]] = field(default_factory=dict)
    closed: Mapping[date, str] = field(default_factory=dict)
    weekends: Mapping[str, frozenset[int]] = field(default_factory=dict)
    modules: Mapping[uuid.UUID, ModuleTexts] = field(default_factory=dict)
    at_the_same_time: tuple[Clash, ...] = ()
    seated_elsewhere: int = 0
    awards: tuple[AwardNeed, ...] = ()

    @property
    def zone(self) -> str:
        return self.cohort.time_zone

    def weekend_for_all(self) -> frozenset[int]:
        """Days of the week on which none of the countries works."""
        known = list(self.weekends.values()) or [SATURDAY_AND_SUNDAY]
        return frozenset.intersection(*known)

    def days_off(self, day: date) -> list[str]:
        """Codes of the countries that have a public holiday then."""
        return sorted(self.holidays.get(day, {}))


def plan_of(
    cohort: Cohort,
    *,
    releases: Iterable[Release],
    sessions: Iterable[LiveSession] = (),
    titles: Mapping[uuid.UUID, str],
    language: str,
    reader: User | None = None,
) -> Plan:
    """`cohort` and `releases` have their instants; thirteen queries at most, however many modules and people there are.

    `reader` sees which cohorts of other networks have the same people, where they may see these.
    """
    events = tuple(
        sorted(events_of(cohort, releases, sessions, titles), key=lambda event: (event.at, event.what))
    )
    countries = _countries(cohort)
    clashes, elsewhere = _at_the_same_time(cohort, reader)
    first, last = min(e.local(cohort.time_zone).date() for e in events), cohort.ends
    return Plan(
        cohort=cohort,
        events=events,
        countries=countries,
        holidays=holidays_of(countries, range(first.year, last.year + 1), language=language),
        closed=_closed(cohort.network, first, last),
        weekends={country: weekend_of(country) for country in countries},
        modules=module_texts(titles, language=language),
        at_the_same_time=tuple(clashes),
        seated_elsewhere=elsewhere,
        awards=tuple(award_needs(cohort)),
    )


def events_of(
    cohort: Cohort,
    releases: Iterable[Release],
    sessions: Iterable[LiveSession],
    titles: Mapping[uuid.UUID, str],
) -> Iterator[Event]:
    yield Event("enrolment_opens", cohort.enrolment_opens_at)
    yield Event("enrolment_closes", cohort.enrolment_closes_at)
    yield Event("starts", cohort.starts_at)
    yield Event("ends", cohort.ends_at)
    for release in releases:
        title = titles.get(release.module_key, "")
        yield Event("opens", release.opens_at, title)
        if release.due_at:
            yield Event("due", release.due_at, title)
    for session in sessions:
        yield Event("session", session.starts_at, session.title)


def award_needs(cohort: Cohort) -> Iterator[AwardNeed]:
    """Of the awards that ask for live sessions: of its syllabus where it has begun, else of its course. One query."""
    if cohort.syllabus:
        frozen = [(award["titles"], award.get("least_sessions")) for award in cohort.syllabus.awards]
    else:
        course = CoursePage.objects.source().filter(translation_key=cohort.course_key)
        frozen = list(CourseAward.objects.filter(course__in=course).values_list("titles", "least_sessions"))
    for titles, sessions in frozen:
        if sessions:
            yield AwardNeed(titles, sessions)


def _countries(cohort: Cohort) -> tuple[str, ...]:
    """Where its people are: those of who has a seat, else those it is for, else those of the host's regions."""
    if cohort.pk and (seated := _countries_of_people(cohort)):
        return tuple(seated)
    if cohort.only_countries:
        return tuple(sorted(cohort.only_countries))
    regions = list(cohort.network.regions.values_list("pk", flat=True))
    within = Q(region__in=regions) | Q(region__parent__in=regions) | Q(region__parent__parent__in=regions)
    return tuple(Country.objects.filter(within).order_by("pk").values_list("pk", flat=True))


def _countries_of_people(cohort: Cohort) -> list[str]:
    seated = cohort.enrolments.seated().filter(user__country__isnull=False)
    return list(seated.values_list("user__country", flat=True).distinct().order_by("user__country"))


def _closed(network: Network, first: date, last: date) -> dict[date, str]:
    return {
        first + timedelta(days=number): closed.name
        for closed in ClosedDays.all_objects.filter(network=network).between(first, last)
        for number in range((last - first).days + 1)
        if closed.starts <= first + timedelta(days=number) <= closed.ends
    }


def _at_the_same_time(cohort: Cohort, reader: User | None) -> tuple[list[Clash], int]:
    """Cohorts that run while it does and have the same people, and how many of these sit in others still.

    While nobody has a seat in it, those of the host that may come to have the same people.
    """
    others = Cohort.all_objects.filter(
        state__in=OFFERED_STATES, starts__lte=cohort.ends, ends__gte=cohort.starts
    ).exclude(pk=cohort.pk)
    of_host = Q(network=cohort.network)
    people = Enrolment.all_objects.filter(cohort=cohort.pk).seated().values("user")
    if not people.exists():
        alike = (each for each in _first(others.filter(of_host)) if _may_share(cohort, each))
        return [Clash(each) for each in alike], 0
    seen = of_host | Q(pk__in=Cohort.all_objects.for_user(reader).values("pk")) if reader else of_host
    shared = others.filter(enrolments__state__in=SEATED_STATES, enrolments__user__in=people)
    named = _first(shared.filter(seen).annotate(people=Count("enrolments")))
    hidden = Enrolment.all_objects.seated().filter(user__in=people, cohort__in=others.exclude(seen))
    elsewhere = hidden.values("user").distinct().count()
    return [Clash(each, each.people) for each in named], elsewhere


def _first(others: CohortQuerySet) -> CohortQuerySet:
    return others.order_by("starts", "pk")[:MOST_NAMED]


def _may_share(one: Cohort, other: Cohort) -> bool:
    return _overlap(one.only_countries, other.only_countries) and _overlap(one.only_roles, other.only_roles)


def _overlap(one: Collection[str], other: Collection[str]) -> bool:
    """An empty choice is every one."""
    return not one or not other or bool(set(one) & set(other))
