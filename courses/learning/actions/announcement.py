from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.core.enums import JobState
from cms.core.errors import NotAllowed, Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.models import Cohort, Enrolment
from courses.learning.announcing import reach_of
from courses.learning.enums import CalledOff
from courses.learning.models import Announcement
from courses.learning.permissions import may_announce, may_call_off

logger = logging.getLogger(__name__)

MOST_A_DAY = 20
DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Said:
    """What its author decides. `chosen` and `enrolment` as on the model; `scheduled_at` None: at once."""

    audience: str
    language: str
    subject: str
    text: str
    takes_answers: bool
    scheduled_at: datetime | None = None
    chosen: tuple[str, ...] = ()
    enrolment: Enrolment | None = None

    def columns(self, *, now: datetime) -> dict[str, object]:
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return own | {"chosen": list(self.chosen), "due_at": self.scheduled_at or now}


def write_announcement(
    cohort: Cohort, *, said: Said, key: uuid.UUID, by: User, now: datetime
) -> Announcement:
    """A draft; `key` names the form that it comes from, which makes one however often it is sent.

    Refusal `ended` or `too_many`. The cohort's row is the lock.
    """
    with transaction.atomic():
        cohort = locked(Cohort.all_objects.select_related("network").filter(pk=cohort.pk)).get()
        _must_announce(cohort, by)
        of_cohort = Announcement.objects.filter(cohort=cohort)
        if again := of_cohort.filter(key=key, author=by).first():
            return again
        _refuse_beyond_the_most(of_cohort.filter(written_at__gt=now - DAY))
        announcement = Announcement.objects.create(
            key=key, cohort=cohort, author=by, written_at=now, **said.columns(now=now)
        )
    _log("announcement.written", announcement, by=by)
    return announcement


def change_announcement(
    announcement: Announcement, *, said: Said, seen: int, by: User, now: datetime
) -> Announcement:
    """What was confirmed stays so, unless it is to go out at once now. To whom one person's goes never changes.

    `seen` is the version that was read before. Refusal `gone`, `changed` or `ended`.
    """
    with transaction.atomic():
        announcement = _one(announcement)
        _must_be_author(announcement, by)
        _refuse_unless_changeable(announcement, now)
        _refuse_unless_seen(announcement, seen)
        for name, value in said.columns(now=now).items():
            setattr(announcement, name, value)
        if said.scheduled_at is None:
            announcement.confirmed_at = None
        announcement.version += 1
        announcement.save()
    _log("announcement.changed", announcement, by=by)
    return announcement


def confirm_announcement(announcement: Announcement, *, seen: int, by: User, now: datetime) -> Announcement:
    """From now on the sweep sends it when its time has come; confirming again changes nothing.

    Refusal `changed`, `gone`, `ended`, `past`, `nobody` or `too_many`. The cohort's row is the lock.
    """
    with transaction.atomic():
        locked(Cohort.all_objects.filter(pk=announcement.cohort_id)).get()
        announcement = _one(announcement)
        _must_be_author(announcement, by)
        if not announcement.is_draft:
            return announcement
        _refuse_unless_seen(announcement, seen)
        _refuse_unless_it_reaches_somebody(announcement, now)
        lately = Announcement.objects.filter(cohort=announcement.cohort_id, confirmed_at__gt=now - DAY)
        _refuse_beyond_the_most(lately)
        announcement.confirmed_at, announcement.due_at = now, announcement.scheduled_at or now
        announcement.save(update_fields=["confirmed_at", "due_at"])
    _log("announcement.confirmed", announcement, by=by)
    return announcement


def call_off_announcement(announcement: Announcement, *, by: User, now: datetime) -> Announcement | None:
    """Nobody gets it who doesn't have it yet; a draft is thrown away, and None returned. Refusal `gone`."""
    with transaction.atomic():
        announcement = _one(announcement)
        if not may_call_off(by, announcement):
            raise NotAllowed(_("Only who helps in the cohort calls an announcement off."), code="role")
        if not announcement.is_open:
            raise Refusal(_("It has gone out already, or was called off."), code="gone")
        _log("announcement.called_off", announcement, by=by)
        if announcement.is_draft:
            announcement.delete()
            return None
        announcement.state, announcement.told_at = JobState.CANCELLED, now
        announcement.done_at, announcement.error = now, CalledOff.BY_HAND
        announcement.save(update_fields=["state", "done_at", "error", "told_at"])
    return announcement


def _one(announcement: Announcement) -> Announcement:
    found = locked(
        Announcement.objects.select_related("cohort__network", "author").filter(pk=announcement.pk)
    ).first()
    if found is None:
        raise Refusal(_("This draft was thrown away in another window. Write it anew."), code="gone")
    return found


def _must_announce(cohort: Cohort, by: User) -> None:
    if not may_announce(by, cohort):
        if cohort.has_ended:
            raise Refusal(
                _("This cohort has ended: nobody is written to any more. What was written stays to be read."),
                code="ended",
            )
        raise NotAllowed(_("Only who helps in the cohort writes to its people."), code="role")


def _must_be_author(announcement: Announcement, by: User) -> None:
    if announcement.author_id != by.pk:
        raise NotAllowed(_("Only its author changes or sends an announcement."), code="author")
    _must_announce(announcement.cohort, by)


def _refuse_unless_changeable(announcement: Announcement, now: datetime) -> None:
    if not announcement.is_changeable_at(now):
        raise Refusal(
            _("It is going out, or has gone out: it can’t be changed any more. Write another one."),
            code="gone",
        )


def _refuse_unless_seen(announcement: Announcement, seen: int) -> None:
    if announcement.version != seen:
        raise Refusal(
            _(
                "It was changed in another window in the meantime. Read how it stands now, then go on from there."
            ),
            code="changed",
        )


def _refuse_unless_it_reaches_somebody(announcement: Announcement, now: datetime) -> None:
    if announcement.scheduled_at and announcement.scheduled_at <= now:
        raise Refusal(_("The time that you had chosen has passed. Change it, then confirm."), code="past")
    if not announcement.scheduled_at and not reach_of(announcement, now=now).people:
        raise Refusal(_("It would reach nobody at the moment. Change to whom it goes."), code="nobody")


def _refuse_beyond_the_most(lately: QuerySet[Announcement]) -> None:
    if lately.count() >= MOST_A_DAY:
        raise Refusal(
            _(
                "Twenty announcements were written to this cohort within a day, which is the most. What you wrote "
                "is still here: send it tomorrow."
            ),
            code="too_many",
        )


def _log(event: str, announcement: Announcement, *, by: User) -> None:
    logger.info("Announcement", extra={"event": event, "announcement": announcement.pk, "by": by.pk})
