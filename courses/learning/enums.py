from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CompletionState(models.TextChoices):
    NOT_STARTED = "not_started", _("not started")
    UNDER_WAY = "under_way", _("under way")
    COMPLETE = "complete", _("complete")


class ResultSource(models.TextChoices):
    READ = "read", _("read")
    QUIZ = "quiz", _("quiz")
    IMPORT = "import", _("import")


class PassageKind(models.IntegerChoices):
    """In the order in which what is found is shown."""

    TITLE = 0
    HEADING = 1
    TEXT = 2


class MistakeState(models.TextChoices):
    OPEN = "open", _("open")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed without an answer")


class NoteOutcome(models.TextChoices):
    """What became of a note that was to be stored."""

    KEPT = "kept"
    REMOVED = "removed"
    CONFLICT = "conflict"


class Audience(models.TextChoices):
    EVERYBODY = "everybody", _("Everybody who takes part")
    COUNTRIES = "countries", _("Those of some countries")
    LANGUAGES = "languages", _("Those who read some languages")
    GROUPS = "groups", _("Those of some groups")
    BEHIND = "behind", _("Those behind: a module was due, and they are not done with it")
    SILENT = "silent", _("Those who have done nothing for ten days")
    ONE = "one", _("One person")


# What may be chosen for a whole cohort; one person is written to from their own line.
GROUPS = tuple(audience for audience in Audience if audience != Audience.ONE)


class CalledOff(models.TextChoices):
    """Why an announcement doesn't go out, or not to any more people."""

    BY_HAND = "by_hand", _("Called off by hand.")
    CANCELLED = "cancelled", _("Called off, since the cohort was cancelled.")
    ENDED = "ended", _("Called off, since the cohort has ended.")
    ROLE = "role", _("Called off, since its author no longer helps in the cohort.")
