from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cms.people.models import User
from cms.people.records import PersonalRecords
from courses.learning.models import Progress


class ProgressRecords(PersonalRecords):
    model = Progress
    title = _("What you have read and done")
    purpose = _("So that you find your place again, and a course can be completed.")
    kept = _("As long as the cohort's records; where and how long you read goes when your account is erased.")
    of_person = ("enrolment__user",)
    fields = (
        "enrolment__cohort",
        "step_key",
        "opened_at",
        "completed_at",
        "last_seen_at",
        "seconds",
        "score",
        "passed",
    )

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        cls.rows(user).update(last_position="", seconds=0, last_seen_at=None)
