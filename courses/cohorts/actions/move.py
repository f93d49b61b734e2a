from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.actions.letters import renew_letters
from courses.cohorts.actions.own_dates import tell_followers, with_own_dates
from courses.cohorts.actions.own_moves import with_own_moves
from courses.cohorts.enums import ENDED_STATES, CohortState
from courses.cohorts.models import Cohort, LiveSession, Release
from courses.cohorts.moved_notices import tell_each_of_moved_dates, tell_of_moved_dates
from courses.cohorts.permissions import refuse_if_over, refuse_unless_organiser
from courses.cohorts.planning.moving import DATES_OF_RELEASE, Moving, Scope, Shift, work_out

logger = logging.getLogger(__name__)


def moving(cohort: Cohort, *, scope: Scope, now: datetime) -> Moving:
    """What `move` would do, of the rows as they are stored now. Two queries."""
    return work_out(
        cohort,
        releases=cohort.releases.order_by("opens_at", "pk"),
        sessions=cohort.sessions.held().order_by("starts_at", "pk"),
        scope=scope,
        now=now,
    )


def move(cohort: Cohort, *, scope: Scope, seen: str, by: User, now: datetime) -> Moving:
    """Moves what can move and tells each of its people once; `seen` is the mark of what `by` was shown.

    In this order: the cohort, its releases, its sessions, one notice for each person who is enrolled. Refusal with
    code `changed` where it would do something else by now, `nothing` where nothing moves, `ended`.
    """
    refuse_unless_organiser(cohort, by)
    with transaction.atomic():
        cohort = _locked_with_its_dates(cohort.pk)
        refuse_if_over(cohort)
        worked_out = moving(cohort, scope=scope, now=now)
        if not worked_out.moving:
            raise Refusal(
                _("Nothing of this can move. Choose other days, or something else."), code="nothing"
            )
        if worked_out.seen != seen:
            raise Refusal(
                _("Something has changed since you looked. Look once more at what moves now, then confirm."),
                code="changed",
            )
        _write_and_tell(worked_out, now=now)
    logger.info(
        "Dates moved",
        extra={
            "event": "cohort.moved",
            "cohort": cohort.pk,
            "by": by.pk,
            "days": scope.days,
            "moved": len(worked_out.moving),
        },
    )
    return worked_out


def _write_and_tell(worked_out: Moving, *, now: datetime) -> list[Shift]:
    """Who has dates of their own is told how these move, which is returned; a draft has nobody to tell."""
    cohort = worked_out.cohort

    def write() -> None:
        cohort.save()
        renew_letters(cohort)
        for dated in (*worked_out.releases, *worked_out.sessions):
            dated.save()

    own = with_own_moves(cohort, write, now=now)
    if cohort.state == CohortState.DRAFT:
        return []
    tell_of_moved_dates(cohort, worked_out.moving, without=[each for each, _shifts in own], now=now)
    for_all = [shift for shift in worked_out.moving if shift.moved not in DATES_OF_RELEASE]
    tell_followers(cohort, now=now)
    tell_each_of_moved_dates(cohort, [(each, [*for_all, *shifts]) for each, shifts in own], now=now)
    return [shift for _each, shifts in own for shift in shifts]


def recompute_dates(now: datetime, *, dry_run: bool = False) -> list[tuple[Cohort, list[Shift]]]:
    """Derives every instant anew, after the rules of a time zone have changed; cohorts that have ended stay.

    (cohort, what moved) for each cohort of which something that lies ahead moved, dates of single people among it.
    Its people are told, once each. With `dry_run` all of it is undone.
    """
    found = []
    for pk in Cohort.all_objects.exclude(state__in=ENDED_STATES).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            cohort = _locked_with_its_dates(pk)
            worked_out = moving(cohort, scope=Scope(days=0), now=now)
            if not worked_out.anew and not with_own_dates(cohort):
                continue
            moved = [*worked_out.moving, *_write_and_tell(worked_out, now=now)]
            if dry_run:
                transaction.set_rollback(True)
            if not moved:
                continue
            found.append((cohort, moved))
            if not dry_run:
                logger.info("Dates recomputed", extra={"event": "cohort.recomputed", "cohort": cohort.pk})
    return found


def _locked_with_its_dates(pk: int) -> Cohort:
    """Locked in one order, before they are read: the sweep may be releasing one of its modules."""
    cohort = locked(Cohort.all_objects.select_related("network").filter(pk=pk)).get()
    list(locked(Release.objects.filter(cohort=cohort).order_by("pk")))
    list(locked(LiveSession.objects.filter(cohort=cohort).order_by("pk")))
    return cohort
