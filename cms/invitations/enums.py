from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class InvitationState(models.TextChoices):
    """How an invitation stands at a moment; no column holds it."""

    WAITING = "waiting", _("waiting")
    USED = "used", _("used")
    EXPIRED = "expired", _("expired")
    TAKEN_BACK = "taken_back", _("taken back")


OPEN_STATES = frozenset({InvitationState.WAITING, InvitationState.EXPIRED})
