"""The releases of a cohort as one person has them; every page and every rule that knows the person asks here."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable

from courses.cohorts.models import Enrolment, Release

ReleasesByModule = dict[uuid.UUID, Release]


def releases_of(enrolment: Enrolment) -> ReleasesByModule:
    """By the module's key; one query. `enrolment` comes with its cohort."""
    return releases_by_enrolment([enrolment])[enrolment.pk]


def releases_by_enrolment(enrolments: Iterable[Enrolment]) -> dict[int, ReleasesByModule]:
    """By the enrolment's id, then the module's key; one query, whatever the number of enrolments.

    The releases are copies, not to be saved: their dates, and how often these have moved, are the person's.
    """
    found = list(enrolments)
    of_cohort: dict[int, dict[int, Release]] = {}
    own: dict[tuple[int, int], Release] = {}
    rows = Release.objects.filter(cohort__in={each.cohort_id for each in found})
    for row in rows.with_own_dates([each.pk for each in found]):
        of_cohort.setdefault(row.cohort_id, {})[row.pk] = row
        if row.own_enrolment is not None:
            own[row.own_enrolment, row.pk] = row
    return {
        each.pk: {
            release.module_key: _theirs(each, release, own.get((each.pk, release.pk)))
            for release in of_cohort.get(each.cohort_id, {}).values()
        }
        for each in found
    }


def _theirs(enrolment: Enrolment, release: Release, own: Release | None) -> Release:
    """`own` is the same release with what is the person's beside it."""
    theirs = copy.copy(release)
    theirs.cohort = enrolment.cohort
    if own is not None:
        theirs.is_own = (own.own_opens_at, own.own_due_at) != (release.opens_at, release.due_at)
        theirs.opens_at, theirs.due_at = own.own_opens_at, own.own_due_at
        theirs.last_submission_at, theirs.released_at = own.own_last_submission_at, own.own_released_at
        theirs.sequence = release.sequence + own.own_sequence
        theirs.moved_at = max(release.moved_at, own.own_moved_at)
    return theirs
