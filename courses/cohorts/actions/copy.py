from __future__ import annotations

import logging
from datetime import date

from django.db import transaction

from cms.core.locking import locked
from cms.core.wiring import load
from cms.people.models import User
from courses.cohorts.actions.facilitator import name_facilitators
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Group, LiveSession, Release
from courses.cohorts.permissions import possible_facilitators, refuse_unless_organiser

logger = logging.getLogger(__name__)

# What a cohort plans by its own calendar: every day of it moves by as many days as the first.
SHIFTED = ("enrolment_opens_on", "enrolment_closes_on", "ends")
COPIED = (
    *("network", "course_key", "languages", "time_zone", "enrolment_opens_time", "enrolment_closes_time"),
    *("capacity", "pacing", "entry", "only_members", "only_countries", "only_roles", "questions"),
    *("waiting_list", "hours_to_accept"),
)
COPIED_OF_RELEASE = (
    *("module_key", "day_offset", "local_time", "due_offset", "due_local_time", "grace_hours"),
    *("last_submission_offset", "last_submission_local_time"),
)
COPIED_OF_GROUP = ("name", "countries", "languages")
COPIED_OF_SESSION = ("title", "day_offset", "local_time", "minutes", "link", "place")


def copy_cohort(cohort: Cohort, *, name: str, starts: date, by: User) -> Cohort:
    """A draft like `cohort`, whose every date lies as many days later or earlier as its first day does.

    Not copied: people and what they did, the state, sessions that were cancelled, and facilitators who no longer
    hold that role. NotAllowed unless `by` runs the host's cohorts; ValidationError for days that no clock has.
    """
    refuse_unless_organiser(cohort, by)
    with transaction.atomic():
        original = locked(Cohort.all_objects.select_related("network").filter(pk=cohort.pk)).get()
        by_days = starts - original.starts
        made = Cohort(name=name, starts=starts, state=CohortState.DRAFT)
        for field in COPIED:
            setattr(made, field, getattr(original, field))
        for field in SHIFTED:
            setattr(made, field, getattr(original, field) + by_days)
        made.save()
        for release in original.releases.all():
            values = {field: getattr(release, field) for field in COPIED_OF_RELEASE}
            Release.objects.create(cohort=made, **values)
        for session in original.sessions.held():
            values = {field: getattr(session, field) for field in COPIED_OF_SESSION}
            LiveSession.objects.create(cohort=made, **values)
        fit = possible_facilitators([made.network]).filter(pk__in=original.facilitators.all())
        name_facilitators(made, fit)
        still_fit = set(fit.values_list("pk", flat=True))
        for group in Group.all_objects.of(original):
            helps = group.facilitator_id if group.facilitator_id in still_fit else None
            values = {field: getattr(group, field) for field in COPIED_OF_GROUP}
            Group.all_objects.create(cohort=made, facilitator_id=helps, **values)
        for copier in load("COHORT_COPIERS"):
            copier(original, made)
    logger.info(
        "Cohort copied",
        extra={"event": "cohort.copied", "cohort": made.pk, "original": original.pk, "by": by.pk},
    )
    return made
