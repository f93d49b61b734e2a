"""What is told of a trainee's own steps."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, instant
from cms.notices.models import Notice
from courses.cohorts.notices import RELEASE_FACTS, release_words


class DueTomorrow(Kind):
    key = "due_tomorrow"
    urgency = Urgency.AT_ONCE
    facts = RELEASE_FACTS
    action = _("Continue the module")

    def entry(self, notice: Notice) -> str:
        return reverse("learning:outline", args=[notice.facts["enrolment"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return release_words(facts, zone=zone)

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        due_at = instant(notice.facts["due_at"])
        return due_at is None or due_at <= now
