from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.core.saying import say_date
from cms.core.sweep import each_due
from cms.core.wiring import load
from cms.people.models import User
from cms.world.zones import instant
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Extension, Leave, OwnDates, Release
from courses.cohorts.moved_notices import tell_of_moved_dates
from courses.cohorts.notices import write_release_notices
from courses.cohorts.own_dates import ReleasesByModule, releases_of
from courses.cohorts.permissions import refuse_if_over, refuse_unless_organiser
from courses.cohorts.planning.moving import DATES_OF_RELEASE, Shift
from courses.cohorts.planning.own_dates import Dates, dates_for, last_opening

logger = logging.getLogger(__name__)


def grant_leave(
    enrolment: Enrolment, *, starts: date, ends: date, reason: str, by: User, now: datetime
) -> list[Shift]:
    """What is due in or after these days is due as many days later; the person is told of what has moved.

    Refusal with code `no_reason`, `ended`, `not_active`, `outside` (not in the cohort's days), `before_they_began`,
    `overlap` or `no_effect`: no due date of theirs would move.
    """
    with transaction.atomic():
        enrolment = _lock(enrolment, by=by, reason=reason)
        cohort = enrolment.cohort
        if not cohort.starts <= starts <= ends <= cohort.ends:
            raise Refusal(_("Choose days between the first and the last day of the cohort."), code="outside")
        if enrolment.began_on is not None and ends < enrolment.began_on:
            raise Refusal(
                _("Their days are counted from %(day)s, when they began. Choose days from then on.")
                % {"day": say_date(enrolment.began_on)},
                code="before_they_began",
            )
        if enrolment.leaves.filter(starts__lte=ends, ends__gte=starts).exists():
            raise Refusal(
                _("They are away on some of these days already. Take that back first."), code="overlap"
            )
        leave = Leave.all_objects.create(
            enrolment=enrolment, starts=starts, ends=ends, reason=reason, granted_by=by, granted_at=now
        )
        shifts = _derive_and_tell(enrolment, now=now)
        if not shifts:
            raise Refusal(
                _("No due date of theirs would move by this: nothing is due in or after these days."),
                code="no_effect",
            )
    _log("leave.granted", enrolment, by, leave=leave.pk)
    return shifts


def extend(
    enrolment: Enrolment, *, release: Release, due_on: date, reason: str, by: User, now: datetime
) -> list[Shift]:
    """A later day for one module, in the place of one that was granted before; the person is told.

    Refusal with code `no_reason`, `ended`, `not_active`, `no_due_date`, `past`, `outside` (after the cohort's last
    day) or `no_effect` (not later than what they have).
    """
    with transaction.atomic():
        enrolment = _lock(enrolment, by=by, reason=reason)
        cohort = enrolment.cohort
        release = cohort.releases.get(pk=release.pk)
        if release.due_offset is None:
            raise Refusal(_("This module has no due date that could be later."), code="no_due_date")
        if instant(due_on, release.due_local_time, cohort.time_zone) <= now:
            raise Refusal(
                _("The hour at which it would be due has passed already. Choose a later day."), code="past"
            )
        if due_on > cohort.ends:
            raise Refusal(_("The cohort has ended by then. Choose a day up to its last one."), code="outside")
        values = {"due_on": due_on, "reason": reason, "granted_by": by, "granted_at": now}
        Extension.all_objects.update_or_create(enrolment=enrolment, release=release, defaults=values)
        shifts = _derive_and_tell(enrolment, now=now)
        if not any(shift.moved == "due" and shift.after > shift.before for shift in shifts):
            raise Refusal(_("They have until then already, or longer. Choose a later day."), code="no_effect")
    _log("extension.granted", enrolment, by, release=release.pk)
    return shifts


def take_back(granted: Leave | Extension, *, by: User, now: datetime) -> list[Shift]:
    """The dates are what they would be without it, and the person is told. Refusal with code `ended`, `not_active`."""
    with transaction.atomic():
        enrolment = _lock(granted.enrolment, by=by)
        type(granted).all_objects.filter(pk=granted.pk).delete()
        shifts = _derive_and_tell(enrolment, now=now)
    kind = "leave" if isinstance(granted, Leave) else "extension"
    _log(f"{kind}.taken_back", enrolment, by)
    return shifts


def _lock(enrolment: Enrolment, *, by: User, reason: str | None = None) -> Enrolment:
    """In the order that whoever moves the cohort's dates has: the cohort, then the enrolment."""
    cohort = locked(Cohort.all_objects.select_related("network").filter(pk=enrolment.cohort_id)).get()
    refuse_unless_organiser(cohort, by)
    refuse_if_over(cohort)
    found = locked(Enrolment.all_objects.select_related("user").filter(pk=enrolment.pk)).get()
    found.cohort = cohort
    if found.state != EnrolmentState.ACTIVE:
        raise Refusal(_("Only who takes part now can have dates of their own."), code="not_active")
    if reason is not None and not reason.strip():
        raise Refusal(_("Say why, for whoever looks at this later."), code="no_reason")
    return found


def _derive_and_tell(enrolment: Enrolment, *, now: datetime) -> list[Shift]:
    before = releases_of(enrolment)
    derive_own_dates(enrolment.cohort, [enrolment], now=now)
    shifts = shifts_between(before, releases_of(enrolment))
    if shifts:
        tell_of_moved_dates(enrolment.cohort, shifts, to=enrolment, now=now)
    return shifts


def begin_self_study(enrolments: Iterable[Enrolment], *, cohort: Cohort, now: datetime) -> None:
    """Their days are counted from today on the cohort's clock, or from its first day where that is to come.

    Saves `began_on`. Modules that are open at once are not told by themselves: whoever is given a seat is told.
    """
    if not cohort.is_self_paced or cohort.state != CohortState.RUNNING:
        return
    begun = list(enrolments)
    today = now.astimezone(ZoneInfo(cohort.time_zone)).date()
    for enrolment in begun:
        enrolment.began_on = max(today, cohort.starts)
    Enrolment.all_objects.bulk_update(begun, ["began_on"])
    derive_own_dates(cohort, begun, now=now, anew=True)


def with_own_dates(cohort: Cohort) -> list[Enrolment]:
    """Everybody of the cohort whose dates are, or were once, not the cohort's."""
    theirs = Q(leaves__isnull=False) | Q(extensions__isnull=False) | Q(has_own_dates=True)
    people = Enrolment.all_objects.filter(theirs, cohort=cohort).distinct().order_by("pk")
    return list(people.select_related("cohort", "user"))


def shifts_between(before: ReleasesByModule, after: ReleasesByModule) -> list[Shift]:
    """What has moved for one person, in the order of the dates; what came or went is no move."""
    found = []
    for key, release in after.items():
        for moved, (at, _day) in DATES_OF_RELEASE.items():
            was, is_now = getattr(before[key], at), getattr(release, at)
            if was is not None and is_now is not None and was != is_now:
                found.append(Shift(moved, release, was, is_now))
    return sorted(found, key=lambda shift: (shift.after, shift.moved, shift.thing.pk))


def derive_own_dates(
    cohort: Cohort, enrolments: Sequence[Enrolment], *, now: datetime, anew: bool = False
) -> None:
    """Writes the dates of these people anew, of the rows as they are stored. What is open to them stays open, unless
    they begin `anew`.

    Seven queries at most, whatever their number, and those of who follows dates. In the caller's transaction, which
    holds the cohort's lock.
    """
    ids = [each.pk for each in enrolments]
    releases = list(Release.objects.filter(cohort=cohort).order_by("opens_at", "pk"))
    leaves: dict[int, list[Leave]] = defaultdict(list)
    for leave in Leave.all_objects.filter(enrolment__in=ids):
        leaves[leave.enrolment_id].append(leave)
    extensions = {
        (each.enrolment_id, each.release_id): each for each in Extension.all_objects.filter(enrolment__in=ids)
    }
    present = {(own.enrolment_id, own.release_id): own for own in OwnDates.objects.filter(enrolment__in=ids)}
    changed: list[OwnDates] = []
    for release in releases:
        release.cohort = cohort
    for enrolment in enrolments:
        began = enrolment.began_on or cohort.starts
        latest = last_opening(cohort, releases, began=began)
        for release in releases:
            key = enrolment.pk, release.pk
            wanted = dates_for(
                release,
                began=began,
                latest=latest,
                leaves=leaves[enrolment.pk],
                extension=extensions.get(key),
            )
            had = present.get(key)
            if not anew:
                wanted = _kept_open(had or release, wanted, now=now)
            own = _changed(had, release, enrolment, wanted, now=now)
            if own is not None:
                changed.append(own)
    _write(changed)
    special = {own.enrolment_id for own in changed}
    for enrolment in enrolments:
        enrolment.has_own_dates = enrolment.has_own_dates or enrolment.pk in special
    Enrolment.all_objects.filter(pk__in=special).update(has_own_dates=True)
    if special:
        tell_followers(cohort, of=special, now=now)


def tell_followers(cohort: Cohort, *, of: Collection[int] | None = None, now: datetime) -> None:
    """Whatever goes by dates of a cohort, or by those of some of its enrolments (by id), once they are written."""
    for follow in load("DATE_FOLLOWERS"):
        follow(cohort, of=of, now=now)


def _kept_open(had: OwnDates | Release, wanted: Dates, *, now: datetime) -> Dates:
    """Where the cohort's end moves, a module that opened early by it would close again."""
    if had.released_at is not None and had.opens_at <= now < wanted.opens_at:
        return replace(wanted, opens_at=had.opens_at)
    return wanted


def _changed(
    present: OwnDates | None, release: Release, enrolment: Enrolment, wanted: Dates, *, now: datetime
) -> OwnDates | None:
    """The row as it is to be stored; None where the person has these dates already."""
    had = present or release
    if all(getattr(had, at) == getattr(wanted, at) for at in _INSTANTS):
        return None
    own = OwnDates(enrolment=enrolment, release=release, moved_at=now)
    own.opens_at, own.due_at = wanted.opens_at, wanted.due_at
    own.last_submission_at = wanted.last_submission_at
    own.released_at = had.released_at if had.opens_at == wanted.opens_at else None
    if wanted.opens_at <= now and release.cohort.state == CohortState.RUNNING:
        own.released_at = own.released_at or now
    if present is not None:
        own.pk, own.sequence = present.pk, present.sequence + 1
        own.reminded = present.reminded if present.due_at == wanted.due_at else ""
    return own


_INSTANTS = tuple(at for at, _day in DATES_OF_RELEASE.values())


def _write(changed: Sequence[OwnDates]) -> None:
    written = [name for name in _WRITTEN if name not in {"enrolment", "release"}]
    OwnDates.objects.bulk_create([own for own in changed if own.pk is None], batch_size=500)
    OwnDates.objects.bulk_update([own for own in changed if own.pk], written, batch_size=500)


_WRITTEN = (
    *("enrolment", "release", "opens_at", "due_at", "last_submission_at"),
    *("released_at", "reminded", "sequence", "moved_at"),
)


def release_own(now: datetime) -> int:
    """Sweep step: modules that open for one person at another time than for the cohort are opened and told."""
    due = OwnDates.objects.due_to_release_at(now).order_by("opens_at", "pk")
    return each_due(due, lambda own: _release_own(own, now))


def _release_own(own: OwnDates, now: datetime) -> bool:
    own.released_at = now
    own.save(update_fields=["released_at"])
    release = releases_of(own.enrolment)[own.release.module_key]
    write_release_notices(release, to=own.enrolment, now=now)
    logger.info("Module released to one person", extra={"event": "module.released_own", "dates": own.pk})
    return True


def _log(event: str, enrolment: Enrolment, by: User, **ids: int) -> None:
    extra: Mapping[str, object] = {"event": event, "enrolment": enrolment.pk, "by": by.pk} | ids
    logger.info("Dates of one person", extra=extra)
