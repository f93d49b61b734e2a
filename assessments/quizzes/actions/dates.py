from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Sum

from assessments.quizzes.enums import AttemptState
from assessments.quizzes.models import AddedMinutes, Attempt
from assessments.quizzes.rules import deadline_of
from cms.core.locking import locked
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.cohorts.own_dates import releases_by_enrolment

logger = logging.getLogger(__name__)


def follow_dates(cohort: Cohort, *, of: Collection[int] | None, now: datetime) -> None:
    """DATE_FOLLOWERS: attempts under way end later where their last submission is later now; never earlier.

    In the transaction that wrote the dates. Locks the enrolments (of everybody where `of` is None), so that nobody
    starts by the old dates meanwhile, then their attempts. Seven queries at most, whatever their number.
    """
    if not Release.objects.filter(cohort=cohort, last_submission_at__isnull=False).exists():
        return
    people = Enrolment.all_objects.filter(cohort=cohort)
    if of is not None:
        people = people.filter(pk__in=of)
    ids = list(locked(people.order_by("pk")).values_list("pk", flat=True))
    limited = Attempt.all_objects.active().with_place().filter(enrolment__in=ids, deadline__isnull=False)
    attempts = [attempt for attempt in locked(limited.order_by("pk")) if attempt.saves_at(now)]
    later = list(_later(attempts))
    Attempt.all_objects.bulk_update(later, ["deadline", "ends_at", "state"])
    for attempt in later:
        logger.info("Attempt ends later", extra={"event": "attempt.ends_later", "attempt": attempt.pk})


def _later(attempts: Collection[Attempt]) -> Iterable[Attempt]:
    """Those that the dates as they are now give more time, with it, unsaved."""
    releases = releases_by_enrolment({attempt.enrolment for attempt in attempts})
    given = AddedMinutes.all_objects.filter(attempt__in=attempts).order_by().values("attempt")
    added = dict(given.annotate(total=Sum("minutes")).values_list("attempt", "total"))
    for attempt in attempts:
        release = releases[attempt.enrolment_id].get(attempt.edition_step.edition.module_key)
        if release is None or attempt.deadline is None:
            continue
        deadline = deadline_of(
            attempt.started_at,
            time_limit=attempt.rules.time_limit,
            last_submission=release.last_submission_at,
            added=added.get(attempt.pk, 0),
        )
        if deadline is not None and deadline <= attempt.deadline:
            continue
        attempt.deadline = deadline
        attempt.ends_at = deadline + attempt.rules.grace_time if deadline else None
        attempt.state = AttemptState.OPEN
        yield attempt
