"""What a move that has been worked out, but not done yet, would mean for those who have dates of their own."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cms.core.alphabet import alphabetical
from cms.world.zones import instant
from courses.cohorts.actions.own_dates import shifts_between, with_own_dates
from courses.cohorts.enums import ENROLLED_STATES
from courses.cohorts.models import Enrolment, Extension, Leave, Release
from courses.cohorts.own_dates import ReleasesByModule, releases_by_enrolment
from courses.cohorts.planning.moving import Moving, Shift
from courses.cohorts.planning.own_dates import dates_for, last_opening

MOST_NAMED = 20


@dataclass(frozen=True)
class Overtaken:
    """An extension to a day that the cohort has by itself afterwards: `release` is as it would be then."""

    enrolment: Enrolment
    due_on: date
    release: Release


@dataclass(frozen=True)
class Affected:
    """`people` are the first by name of those whose own dates would move, with how; `more` are not named."""

    people: Sequence[tuple[Enrolment, Sequence[Shift]]] = ()
    more: int = 0
    overtaken: Sequence[Overtaken] = ()
    more_overtaken: int = 0


def affected_by(worked_out: Moving) -> Affected:
    """Five queries, however many they are."""
    special = [each for each in with_own_dates(worked_out.cohort) if each.state in ENROLLED_STATES]
    special.sort(key=lambda each: (alphabetical(each.user.get_full_name()), each.pk))
    before = releases_by_enrolment(special)
    leaves: dict[int, list[Leave]] = defaultdict(list)
    for leave in Leave.all_objects.filter(enrolment__in=special):
        leaves[leave.enrolment_id].append(leave)
    extended: dict[int, dict[int, Extension]] = defaultdict(dict)
    for extension in Extension.all_objects.filter(enrolment__in=special):
        extended[extension.enrolment_id][extension.release_id] = extension
    people = []
    for each in special:
        after = _afterwards(each, worked_out, leaves=leaves[each.pk], extended=extended[each.pk])
        if shifts := shifts_between(before[each.pk], after):
            people.append((each, shifts))
    overtaken = [found for each in special for found in _overtaken(each, worked_out, extended[each.pk])]
    return Affected(
        people=people[:MOST_NAMED],
        more=max(len(people) - MOST_NAMED, 0),
        overtaken=overtaken[:MOST_NAMED],
        more_overtaken=max(len(overtaken) - MOST_NAMED, 0),
    )


def _afterwards(
    enrolment: Enrolment, worked_out: Moving, *, leaves: Sequence[Leave], extended: Mapping[int, Extension]
) -> ReleasesByModule:
    began = enrolment.began_on or worked_out.cohort.starts
    latest = last_opening(worked_out.cohort, worked_out.releases, began=began)
    found = {}
    for release in worked_out.releases:
        dates = dates_for(
            release, began=began, latest=latest, leaves=leaves, extension=extended.get(release.pk)
        )
        theirs = found[release.module_key] = copy.copy(release)
        theirs.opens_at, theirs.due_at = dates.opens_at, dates.due_at
        theirs.last_submission_at = dates.last_submission_at
    return found


def _overtaken(
    enrolment: Enrolment, worked_out: Moving, extended: Mapping[int, Extension]
) -> list[Overtaken]:
    """Where the module is due later than now, and not before the day that was granted."""
    due_now = {shift.thing.pk: shift.before for shift in worked_out.moving if shift.moved == "due"}
    found = []
    for release in worked_out.releases:
        if release.pk not in due_now or release.pk not in extended or release.due_at is None:
            continue
        due_on = extended[release.pk].due_on
        granted = instant(due_on, release.due_local_time, worked_out.cohort.time_zone)
        if due_now[release.pk] < granted <= release.due_at:
            found.append(Overtaken(enrolment, due_on, release))
    return found
