"""What is told of a trainee's own steps, and what trainees and those who help them tell each other."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.notices.calendar import Entry
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, instant
from cms.notices.models import Notice
from courses.cohorts.notices import RELEASE_FACTS, release_entries, release_words
from courses.learning.models import HelpRequest


class DueTomorrow(Kind):
    key = "due_tomorrow"
    optional = _("A module is due tomorrow and you are not done")
    urgency = Urgency.BY_DAY
    facts = RELEASE_FACTS
    action = _("Continue the module")

    def entry(self, notice: Notice) -> str:
        return reverse("learning:outline", args=[notice.facts["enrolment"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return release_words(facts, zone=zone)

    def entries(self, notice: Notice) -> list[Entry]:
        return release_entries(notice.facts, path=self.entry(notice))

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        due_at = instant(notice.facts["due_at"])
        return due_at is None or due_at <= now


class HelpAsked(Kind):
    """Goes to each who helps in the cohort; a reply to the e-mail reaches whoever asks."""

    key = "help_asked"
    urgency = Urgency.AT_ONCE
    facts = frozenset({"help_request", "who", "address", "cohort", "question"})
    action = _("Open the admin")

    def entry(self, notice: Notice) -> str:
        return reverse("wagtailadmin_home")

    def reply_to(self, notice: Notice) -> list[str]:
        return [str(notice.facts["address"])]

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        """Whoever asked may have had it erased."""
        return not HelpRequest.all_objects.filter(pk=notice.facts["help_request"]).exists()


class MistakeAnswered(Kind):
    key = "mistake_answered"
    facts = frozenset({"lesson", "network", "reported", "answer"})
    action = _("See what you have reported")

    def entry(self, notice: Notice) -> str:
        return reverse("learning:reports")


def subject_of_help(asked: HelpRequest) -> str:
    return f"help:{asked.pk}"
