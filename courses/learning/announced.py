"""Announcements as the trainees to whom they went read them: from their notices, which say what was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cms.notices.kinds import Quoted
from cms.notices.models import Notice
from courses.cohorts.models import Enrolment
from courses.learning.notices import ANNOUNCEMENT_KINDS, anchor_of_announcement

LATEST = 3


@dataclass(frozen=True)
class Heard:
    """`who` is empty where the author's account was erased."""

    anchor: str
    subject: str
    who: str
    at: datetime
    is_new: bool
    quoted: Quoted


def heard_by(enrolment: Enrolment) -> QuerySet[Notice]:
    """What was written to one trainee in this cohort, the latest first."""
    return Notice.objects.filter(
        recipient=enrolment.user_id, kind__in=ANNOUNCEMENT_KINDS, facts__enrolment=enrolment.pk
    ).order_by("-created_at", "-pk")


def heard(notices: Iterable[Notice]) -> list[Heard]:
    return [
        Heard(
            anchor=anchor_of_announcement(notice.facts["announcement"]),
            subject=notice.facts["title"],
            who=notice.facts["who"],
            at=notice.created_at,
            is_new=notice.read_at is None,
            quoted=Quoted.of(notice.facts["text"], language=notice.facts["text_language"]),
        )
        for notice in notices
    ]


def heard_context(enrolment: Enrolment) -> dict[str, Any]:
    """The latest, for the course's page. One query."""
    return {
        "announcements": heard(heard_by(enrolment)[:LATEST]),
        "announcements_url": reverse("learning:announcements", args=[enrolment.pk]),
    }
