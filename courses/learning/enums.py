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
