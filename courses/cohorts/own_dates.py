"""The releases of a cohort as one person has them; every page and every rule that knows the person asks here."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable

from courses.cohorts.models import Enrolment, OwnDates, Release

ReleasesByModule = dict[uuid.UUID, Release]


def releases_of(enrolment: Enrolment) -> ReleasesByModule:
    """By the module's key; one query, two where they have dates of their own. `enrolment` comes with its cohort."""
    return releases_by_enrolment([enrolment])[enrolment.pk]


def releases_by_enrolment(enrolments: Iterable[Enrolment]) -> dict[int, ReleasesByModule]:
    """By the enrolment's id, then the module's key; two queries at most, whatever the number of enrolments.

    The releases are copies, not to be saved: their dates, and how often these have moved, are the person's.
    """
    found = list(enrolments)
    of_cohort: dict[int, list[Release]] = {}
    for release in Release.objects.filter(cohort__in={each.cohort_id for each in found}).order_by():
        of_cohort.setdefault(release.cohort_id, []).append(release)
    special = [each.pk for each in found if each.has_own_dates]
    rows = OwnDates.objects.filter(enrolment__in=special) if special else ()
    own = {(dates.enrolment_id, dates.release_id): dates for dates in rows}
    return {
        each.pk: {
            release.module_key: _theirs(each, release, own.get((each.pk, release.pk)))
            for release in of_cohort.get(each.cohort_id, ())
        }
        for each in found
    }


def _theirs(enrolment: Enrolment, release: Release, own: OwnDates | None) -> Release:
    theirs = copy.copy(release)
    theirs.cohort = enrolment.cohort
    if own is not None:
        theirs.is_own = (own.opens_at, own.due_at) != (release.opens_at, release.due_at)
        theirs.opens_at, theirs.due_at = own.opens_at, own.due_at
        theirs.last_submission_at, theirs.released_at = own.last_submission_at, own.released_at
        theirs.sequence = release.sequence + own.sequence
        theirs.moved_at = max(release.moved_at, own.moved_at)
    return theirs
