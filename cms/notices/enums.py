from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    """How long a notice may wait for a better hour or for others to go with it."""

    AT_ONCE = "at_once", _("sent at once, at night too")
    BY_DAY = "by_day", _("sent by itself, by day")
    MAY_WAIT = "may_wait", _("sent by day with others, one e-mail a day")
