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
