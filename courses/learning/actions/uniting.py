from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.actions.enrolment import withdraw
from courses.cohorts.enums import ASKING_STATES, LEARNING_STATES, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.permissions import refuse_if_over, refuse_unless_organiser
from courses.learning.actions.progress import complete_enrolment
from courses.learning.actions.transfer import carry
from courses.learning.uniting_notices import tell_of_uniting

logger = logging.getLogger(__name__)

GIVEN_UP = ASKING_STATES | {EnrolmentState.ACTIVE}


def unite(keep: Enrolment, *, other: Enrolment, by: User, now: datetime) -> Enrolment:
    """Two enrolments of one person in a cohort become one: the account of `keep` goes on with the best of both.

    In this order: both locked, what `other` has done and attended copied where it is better, `other` withdrawn, its
    account told.
    The accounts themselves stay as they are. Refusal with code `same`, `ended`, `not_active` (`keep` has no seat)
    or `completed` (`other` has, and perhaps a certificate: keep that one).
    """
    if keep.pk == other.pk or keep.cohort_id != other.cohort_id:
        raise Refusal(_("Choose two people of one cohort."), code="same")
    with transaction.atomic():
        cohort = locked(Cohort.all_objects.select_related("network").filter(pk=keep.cohort_id)).get()
        refuse_unless_organiser(cohort, by)
        refuse_if_over(cohort)
        both = locked(
            Enrolment.all_objects.select_related("user").filter(pk__in=[keep.pk, other.pk]).order_by("pk")
        )
        found = {each.pk: each for each in both}
        keep, other = found[keep.pk], found[other.pk]
        keep.cohort = other.cohort = cohort
        if keep.state not in LEARNING_STATES:
            raise Refusal(_("Keep the one who has a seat."), code="not_active")
        if other.state not in GIVEN_UP:
            raise Refusal(_("The other one has completed the course. Keep that one."), code="completed")
        carry(other, keep)
        _carry_attendance(other, keep)
        withdraw(other, now=now)
        complete_enrolment(keep, now=now)
        tell_of_uniting(other, keep=keep, now=now)
    logger.info(
        "Enrolments united",
        extra={"event": "enrolment.united", "enrolment": keep.pk, "given_up": other.pk, "by": by.pk},
    )
    return keep


def _carry_attendance(old: Enrolment, new: Enrolment) -> None:
    there = new.attendances.values("session")
    for attended in old.attendances.exclude(session__in=there):
        attended.pk, attended.enrolment = None, new
        attended.save(force_insert=True)
