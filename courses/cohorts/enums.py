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


class Entry(models.TextChoices):
    """How a person comes into a cohort, where no invitation brought them."""

    OPEN = "open", _("Enrol at once")
    APPROVAL = "approval", _("Apply, and an organiser decides")
    INVITATION = "invitation", _("By invitation only")


class EnrolmentState(models.TextChoices):
    APPLIED = "applied", _("has applied")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("a seat is held")
    REFUSED = "refused", _("not admitted")
    ACTIVE = "active", pgettext_lazy("an enrolment", "active")
    WITHDRAWN = "withdrawn", _("withdrawn")
    COMPLETED = "completed", _("completed")
    NOT_COMPLETED = "not_completed", _("not completed")


class NomineeState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    SELECTED = "selected", _("selected and invited")
    NOT_SELECTED = "not_selected", _("not selected")


class AttendanceSource(models.TextChoices):
    LIST = "list", _("noted by who helps")
    CODE = "code", _("said with the code")


PUBLIC_STATES = frozenset({CohortState.ANNOUNCED, CohortState.OPEN, CohortState.RUNNING, CohortState.CLOSED})
OFFERED_STATES = frozenset({CohortState.ANNOUNCED, CohortState.OPEN, CohortState.RUNNING})
ENROLLING_STATES = frozenset({CohortState.OPEN, CohortState.RUNNING})
TAUGHT_STATES = frozenset({CohortState.RUNNING, CohortState.CLOSED})
ENDED_STATES = frozenset({CohortState.CLOSED, CohortState.ARCHIVED, CohortState.CANCELLED})

ENROLLED_STATES = frozenset({EnrolmentState.ACTIVE, EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED})
# Those who take a seat from the cohort's capacity.
SEATED_STATES = ENROLLED_STATES | {EnrolmentState.OFFERED}
ASKING_STATES = frozenset({EnrolmentState.APPLIED, EnrolmentState.WAITING, EnrolmentState.OFFERED})
LEARNING_STATES = frozenset({EnrolmentState.ACTIVE, EnrolmentState.COMPLETED})
# Those who have, or had, a seat.
REPORTED_STATES = ENROLLED_STATES | {EnrolmentState.WITHDRAWN}
