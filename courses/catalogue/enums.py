from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sharing(models.TextChoices):
    """Whether networks other than its owner may put a module into their courses."""

    FREE = "free", _("Every network")
    ASKED = "asked", _("Networks that ask and are told yes")
    OWN = "own", _("Only this network")


class UseState(models.TextChoices):
    ASKED = "asked", _("waits for an answer")
    ALLOWED = "allowed", _("allowed")
    REFUSED = "refused", _("not allowed")
