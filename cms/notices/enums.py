from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    """How long a notice may wait for a better hour or for others to go with it."""

    AT_ONCE = "at_once", _("sent at once")
    MAY_WAIT = "may_wait", _("may wait")
