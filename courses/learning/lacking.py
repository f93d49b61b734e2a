"""Why a course is not complete yet, in the words of its own steps; and what is new in it for one trainee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cms.notices.listing import Listed, listed
from cms.notices.models import Notice
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment
from courses.learning.completion import Reason
from courses.learning.notices import ANNOUNCEMENT_KINDS
from courses.learning.outline import Outline, OutlineModule, OutlineStep

MOST_NEW = 3


@dataclass(frozen=True)
class Lacking:
    """A module with its required steps that are still to do, each with the reason that `completion` gives."""

    module: OutlineModule
    steps: tuple[tuple[OutlineStep, Reason], ...]


def lacking(outline: Outline) -> list[Lacking]:
    """In the order of the course; nothing once it is complete. Asks no query."""
    reasons = {missing.key: missing.reason for missing in outline.completion.missing}
    found = []
    for module in outline.modules:
        steps = tuple((step, reasons[step.taught.key]) for step in module.steps if step.taught.key in reasons)
        if steps:
            found.append(Lacking(module, steps))
    return found


def new_for(enrolment: Enrolment) -> list[Listed]:
    """What they were told of this course and have not looked at, the latest first; announcements stand by themselves."""
    about = Notice.objects.of(enrolment.user).unread().filter(facts__enrolment=enrolment.pk)
    latest = about.exclude(kind__in=ANNOUNCEMENT_KINDS).order_by("-created_at", "-pk")[:MOST_NEW]
    return listed(latest, to=enrolment.user)


def standing_context(enrolment: Enrolment, outline: Outline | None, *, own: bool) -> dict[str, Any]:
    """For the course's page; what is new only to its own trainee. Two queries at most."""
    unfinished = enrolment.may_read and enrolment.state != EnrolmentState.COMPLETED
    return {
        "lacking": lacking(outline) if outline and unfinished else [],
        "may_work": enrolment.may_work,
        "news": new_for(enrolment) if own else [],
        "other_clock": enrolment.cohort.time_zone != enrolment.user.time_zone,
    }
