from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Moment(models.TextChoices):
    START = "start", _("At the start")
    END = "end", _("At the end")


class Kind(models.TextChoices):
    """Kinds without marks. A scale goes from 1, not at all, to 5, fully."""

    SCALE = "scale", _("How far it is true, from 1 to 5")
    ONE = "one", _("One of several")
    SEVERAL = "several", _("Any of several")
    TEXT = "text", _("In their own words")


CHOOSING = frozenset({Kind.ONE, Kind.SEVERAL})
