from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.core.sweep import each_due
from cms.core.wiring import load
from cms.people.models import User
from courses.catalogue.models import CoursePage
from courses.catalogue.models.tree import owning_network
from courses.catalogue.sharing import Standing, not_allowed
from courses.cohorts.actions.facilitator import name_facilitators
from courses.cohorts.actions.letters import take_back_letters
from courses.cohorts.actions.own_dates import begin_self_study
from courses.cohorts.actions.waiting import settle_asking
from courses.cohorts.announced import modules_as_announced
from courses.cohorts.cohort_notices import tell_of_cancellation, tell_of_start
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.cohorts.nomination_notices import tell_nominators
from courses.cohorts.permissions import refuse_unless_organiser
from courses.editions.actions import refuse_untaught, take_syllabus

logger = logging.getLogger(__name__)


def plan_cohort(
    cohort: Cohort, *, releases: Iterable[Release], facilitators: Iterable[User] = (), by: User
) -> Cohort:
    """Writes a new cohort, in draft, with its releases. NotAllowed unless `by` organises in its network."""
    refuse_unless_organiser(cohort, by)
    with transaction.atomic():
        cohort.state = CohortState.DRAFT
        cohort.full_clean(exclude=_DERIVED)
        cohort.save()
        for release in releases:
            release.cohort = cohort
            release.save()
        name_facilitators(cohort, facilitators)
    return cohort


_DERIVED = {
    "enrolment_opens_at",
    "enrolment_closes_at",
    "starts_at",
    "ends_at",
    "syllabus",
    "facilitators",
}


def announce(cohort: Cohort, *, by: User, now: datetime) -> Cohort:
    """Leaves *draft*: from now on the sweep opens, starts and closes the cohort by its dates.

    Refusal unless every module of the course has an edition and a release, its owners allow the course's
    network and the host to use them, and the cohort still lies ahead. These modules are taught, whatever becomes of the course.
    Announcing again changes nothing.
    """
    refuse_unless_organiser(cohort, by)
    with transaction.atomic():
        cohort = locked(Cohort.all_objects.filter(pk=cohort.pk)).get()
        if cohort.state == CohortState.ANNOUNCED:
            return cohort
        _refuse_unless_draft(cohort)
        keys = _modules_if_ready(cohort, now)
        # What left the course while this was a draft was promised to nobody.
        cohort.releases.exclude(module_key__in=keys).delete()
        cohort.state = CohortState.ANNOUNCED
        cohort.save(update_fields=["state"])
    _log("cohort.announced", cohort, by=by.pk)
    return cohort


def _refuse_unless_draft(cohort: Cohort) -> None:
    if cohort.state != CohortState.DRAFT:
        raise Refusal(
            _("This cohort is %(state)s; only a draft can be announced.")
            % {"state": cohort.get_state_display()},
            code="not_draft",
        )


def _modules_if_ready(cohort: Cohort, now: datetime) -> list[uuid.UUID]:
    course = CoursePage.objects.source().filter(translation_key=cohort.course_key, live=True).first()
    if course is None:
        raise Refusal(_("The course is not published. Publish it first."), code="no_edition")
    keys = course.module_keys()
    refuse_untaught(keys)
    if kept_back := not_allowed(keys, network=owning_network(course)):
        raise Refusal(kept_back[0].refusal, code="not_shared")
    if kept_back := not_allowed(keys, network=cohort.network):
        raise Refusal(_kept_from_host(kept_back[0], cohort), code="not_shared")
    released = set(cohort.releases.values_list("module_key", flat=True))
    if missing := [key for key in keys if key not in released]:
        raise Refusal(
            _("%(count)d modules of the course have no opening date yet. Add a line for each.")
            % {"count": len(missing)},
            code="no_release",
        )
    if cohort.ends_at <= now:
        raise Refusal(_("This cohort's last day has passed. Move its dates first."), code="past")
    return keys


def _kept_from_host(standing: Standing, cohort: Cohort) -> str:
    """In a course of another network, which may use the module itself."""
    words = {
        "module": standing.module.title,
        "owner": standing.owner.name,
        "host": cohort.network.name,
    }
    if standing.may_ask:
        return (
            _(
                "%(owner)s wants to be asked before %(host)s teaches “%(module)s”. Ask for it under “Use of modules”,"
                " and announce when the answer is yes."
            )
            % words
        )
    return (
        _("%(owner)s does not let %(host)s teach “%(module)s”. Choose another course, or write to %(owner)s.")
        % words
    )


def cancel(cohort: Cohort, *, by: User, now: datetime) -> Cohort:
    """Ends the cohort for good, wherever it stands before its end; what was learnt is kept.

    Told are those with a seat, those who ask for one, those who have had a letter, and who proposes people.
    """
    refuse_unless_organiser(cohort, by)
    with transaction.atomic():
        cohort = locked(Cohort.all_objects.filter(pk=cohort.pk)).get()
        if cohort.state == CohortState.CANCELLED:
            return cohort
        if cohort.has_ended:
            raise Refusal(
                _("This cohort has ended and can't be cancelled any more."),
                code="ended",
            )
        cohort.state = CohortState.CANCELLED
        cohort.sequence += 1
        cohort.moved_at = now
        cohort.save(update_fields=["state", "sequence", "moved_at"])
        tell_of_cancellation(cohort, now=now)
        tell_nominators(cohort, now=now)
        settle_asking(cohort, now=now)
        take_back_letters(cohort, by=by, now=now)
    _log("cohort.cancelled", cohort, by=by.pk)
    return cohort


def open_enrolment(now: datetime) -> int:
    """Sweep step: announced cohorts whose enrolment window has begun become *open*."""
    return each_due(
        Cohort.all_objects.due_to_open_at(now).order_by("starts_at", "pk"), lambda cohort: _open(cohort, now)
    )


def start_cohorts(now: datetime) -> int:
    """Sweep step: cohorts whose first day has come take their syllabus and run."""
    return each_due(
        Cohort.all_objects.due_to_start_at(now).order_by("starts_at", "pk"),
        lambda cohort: _start(cohort, now),
    )


def close_cohorts(now: datetime) -> int:
    """Sweep step: cohorts whose last day is over close, once no attempt is under way.

    `CLOSING_WAITS` of the wiring says for (cohort, now) whether something must end first;
    `CLOSING_ENDS` settles what is owed to its people before the others are *not completed*.
    """
    return each_due(
        Cohort.all_objects.due_to_close_at(now).order_by("starts_at", "pk"),
        lambda cohort: _close(cohort, now),
    )


def _open(cohort: Cohort, now: datetime) -> bool:
    cohort.state = CohortState.OPEN
    cohort.save(update_fields=["state"])
    _log("cohort.opened", cohort)
    return True


def _start(cohort: Cohort, now: datetime) -> bool:
    course = CoursePage.objects.source().get(translation_key=cohort.course_key)
    cohort.syllabus = take_syllabus(course, modules=modules_as_announced(cohort, course), now=now)
    cohort.state = CohortState.RUNNING
    cohort.save(update_fields=["state", "syllabus"])
    enrolled = cohort.enrolments.enrolled()
    enrolled.filter(syllabus__isnull=True).update(syllabus=cohort.syllabus)
    begin_self_study(enrolled, cohort=cohort, now=now)
    tell_of_start(cohort, now=now)
    _log("cohort.started", cohort)
    return True


def _close(cohort: Cohort, now: datetime) -> bool:
    if any(waits(cohort, now) for waits in load("CLOSING_WAITS")):
        return False
    for settle in load("CLOSING_ENDS"):
        settle(cohort, now)
    Enrolment.all_objects.filter(cohort=cohort, state=EnrolmentState.ACTIVE).update(
        state=EnrolmentState.NOT_COMPLETED, ended_at=now
    )
    cohort.state = CohortState.CLOSED
    cohort.save(update_fields=["state"])
    settle_asking(cohort, now=now)
    take_back_letters(cohort, by=None, now=now)
    _log("cohort.closed", cohort)
    return True


def _log(event: str, cohort: Cohort, **ids: int) -> None:
    logger.info("Cohort changed state", extra={"event": event, "cohort": cohort.pk} | ids)
