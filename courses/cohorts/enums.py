from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CohortState(models.TextChoices):
    DRAFT = "draft", _("draft")
    ANNOUNCED = "announced", _("announced")
    OPEN = "open", _("open for enrolment")
    RUNNING = "running", _("running")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")
    CANCELLED = "cancelled", pgettext_lazy("a cohort", "cancelled")


class Pacing(models.TextChoices):
    COHORT = "cohort", _("together, by dates")
    SELF = "self", _("each at their own pace")


class EnrolmentState(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("an enrolment", "active")
    WITHDRAWN = "withdrawn", _("withdrawn")
    COMPLETED = "completed", _("completed")
    NOT_COMPLETED = "not_completed", _("not completed")


PUBLIC_STATES = frozenset({CohortState.ANNOUNCED, CohortState.OPEN, CohortState.RUNNING, CohortState.CLOSED})
OFFERED_STATES = frozenset({CohortState.ANNOUNCED, CohortState.OPEN, CohortState.RUNNING})
ENROLLING_STATES = frozenset({CohortState.OPEN, CohortState.RUNNING})
TAUGHT_STATES = frozenset({CohortState.RUNNING, CohortState.CLOSED})
ENDED_STATES = frozenset({CohortState.CLOSED, CohortState.ARCHIVED, CohortState.CANCELLED})

SEATED_STATES = frozenset({EnrolmentState.ACTIVE, EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED})
LEARNING_STATES = frozenset({EnrolmentState.ACTIVE, EnrolmentState.COMPLETED})
READING_STATES = SEATED_STATES
REPORTED_STATES = frozenset(EnrolmentState)
