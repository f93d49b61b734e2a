"""To whom an announcement goes, what becomes of it, and the sweep that hands it over, a batch a transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from cms.core.enums import JobState
from cms.core.jobs import CallOff, Continue, run_due
from cms.core.locking import locked
from cms.notices.actions import untold, write_notices
from cms.notices.choices import muted_by
from cms.notices.kinds import Kind
from cms.notices.models import Notice
from cms.people.models import User
from courses.cohorts.enums import OFFERED_STATES, CohortState
from courses.cohorts.grouping import in_groups
from courses.cohorts.models import EnrolmentQuerySet, Group
from courses.cohorts.notices import readers_of
from courses.cohorts.permissions import may_mark
from courses.learning.behind import active_in, behind
from courses.learning.enums import Audience, CalledOff
from courses.learning.models import Announcement
from courses.learning.notices import (
    ANNOUNCEMENT_KINDS,
    Announced,
    WrittenToOne,
    announcement_facts,
    subject_of_announcement,
)
from courses.learning.signs_of_life import silent_in

BATCH = 500
BATCHES_A_SWEEP = 10
AT_ONCE = 50


@dataclass(frozen=True)
class Reach:
    """How many it would go to now; `switched_off` of them find it on the site only."""

    people: int
    switched_off: int


@dataclass(frozen=True)
class Delivery:
    """Of those to whom it was handed over, how their e-mails stand."""

    delivered: int = 0
    waiting: int = 0
    failed: int = 0
    switched_off: int = 0

    @property
    def people(self) -> int:
        return self.delivered + self.waiting + self.failed + self.switched_off


def kind_for(announcement: Announcement) -> type[Kind]:
    return WrittenToOne if announcement.audience == Audience.ONE else Announced


def enrolments_for(announcement: Announcement, *, now: datetime) -> EnrolmentQuerySet:
    """Active ones of its cohort, as they stand at `now`."""
    cohort, chosen = announcement.cohort, announcement.chosen
    people = active_in(cohort.pk)
    match announcement.audience:
        case Audience.BEHIND:
            people = behind(cohort, now=now)
        case Audience.SILENT:
            people = people.filter(pk__in=silent_in(cohort, now=now))
        case Audience.COUNTRIES:
            people = people.filter(user__country__in=chosen)
        case Audience.LANGUAGES:
            people = people.filter(user__language__in=chosen)
        case Audience.GROUPS:
            people = in_groups(people, list(Group.all_objects.of(cohort)), {int(pk) for pk in chosen})
        case Audience.ONE:
            people = people.filter(pk=announcement.enrolment_id)
    return people


def reach_of(announcement: Announcement, *, now: datetime) -> Reach:
    """One query, besides what says who is behind."""
    readers = readers_of(enrolments_for(announcement, now=now)).filter(is_active=True)
    muted = readers.annotate(muted=muted_by("pk", kind=kind_for(announcement).key))
    found = muted.aggregate(people=Count("pk"), off=Count("pk", filter=Q(muted=True)))
    return Reach(found["people"], found["off"])


def untold_of(announcement: Announcement, *, now: datetime) -> QuerySet[User]:
    """Those of its people who have none of it yet."""
    return untold(
        readers_of(enrolments_for(announcement, now=now)),
        kind=kind_for(announcement).key,
        subject=subject_of_announcement(announcement.pk),
    )


def deliveries_of(announcements: Iterable[Announcement]) -> Mapping[int, Delivery]:
    """By the announcement's id; one query, however many. They are of one cohort."""
    shown = {subject_of_announcement(one.pk): one for one in announcements}
    counts: dict[str, Counter[str]] = {subject: Counter() for subject in shown}
    if shown:
        cohort_id = next(iter(shown.values())).cohort_id
        told = Notice.objects.filter(
            recipient__enrolments__cohort=cohort_id, kind__in=ANNOUNCEMENT_KINDS, subject__in=shown
        )
        for subject, state, number in told.values_list("subject", "state").annotate(Count("pk")):
            counts[subject][state] = number
    return {
        one.pk: Delivery(
            delivered=counts[subject][JobState.DONE],
            waiting=counts[subject][JobState.WAITING],
            failed=counts[subject][JobState.FAILED],
            switched_off=counts[subject][JobState.CANCELLED],
        )
        for subject, one in shown.items()
    }


def send_announcements(now: datetime) -> int:
    """Sweep step: hands over what is due, as notices, to who has none of it yet; how many batches.

    One that is broken off goes on where it stopped, for who has it is known by their notice.
    """
    batches = 0
    for _turn in range(BATCHES_A_SWEEP):
        taken_up = run_due(Announcement, act=partial(_hand_over, now=now), now=now, most=AT_ONCE)
        if not taken_up:
            break
        batches += taken_up
    return batches


def _hand_over(announcement: Announcement, *, now: datetime) -> dict[str, object]:
    """The next batch; the act for `cms.core.jobs.run_due`."""
    with transaction.atomic():
        going_out = Announcement.objects.filter(pk=announcement.pk, state=JobState.WAITING)
        found = locked(going_out.select_related("cohort__network", "author")).first()
        reason = CalledOff.BY_HAND if found is None else _why_not(found)
        if found is None or reason:
            raise CallOff(reason)
        written, is_last = _write_batch(found, now=now)
    handled = found.handled + written
    if is_last:
        people = deliveries_of([found])[found.pk].people
        return {"handled": people, "total": people}
    total = found.total or handled + untold_of(found, now=now).count()
    raise Continue(handled=handled, total=max(handled, total))


def _write_batch(announcement: Announcement, *, now: datetime) -> tuple[int, bool]:
    """How many were told, and whether nobody is left."""
    kind, subject = kind_for(announcement), subject_of_announcement(announcement.pk)
    batch = list(untold_of(announcement, now=now).order_by("pk").values_list("pk", flat=True)[:BATCH])
    written = write_notices(
        _in_cohort(announcement, batch),
        kind=kind.key,
        subject=subject,
        facts=lambda _language: announcement_facts(announcement),
        own=["enrolment"],
        network=announcement.cohort.network,
        due=now,
        now=now,
    )
    return written, len(batch) < BATCH


def _in_cohort(announcement: Announcement, people: list[int]) -> QuerySet[User]:
    return readers_of(active_in(announcement.cohort_id).filter(user__in=people))


def _why_not(announcement: Announcement) -> str:
    cohort = announcement.cohort
    if cohort.state == CohortState.CANCELLED:
        return CalledOff.CANCELLED
    if cohort.state not in OFFERED_STATES:
        return CalledOff.ENDED
    if not may_mark(announcement.author, cohort):
        return CalledOff.ROLE
    return ""
