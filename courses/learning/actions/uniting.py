from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.core.wiring import load
from cms.people.models import User
from courses.cohorts.actions.enrolment import withdraw
from courses.cohorts.enums import ASKING_STATES, LEARNING_STATES, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.permissions import refuse_if_over, refuse_unless_organiser
from courses.learning.actions.carrying import (
    carry_attendance,
    carry_extensions,
    carry_leaves,
    carry_progress,
)
from courses.learning.actions.progress import complete_enrolment
from courses.learning.uniting_notices import tell_of_uniting

logger = logging.getLogger(__name__)

GIVEN_UP = ASKING_STATES | {EnrolmentState.ACTIVE}


def unite(keep: Enrolment, *, other: Enrolment, by: User, now: datetime) -> Enrolment:
    """Two enrolments of one person in a cohort become one: the account of `keep` goes on with the best of both.

    In this order: both locked, `other` withdrawn, what it has done and attended, and what it was granted, copied
    where that is better, its account told. What is under way in it counts for `keep`; its notes stay its own.
    The accounts themselves stay as they are. Refusal with code `same`, `ended`, `not_active` (`keep` has no seat, and
    `other` does not just ask for one too), `completed` (`other` has, and perhaps a certificate: keep that one) or
    `gone` (`other` neither has a seat nor asks for one).
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
        if keep.state not in LEARNING_STATES and not {keep.state, other.state} <= ASKING_STATES:
            raise Refusal(_("Keep the one who has a seat."), code="not_active")
        if other.state in LEARNING_STATES - GIVEN_UP:
            raise Refusal(_("The other one has completed the course. Keep that one."), code="completed")
        if other.state not in GIVEN_UP:
            raise Refusal(_("The other one takes no part any more. Tell them apart instead."), code="gone")
        withdraw(other, now=now)
        Enrolment.all_objects.filter(pk=other.pk).update(continued_as=keep)
        Enrolment.all_objects.filter(pk=keep.pk).update(continued_as=None)
        carry_progress(other, keep)
        carry_attendance(other, keep)
        carry_extensions(other, keep, now=now)
        carry_leaves(other, keep, now=now)
        for carry in load("UNITING_CARRIERS"):
            carry(other, keep)
        complete_enrolment(keep, now=now)
        tell_of_uniting(other, keep=keep, now=now)
    logger.info(
        "Enrolments united",
        extra={"event": "enrolment.united", "enrolment": keep.pk, "given_up": other.pk, "by": by.pk},
    )
    return keep
