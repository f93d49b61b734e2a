"""How a cohort stands, told each Monday to who helps in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from cms.core.sweep import claim_once_in
from cms.networks.models import in_language
from cms.notices.actions import write_notices
from cms.notices.models import Notice
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort
from courses.editions.reading import taught_syllabus
from courses.learning.behind import how_it_goes
from courses.learning.notices import WeekInCohort
from courses.learning.who_helps import people_who_help

HOUR = timedelta(hours=1)
MONDAY, FIRST_HOUR = 1, 7


def tell_of_the_week(now: datetime) -> int:
    """Sweep step, once an hour: of each running cohort in which Monday has begun; how many were told.

    After a downtime over Monday nothing is told of that week.
    """
    if not claim_once_in(HOUR, name="week", now=now):
        return 0
    return sum(_tell(cohort, occasion=occasion, now=now) for cohort, occasion in _untold(now))


def subject_of(cohort: Cohort) -> str:
    return f"cohort:{cohort.pk}"


def _untold(now: datetime) -> Iterator[tuple[Cohort, str]]:
    running = Cohort.all_objects.filter(state=CohortState.RUNNING).select_related("network").order_by("pk")
    begun = [(cohort, now.astimezone(ZoneInfo(cohort.time_zone))) for cohort in running]
    due = [
        (cohort, local.date().isoformat())
        for cohort, local in begun
        if local.isoweekday() == MONDAY and local.hour >= FIRST_HOUR
    ]
    told = Notice.objects.filter(
        kind=WeekInCohort.key,
        subject__in=[subject_of(cohort) for cohort, _ in due],
        occasion__in={occasion for _, occasion in due},
    )
    known = set(told.values_list("subject", "occasion")) if due else set()
    return ((cohort, occasion) for cohort, occasion in due if (subject_of(cohort), occasion) not in known)


def _tell(cohort: Cohort, *, occasion: str, now: datetime) -> int:
    counts = how_it_goes(cohort, now=now)
    if not counts["active"] and not counts["done"]:
        return 0
    with transaction.atomic():
        return write_notices(
            people_who_help(cohort),
            kind=WeekInCohort.key,
            subject=subject_of(cohort),
            occasion=occasion,
            facts=lambda language: {
                "cohort_id": cohort.pk,
                "cohort": cohort.name,
                "course": in_language(taught_syllabus(cohort.syllabus_id, language).titles, language),
                **{name: counts[name] for name in ("active", "behind", "silent", "done")},
            },
            network=cohort.network,
            due=now,
            now=now,
        )
