from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttemptState(models.TextChoices):
    OPEN = "open", _("under way")
    CLOSING = "closing", _("time is up, answers still count")
    SUBMITTED = "submitted", _("handed in")
    GRADED = "graded", _("graded")


ACTIVE_STATES = frozenset({AttemptState.OPEN, AttemptState.CLOSING})
"""At most one of these for an enrolment and a quiz; a cohort waits for them before it closes."""

UNGRADED_STATES = frozenset(set(AttemptState) - {AttemptState.GRADED})


class Phase(models.TextChoices):
    """Where an attempt stands by the clock, whatever the sweep has written so far."""

    OPEN = "open"
    CLOSING = "closing"
    OVER = "over"


SAVING_PHASES = frozenset({Phase.OPEN, Phase.CLOSING})


class Late(models.TextChoices):
    """What became of a question's late answers; empty where there are none."""

    NONE = ""
    WAITING = "waiting"
    COUNTED = "counted"
    LEFT_OUT = "left_out"


class Saved(models.TextChoices):
    """What became of an answer that was sent."""

    SAVED = "saved"
    SAME = "same"
    CONFLICT = "conflict"
    LATE = "late"
