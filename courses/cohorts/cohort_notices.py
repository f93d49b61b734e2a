"""What is told of a seat in a cohort, and of the cohort's own course."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, time
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_date, say_zone
from cms.networks.models import in_language
from cms.notices import kinds
from cms.notices.actions import write_notice, write_notices
from cms.notices.calendar import Entry
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, stamp
from cms.notices.models import Notice
from cms.people.models import User
from cms.world.zones import instant
from courses.cohorts.calendar import day_entry
from courses.cohorts.course_titles import course_of, course_title
from courses.cohorts.enums import ASKING_STATES, ENDED_STATES, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.notices import OWN_FACTS, readers_of
from courses.editions.reading import taught_syllabus

COHORT_WORDS = {
    "course": _("the course"),
    "cohort": _("the cohort"),
    "network": _("the network that hosts it"),
    "first": _("its first day"),
    "last": _("its last day"),
    "clock": _("the time zone by whose calendar it runs"),
}
COHORT_FACTS = frozenset({"enrolment", "cohort", "course", "network", "starts", "ends", "zone"})


class CohortKind(Kind):
    """Of a cohort as a whole to somebody with a seat, while both last.

    What it says of days is by the cohort's own calendar, and `dates` of them come along.
    """

    dates: ClassVar[tuple[str, ...]] = ()
    ends_them: ClassVar[bool] = False
    facts = COHORT_FACTS
    says = COHORT_WORDS
    needed = frozenset({"course"})
    action = _("Go to the course")

    def entry(self, notice: Notice) -> str:
        return reverse("learning:outline", args=[notice.facts["enrolment"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return cohort_words(facts)

    def entries(self, notice: Notice) -> list[Entry]:
        """None for rows from before they were written with them."""
        facts = notice.facts
        if "first_at" not in facts:
            return []
        path = reverse("learning:outline", args=[facts["enrolment"]])
        return [_entry(facts, date, path=path, cancelled=self.ends_them) for date in self.dates]

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        """The end of either is told by itself."""
        seat = Enrolment.all_objects.enrolled().filter(pk=notice.facts["enrolment"])
        return not seat.exclude(cohort__state__in=ENDED_STATES).exists()


class SeatTaken(CohortKind):
    key = "seat_taken"
    dates = ("first", "last")
    called = _("You have a seat in a cohort")
    urgency = Urgency.AT_ONCE


class CohortStarted(CohortKind):
    key = "cohort_started"
    dates = ("last",)
    optional = _("A course in which you have a seat starts")
    urgency = Urgency.BY_DAY


class CohortCancelled(CohortKind):
    key = "cohort_cancelled"
    dates = ("first", "last")
    ends_them = True
    called = _("A cohort is cancelled")
    urgency = Urgency.BY_DAY
    action = _("See your courses")

    def entry(self, notice: Notice) -> str:
        return reverse("learning:learn")

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        return False


class LastDayMoved(CohortKind):
    key = "last_day_moved"
    dates = ("last",)
    called = _("The last day of a cohort has moved")
    urgency = Urgency.BY_DAY
    facts = COHORT_FACTS | {"before"}
    says = COHORT_WORDS | {"before": _("the day that was its last before")}
    needed = frozenset({"course", "before", "last"})

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return cohort_words(facts) | {"before": say_date(str(facts["before"]))}


def tell_of_seat(enrolment: Enrolment, *, now: datetime) -> None:
    """In the transaction that gives the seat; once for each time that it is given."""
    user, cohort = enrolment.user, enrolment.cohort
    write_notice(
        user,
        kind=SeatTaken.key,
        subject=f"enrolment:{enrolment.pk}",
        occasion=stamp(enrolment.enrolled_at),
        facts=cohort_facts(cohort)(user.language) | {"enrolment": enrolment.pk, "turns": enrolment.sequence},
        network=cohort.network,
        due=now,
        now=now,
    )


def tell_of_start(cohort: Cohort, *, now: datetime) -> int:
    return _tell(cohort, _active(cohort), CohortStarted.key, occasion=cohort.starts.isoformat(), now=now)


def tell_of_cancellation(cohort: Cohort, *, now: datetime) -> int:
    """All who have a seat, and all who have asked for one."""
    asking = Enrolment.all_objects.filter(cohort=cohort, state__in=ASKING_STATES | {EnrolmentState.ACTIVE})
    return _tell(cohort, readers_of(asking), CohortCancelled.key, now=now)


def tell_of_last_day(
    cohort: Cohort, *, before: date, without: Collection[Enrolment] = (), now: datetime
) -> int:
    return _tell(
        cohort,
        _active(cohort, without=without),
        LastDayMoved.key,
        occasion=cohort.ends.isoformat(),
        more={"before": before.isoformat()},
        now=now,
    )


def cohort_facts(cohort: Cohort) -> Callable[[str], dict[str, object]]:
    """What a notice of this cohort says to a reader of a language, all but the enrolment."""
    course = None if cohort.syllabus_id else course_of(cohort.course_key)

    def title(language: str) -> str:
        """As it is taught, once it is; before, as its page says."""
        if cohort.syllabus_id:
            return in_language(taught_syllabus(cohort.syllabus_id, language).titles, language)
        return course_title(course, language) if course else cohort.name

    def in_the_language(language: str) -> dict[str, object]:
        return {
            "cohort": cohort.name,
            "course": title(language),
            "network": cohort.network.name,
            "starts": cohort.starts.isoformat(),
            "ends": cohort.ends.isoformat(),
            "zone": cohort.time_zone,
            "cohort_id": cohort.pk,
            "first_at": cohort.starts_at,
            "last_at": cohort.ends_at,
            "moved_at": cohort.moved_at,
            "sequence": cohort.sequence,
        }

    return in_the_language


def cohort_words(facts: Facts) -> dict[str, str]:
    """`clock` names the time zone by which the course runs."""
    zone = str(facts["zone"])
    starts = instant(date.fromisoformat(str(facts["starts"])), time(0), zone)
    return {
        "cohort": str(facts["cohort"]),
        "course": str(facts["course"]),
        "network": str(facts["network"]),
        "first": say_date(str(facts["starts"])),
        "last": say_date(str(facts["ends"])),
        "clock": say_zone(starts, zone),
    }


def _entry(facts: Facts, date: str, *, path: str, cancelled: bool) -> Entry:
    at, changed = kinds.instant(facts[f"{date}_at"]), kinds.instant(facts["moved_at"])
    assert at is not None
    assert changed is not None
    return day_entry(
        int(str(facts["cohort_id"])),
        date,
        at=at,
        course=str(facts["course"]),
        cohort=str(facts["cohort"]),
        changed=changed,
        path=path,
        sequence=int(str(facts["sequence"])) + int(str(facts["turns"])),
        cancelled=cancelled,
    )


def _tell(
    cohort: Cohort,
    readers: QuerySet[User],
    kind: str,
    *,
    occasion: str = "",
    more: dict[str, object] | None = None,
    now: datetime,
) -> int:
    facts = cohort_facts(cohort)
    return write_notices(
        readers,
        kind=kind,
        subject=f"cohort:{cohort.pk}",
        occasion=occasion,
        facts=lambda language: facts(language) | (more or {}),
        own=OWN_FACTS,
        network=cohort.network,
        due=now,
        now=now,
    )


def _active(cohort: Cohort, *, without: Collection[Enrolment] = ()) -> QuerySet[User]:
    active = Enrolment.all_objects.filter(cohort=cohort, state=EnrolmentState.ACTIVE)
    return readers_of(active.exclude(pk__in=[each.pk for each in without]))
