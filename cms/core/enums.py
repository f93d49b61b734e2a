from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Standing(models.TextChoices):
    """How a job row stands at a moment, in the order in which it is worth looking at."""

    FAILED = "failed", _("Given up")
    HELD = "held", _("Being done")
    DUE = "due", _("Due")
    LATER = "later", _("Waits for its time")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


SETTLED_STANDINGS = (Standing.FAILED, Standing.DONE, Standing.CANCELLED)
SETTLED_STATES = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
REVIVABLE_STATES = frozenset({JobState.FAILED, JobState.CANCELLED})
