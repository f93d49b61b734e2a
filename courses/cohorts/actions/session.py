from __future__ import annotations

import copy
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed, Refusal
from cms.core.locking import locked
from cms.core.sweep import each_due
from cms.people.models import User
from courses.cohorts.enums import AttendanceSource, CohortState
from courses.cohorts.models import Attendance, Cohort, Enrolment, LiveSession
from courses.cohorts.permissions import may_mark, refuse_if_over, refuse_unless_organiser
from courses.cohorts.session_notices import (
    NEWS,
    tell_of_cancelled_session,
    tell_of_changed_session,
    tell_of_moved_session,
    tell_that_it_is_near,
)

logger = logging.getLogger(__name__)

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


def plan_session(cohort: Cohort, *, values: Mapping[str, Any], by: User, now: datetime) -> LiveSession:
    """A session with `values` (field → value). NotAllowed unless `by` runs the host's cohorts; Refusal `outside`.

    Refusal `past` for a time that has passed, unless the cohort is a draft.
    """
    with transaction.atomic():
        cohort = locked(Cohort.all_objects.select_related("network").filter(pk=cohort.pk)).get()
        _must_change(cohort, by)
        session = LiveSession(cohort=cohort)
        _write(session, values, now=now)
    _log("session.planned", session, by=by.pk)
    return session


def change_session(
    session: LiveSession, *, values: Mapping[str, Any], by: User, now: datetime
) -> LiveSession:
    """Tells its people where it moves, with the old time and the new, or what else of it is new.

    Refusal with code `outside`, `cancelled`, `past` (to a time that has passed), or `over` for one that has begun. In
    a draft nobody is told, and no time is too early.
    """
    with transaction.atomic():
        cohort, session = _lock(session)
        _must_change(cohort, by)
        _refuse_unless_ahead(session, now)
        before = copy.copy(session)
        _write(session, values, now=now)
        if cohort.state != CohortState.DRAFT:
            _tell_what_is_new(session, before=before, now=now)
    _log("session.changed", session, by=by.pk)
    return session


def cancel_session(session: LiveSession, *, by: User, now: datetime) -> LiveSession:
    """Its people are told; in a draft it simply goes from the list. Cancelling again changes nothing."""
    with transaction.atomic():
        cohort, session = _lock(session)
        _must_change(cohort, by)
        if session.cancelled_at is not None:
            return session
        _refuse_unless_ahead(session, now)
        session.cancelled_at = session.moved_at = now
        session.sequence += 1
        session.save(update_fields=["cancelled_at", "sequence", "moved_at"])
        if cohort.state != CohortState.DRAFT:
            tell_of_cancelled_session(session, now=now)
    _log("session.cancelled", session, by=by.pk)
    return session


def note_attendance(
    session: LiveSession,
    *,
    came: QuerySet[Enrolment],
    stayed_away: QuerySet[Enrolment],
    by: User,
    now: datetime,
) -> int:
    """Notes who came and takes back who did not, and leaves everybody else as they are; how many are new.

    Whoever says with the code that they are there while somebody else fills in the list stays noted.

    NotAllowed unless `by` organises or facilitates; Refusal `not_begun`, `cancelled`.
    """
    with transaction.atomic():
        cohort, session = _lock(session)
        if not may_mark(by, cohort):
            raise NotAllowed(_("Only who helps in a cohort notes who was there."), code="not_allowed")
        _refuse_cancelled(session)
        if now < session.starts_at:
            raise Refusal(_("This session has not begun yet."), code="not_begun")
        session.attendances.filter(enrolment__in=stayed_away).delete()
        new = came.filter(cohort=cohort).exclude(attendances__session=session)
        noted = Attendance.objects.bulk_create(
            [
                Attendance(session=session, enrolment=each, source=AttendanceSource.LIST, at=now, noted_by=by)
                for each in new
            ],
            ignore_conflicts=True,
        )
    _log("session.attendance_noted", session, by=by.pk)
    return len(noted)


def attend(session: LiveSession, *, enrolment: Enrolment, code: str, now: datetime) -> Attendance:
    """The person says with the session's code that they are there; once more changes nothing.

    Refusal with code `not_now`, `cancelled`, `wrong_code` or `no_seat`.
    """
    _refuse_cancelled(session)
    if not session.takes_code_at(now):
        raise Refusal(
            _(
                "The code is taken while the session goes on, and for an hour after it. Write to who helps you."
            ),
            code="not_now",
        )
    if not enrolment.may_work or enrolment.cohort_id != session.cohort_id:
        raise Refusal(_("You have no seat in this cohort any more."), code="no_seat")
    if "".join(code.split()).upper() != session.code:
        raise Refusal(
            _("This is not the code of the session. Look at it again, and type it once more."),
            code="wrong_code",
        )
    with transaction.atomic():
        attendance, _made = Attendance.objects.get_or_create(
            session=session, enrolment=enrolment, defaults={"source": AttendanceSource.CODE, "at": now}
        )
    _log("session.attended", session)
    return attendance


def remind_of_sessions(now: datetime) -> int:
    """Sweep step: says of each session that it is a day away, and that it is an hour away, once for each start."""
    near = LiveSession.objects.starting_within(A_DAY, now=now)
    untold = near.filter(
        Q(starts_at__gt=now + AN_HOUR) & (Q(told_day_for=None) | ~Q(told_day_for=F("starts_at")))
        | Q(starts_at__lte=now + AN_HOUR) & (Q(told_hour_for=None) | ~Q(told_hour_for=F("starts_at")))
    )
    return each_due(untold.order_by("starts_at", "pk"), lambda session: _remind(session, now))


def _remind(session: LiveSession, now: datetime) -> bool:
    soon = session.starts_at <= now + AN_HOUR
    tell_that_it_is_near(session, soon=soon, now=now)
    marker = "told_hour_for" if soon else "told_day_for"
    setattr(session, marker, session.starts_at)
    session.save(update_fields=[marker])
    _log("session.near", session)
    return True


def _tell_what_is_new(session: LiveSession, *, before: LiveSession, now: datetime) -> None:
    if session.starts_at != before.starts_at:
        tell_of_moved_session(session, before=before.starts_at, now=now)
        return
    changed = [name for name in NEWS if getattr(session, name) != getattr(before, name)]
    if changed:
        tell_of_changed_session(session, changed=changed, now=now)


def _write(session: LiveSession, values: Mapping[str, Any], *, now: datetime) -> None:
    for name, value in values.items():
        setattr(session, name, value)
    session.derive_instants()
    if not session.cohort.starts_at <= session.starts_at < session.ends_at <= session.cohort.ends_at:
        raise Refusal(
            _("This session does not lie within the cohort. Choose a day between its first and its last."),
            code="outside",
        )
    if session.starts_at <= now and session.cohort.state != CohortState.DRAFT:
        raise Refusal(_("This time has passed already. Choose a later day or time."), code="past")
    session.full_clean(exclude={"starts_at", "ends_at"})
    session.save()


def _lock(session: LiveSession) -> tuple[Cohort, LiveSession]:
    cohort = locked(Cohort.all_objects.select_related("network").filter(pk=session.cohort_id)).get()
    found = locked(LiveSession.objects.filter(pk=session.pk)).get()
    found.cohort = cohort
    return cohort, found


def _must_change(cohort: Cohort, by: User) -> None:
    refuse_unless_organiser(cohort, by)
    refuse_if_over(cohort)


def _refuse_cancelled(session: LiveSession) -> None:
    if session.cancelled_at is not None:
        raise Refusal(_("This session is cancelled."), code="cancelled")


def _refuse_unless_ahead(session: LiveSession, now: datetime) -> None:
    _refuse_cancelled(session)
    if session.starts_at <= now and session.cohort.state != CohortState.DRAFT:
        raise Refusal(_("This session has begun already; it stays as it is."), code="over")


def _log(event: str, session: LiveSession, **ids: int) -> None:
    logger.info(
        "Live session", extra={"event": event, "session": session.pk, "cohort": session.cohort_id} | ids
    )
